package io.atomicinventory.engine.internal.decide;

import io.atomicinventory.engine.internal.decide.OutcomeRow.Result;
import io.atomicinventory.engine.stock.Movement;
import io.atomicinventory.engine.stock.MovementKind;
import io.atomicinventory.engine.stock.StockItem;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One store's books while a batch is decided: each command finds them as the one before it left them. */
final class OpenBooks {
    private final Snapshot snapshot;
    private final Map<String, StockItem> stock;
    private final Map<String, OutcomeRow> outcomes;
    private final Map<String, OutcomeRow> deductions;
    private final Map<String, Map<String, GivenBack>> givenBack = new HashMap<>();
    private Instant now;

    OpenBooks(Snapshot snapshot) {
        this.snapshot = snapshot;
        this.stock = new HashMap<>(snapshot.stock());
        this.outcomes = new HashMap<>(snapshot.outcomes());
        this.deductions = new HashMap<>(snapshot.deductions());
        this.now = snapshot.now();
    }

    String storeId() {
        return snapshot.storeId();
    }

    Instant now() {
        return now;
    }

    Map<String, StockItem> stock() {
        return stock;
    }

    @Nullable
    OutcomeRow outcome(String key) {
        return outcomes.get(key);
    }

    @Nullable
    OutcomeRow deduction(String transactionId) {
        return deductions.get(transactionId);
    }

    /** By stock row; what is not there has given nothing back. */
    Map<String, GivenBack> givenBack(String transactionId) {
        Map<String, GivenBack> changed = givenBack.get(transactionId);
        return changed == null ? snapshot.givenBack().getOrDefault(transactionId, Map.of()) : changed;
    }

    History history(Command command) {
        History history = snapshot.histories().get(command.key());
        if (history == null) {
            throw new IllegalStateException("decided without the movements that it needs");
        }
        return history;
    }

    /** What is told ahead of time, by a clock that is not quite right, is recorded as having happened now. */
    Instant occurredAt(Command command) {
        Instant told = command.origin().occurredAt();
        return told == null || told.isAfter(now) ? now : told;
    }

    boolean isBackDated(Command command) {
        Instant told = command.origin().occurredAt();
        return told != null && told.isBefore(now);
    }

    OutcomeRow row(Command command, Result result, @Nullable OutcomeData data) {
        return new OutcomeRow(
                command.key(),
                command.operation(),
                command.transactionId(),
                result,
                command.requestHash(),
                command instanceof Command.Sale sale ? sale.itemsHash() : null,
                data,
                command.origin().attempt(),
                command.origin().actor(),
                occurredAt(command));
    }

    void keep(Decision decision) {
        OutcomeRow row = decision.row();
        if (row == null) {
            return;
        }
        outcomes.put(row.key(), row);
        if (row.isDeducted() && row.transactionId() != null) {
            deductions.put(row.transactionId(), row);
        }
        decision.stock().forEach(item -> stock.put(item.stockId(), item));
        for (GivenBack.Portion portion : decision.givenBack()) {
            givenBack
                    .computeIfAbsent(
                            portion.transactionId(),
                            id -> new HashMap<>(snapshot.givenBack().getOrDefault(id, Map.of())))
                    .merge(
                            portion.stockId(),
                            GivenBack.NOTHING.plus(portion.now()),
                            (before, more) -> before.plus(portion.now()));
        }
        // What comes after a count in this batch is not in it: their times tell.
        if (decision.movements().stream().anyMatch(this::isCountOfNow)) {
            now = now.plus(1, ChronoUnit.MICROS);
        }
    }

    private boolean isCountOfNow(Movement movement) {
        return movement.kind() == MovementKind.COUNT && !movement.occurredAt().isBefore(now);
    }
}
