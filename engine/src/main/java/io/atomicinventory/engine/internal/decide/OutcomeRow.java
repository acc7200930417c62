package io.atomicinventory.engine.internal.decide;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.deduction.DeductedItem;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What was decided under a key, for ever.
 *
 * @param data null where the outcome is that of the transaction's own row ({@link Result#REPLAYED})
 */
public record OutcomeRow(
        String key,
        Command.Operation operation,
        @Nullable String transactionId,
        Result result,
        Hash requestHash,
        @Nullable Hash itemsHash,
        @Nullable OutcomeData data,
        long attempt,
        Actor actor,
        Instant occurredAt) {

    /** Whether it is the one outcome by which its transaction took its stock. */
    public boolean isDeducted() {
        return operation == Command.Operation.DEDUCTION && result == Result.DONE;
    }

    /** Whether it decided for ever what becomes of its transaction. */
    public boolean isSettled() {
        return isDeducted() || isRejected();
    }

    /** Whether its transaction is never to be in the books. */
    public boolean isRejected() {
        return operation == Command.Operation.REJECTION && result == Result.DONE;
    }

    /** The stock rows that it took from. */
    public Set<String> stockIds() {
        return data instanceof OutcomeData.SaleData sale
                ? sale.deducted().stream().map(DeductedItem::inventoryStockId).collect(Collectors.toSet())
                : Set.of();
    }

    public enum Result {
        DONE,
        /** It had been done under another key. */
        REPLAYED,
        REFUSED,
        /** Its sale waits for a person or for stock. */
        QUEUED
    }
}
