package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.EngineSettings;
import io.atomicinventory.engine.internal.decide.Command;
import io.atomicinventory.engine.internal.decide.History;
import io.atomicinventory.engine.stock.Movement;
import io.atomicinventory.engine.stock.MovementKind;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the movements that a count or a reversal is decided on. */
final class HistoryReader {
    private final String storeId;
    private final Command command;
    private BigDecimal since = BigDecimal.ZERO;
    private @Nullable Instant countAfter;
    private @Nullable Movement movement;
    private @Nullable Movement opening;
    private @Nullable Long reversedBy;
    private final List<Movement> counted = new ArrayList<>();

    HistoryReader(String storeId, Command command) {
        this.storeId = storeId;
        this.command = command;
    }

    String key() {
        return command.key();
    }

    void addTo(Pipeline pipeline) {
        switch (command) {
            case Command.Booking count -> addSum(pipeline, count);
            case Command.Reversal reversal -> addNamed(pipeline, reversal);
            case Command.Sale sale -> throw new IllegalStateException("a sale reads no movements");
            case Command.Compensation compensation -> throw new IllegalStateException("a void reads no movements");
            case Command.Rejection rejection -> throw new IllegalStateException("a rejection reads no movements");
            case Command.Transfer transfer -> throw new IllegalStateException("a transfer reads no movements");
        }
    }

    private void addSum(Pipeline pipeline, Command.Booking count) {
        Instant at = Objects.requireNonNull(count.origin().occurredAt());
        Instant recorded = at.minus(EngineSettings.MAX_AHEAD).minusSeconds(1);
        pipeline.query(
                        MovementTable.SUM_SINCE,
                        p -> p.text(storeId)
                                .text(count.stockId())
                                .time(at)
                                .text(storeId)
                                .text(count.stockId())
                                .time(recorded)
                                .time(recorded)
                                .text(storeId)
                                .text(count.stockId()),
                        row -> since = row.getBigDecimal("sum"))
                .query(
                        MovementTable.COUNT_AFTER,
                        p -> p.text(storeId).text(count.stockId()).time(at),
                        row -> countAfter = MovementTable.read(row).occurredAt())
                .query(
                        MovementTable.OPENING,
                        p -> p.text(storeId).text(count.stockId()),
                        row -> opening = MovementTable.read(row));
    }

    private void addNamed(Pipeline pipeline, Command.Reversal reversal) {
        pipeline.query(
                        MovementTable.NAMED,
                        p -> p.text(storeId).text(reversal.stockId()).number(reversal.version()),
                        row -> {
                            movement = MovementTable.read(row);
                            reversedBy = row.getObject("reversed_by", Long.class);
                        })
                .query(
                        MovementTable.COUNTED,
                        p -> p.text(storeId)
                                .text(reversal.stockId())
                                .text(storeId)
                                .text(reversal.stockId())
                                .number(reversal.version()),
                        row -> counted.add(MovementTable.read(row)))
                .query(
                        MovementTable.OPENING,
                        p -> p.text(storeId).text(reversal.stockId()),
                        row -> opening = MovementTable.read(row));
    }

    History found() {
        if (!(command instanceof Command.Reversal)) {
            Instant at = Objects.requireNonNull(command.origin().occurredAt());
            return new History.MovedSince(since, orOpening(countAfter, at));
        }
        Movement named = movement;
        return named == null || named.kind() != MovementKind.COUNT
                ? new History.Named(named, reversedBy, null, null, List.of())
                : ofCount(named);
    }

    private History ofCount(Movement named) {
        Instant before = null;
        Instant after = null;
        for (Movement one : counted) { // newest first
            if (one.kind() == MovementKind.COUNT && one.version() != named.version()) {
                if (isLater(one, named)) {
                    after = one.occurredAt();
                } else if (before == null) {
                    before = one.occurredAt();
                }
            }
        }
        return new History.Named(
                named, reversedBy, before, orOpening(after, named.occurredAt()), corrections(named, before));
    }

    /** What was there when the item was entered, where that was after a count, stands in for the next one. */
    private @Nullable Instant orOpening(@Nullable Instant next, Instant counted) {
        return next == null && opening != null && opening.occurredAt().isAfter(counted) ? opening.occurredAt() : next;
    }

    private static boolean isLater(Movement one, Movement other) {
        int order = one.occurredAt().compareTo(other.occurredAt());
        return order > 0 || (order == 0 && one.version() > other.version());
    }

    /** Those after the count before it; what was in that one too, stays so. */
    private List<Movement> corrections(Movement named, @Nullable Instant before) {
        return counted.stream()
                .filter(one -> one.kind() == MovementKind.CORRECTION)
                .filter(one -> !one.occurredAt().isAfter(named.occurredAt()))
                .filter(one -> before == null || one.occurredAt().isAfter(before))
                .toList();
    }
}
