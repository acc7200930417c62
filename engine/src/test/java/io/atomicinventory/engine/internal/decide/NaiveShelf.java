package io.atomicinventory.engine.internal.decide;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stock row as the oracle sees it: what truly moved and what was found, each when it happened. What is there now
 * is what the last count found and what moved after it. What is taken back has never been.
 */
final class NaiveShelf {
    static final BigInteger MOST = new BigInteger("999999999999999");

    final Scenario.Shelf shelf;
    final List<Event> moves = new ArrayList<>();
    final List<Event> counts = new ArrayList<>();
    private BigInteger overdraft;

    /** Not a record: two that look alike are two. */
    static final class Event {
        final Instant at;
        final BigInteger amount;

        Event(Instant at, BigInteger amount) {
            this.at = at;
            this.amount = amount;
        }
    }

    NaiveShelf(Scenario.Shelf shelf) {
        this.shelf = shelf;
        this.overdraft = units(shelf.overdraft());
    }

    NaiveShelf copy() {
        NaiveShelf copy = new NaiveShelf(shelf);
        copy.moves.addAll(moves);
        copy.counts.addAll(counts);
        copy.overdraft = overdraft;
        return copy;
    }

    BigInteger quantity() {
        Event last = lastCount();
        BigInteger quantity = last == null ? units(shelf.quantity()) : last.amount;
        for (Event move : moves) {
            if (last == null || move.at.isAfter(last.at)) {
                quantity = quantity.add(move.amount);
            }
        }
        return quantity;
    }

    /** The latest by its own time; of two at the same time the one that was told later. */
    @Nullable
    Event lastCount() {
        Event last = null;
        for (Event count : counts) {
            if (last == null || !count.at.isBefore(last.at)) {
                last = count;
            }
        }
        return last;
    }

    /** Whether the database could hold so much more, with 14 digits before the point. */
    boolean holds(BigInteger more) {
        return quantity().add(more).abs().compareTo(BigInteger.TEN.pow(18)) < 0;
    }

    boolean wasCountedSince(Instant at) {
        Event last = lastCount();
        return last != null && !at.isAfter(last.at);
    }

    BigInteger available() {
        return quantity().subtract(units(shelf.held()));
    }

    boolean isEnough(BigInteger amount) {
        return shelf.allowNegative()
                ? quantity().subtract(amount).compareTo(MOST.negate()) >= 0
                : available().compareTo(amount) >= 0;
    }

    /** Somebody allows it to be as far below zero as it is. */
    void allow() {
        overdraft = shelf.allowNegative() ? overdraft : quantity().negate().max(BigInteger.ZERO);
    }

    /** After each command: leave to be below zero goes as the debt does. */
    void settle() {
        overdraft = overdraft.min(quantity().negate().max(BigInteger.ZERO));
    }

    String describe() {
        Event last = lastCount();
        return shelf.stockId() + " " + text(quantity()) + " overdraft " + text(overdraft) + " counted at "
                + (last == null ? null : last.at);
    }

    /** In 1/10,000. */
    static BigInteger units(String quantity) {
        return new BigDecimal(quantity).movePointRight(4).toBigIntegerExact();
    }

    static String text(BigInteger units) {
        return new BigDecimal(units, 4).stripTrailingZeros().toPlainString();
    }
}
