package io.atomicinventory.engine.internal.decide;

import io.atomicinventory.engine.stock.Movement;
import io.atomicinventory.engine.stock.MovementKind;
import io.atomicinventory.engine.stock.StockItem;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The movements of one command, each from where the one before it on its row ended. */
final class Moving {
    private final Command command;
    private final OpenBooks books;
    private final List<Movement> movements = new ArrayList<>();
    private final Map<String, Row> rows = new LinkedHashMap<>();

    Moving(Command command, OpenBooks books) {
        this.command = command;
        this.books = books;
    }

    /** A row on its way: what a command does to it counts as a whole, and what is between is never seen. */
    private static final class Row {
        private final StockItem before;
        private BigDecimal change = BigDecimal.ZERO;
        private int moves;
        private @Nullable Instant countedAt;
        private boolean isApproved;

        Row(StockItem before) {
            this.before = before;
            this.countedAt = before.countedAt();
        }

        StockItem after() {
            StockItem after = before.after(change, moves).counted(countedAt);
            return isApproved ? after.approved() : after;
        }
    }

    /** @param transactionId the sale that it belongs to */
    Movement move(
            StockItem item,
            MovementKind kind,
            BigDecimal change,
            @Nullable String transactionId,
            @Nullable String why) {
        return move(item, kind, change, transactionId, why, books.occurredAt(command), null);
    }

    /** @param reverses the version of the movement that it takes back */
    Movement move(
            StockItem item,
            MovementKind kind,
            BigDecimal change,
            @Nullable String transactionId,
            @Nullable String why,
            Instant occurredAt,
            @Nullable Long reverses) {
        Row row = rows.computeIfAbsent(item.stockId(), id -> new Row(item));
        StockItem now = row.after();
        Movement movement = new Movement(
                item.stockId(),
                now.version() + 1,
                kind,
                change,
                now.quantity(),
                now.quantity().add(change),
                transactionId,
                command.key(),
                command.origin().actor().who(),
                command.origin().actor().claimedUserId(),
                why,
                occurredAt,
                books.recordedAt(),
                reverses);
        row.change = row.change.add(change);
        row.moves++;
        movements.add(movement);
        return movement;
    }

    /** The movement that follows was in the count already: it will change nothing, and both show in the trail. */
    void correctForCount(StockItem item, BigDecimal change, @Nullable String transactionId, Instant occurredAt) {
        String why = "included in the count of " + item.countedAt();
        move(item, MovementKind.CORRECTION, change.negate(), transactionId, why, occurredAt, null);
    }

    /** The row may be as far below zero as this command leaves it, and no other sale may spend that (I5). */
    void approve(StockItem item) {
        rows.computeIfAbsent(item.stockId(), id -> new Row(item)).isApproved = true;
    }

    /** From now on the row was last counted then; null for never. */
    void counted(StockItem item, @Nullable Instant at) {
        rows.computeIfAbsent(item.stockId(), id -> new Row(item)).countedAt = at;
    }

    /** What the command does to the row as a whole. */
    BigDecimal change(StockItem item) {
        Row row = rows.get(item.stockId());
        return row == null ? BigDecimal.ZERO : row.change;
    }

    List<Movement> movements() {
        return List.copyOf(movements);
    }

    /** The touched rows as the movements leave them. */
    List<StockItem> stock() {
        return rows.values().stream().map(Row::after).toList();
    }
}
