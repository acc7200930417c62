package io.atomicinventory.engine.internal.decide;

import io.atomicinventory.engine.catalog.ShortagePolicy;
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
    private final Map<String, OutcomeRow> settled;
    private final Map<String, QueueRow> queue;
    private final Map<String, Map<String, GivenBack>> givenBack = new HashMap<>();
    private Instant now;

    OpenBooks(Snapshot snapshot) {
        this.snapshot = snapshot;
        this.stock = new HashMap<>(snapshot.stock());
        this.outcomes = new HashMap<>(snapshot.outcomes());
        this.settled = new HashMap<>(snapshot.settled());
        this.queue = new HashMap<>(snapshot.queue());
        this.now = snapshot.now();
    }

    String storeId() {
        return snapshot.storeId();
    }

    /** Later than whatever was counted before it in this batch. */
    Instant now() {
        return now;
    }

    /** One time for all of the batch: that of its transaction. */
    Instant recordedAt() {
        return snapshot.now();
    }

    Map<String, StockItem> stock() {
        return stock;
    }

    @Nullable
    OutcomeRow outcome(String key) {
        return outcomes.get(key);
    }

    /** The row by which the transaction was deducted, or rejected. */
    @Nullable
    OutcomeRow settled(String transactionId) {
        return settled.get(transactionId);
    }

    @Nullable
    QueueRow queued(String transactionId) {
        return queue.get(transactionId);
    }

    ShortagePolicy onShortage() {
        return snapshot.onShortage();
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

    /** That a queued sale is never to be in the books. */
    OutcomeRow rejection(Command command, QueueRow entry, String reason) {
        return new OutcomeRow(
                Command.Queued.keyOfRejection(entry.queueId()),
                Command.Operation.REJECTION,
                entry.transactionId(),
                Result.DONE,
                Hash.of(Command.Operation.REJECTION.name(), entry.transactionId()),
                entry.itemsHash(),
                new OutcomeData.RejectionData(entry.queueId(), reason),
                command.origin().attempt(),
                command.origin().actor(),
                now);
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
        for (OutcomeRow row : decision.rows()) {
            outcomes.put(row.key(), row);
            if (row.isSettled() && row.transactionId() != null) {
                settled.put(row.transactionId(), row);
            }
        }
        QueueChange change = decision.queue();
        if (change != null) {
            queue.put(change.row().transactionId(), change.row());
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
