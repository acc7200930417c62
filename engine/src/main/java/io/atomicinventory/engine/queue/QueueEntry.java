package io.atomicinventory.engine.queue;

import io.atomicinventory.engine.deduction.Problem;
import io.atomicinventory.engine.deduction.SaleItem;
import io.atomicinventory.engine.deduction.Shortage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sale in the queue.
 *
 * @param queueId made from the transaction: one sale has one entry
 * @param deviceId null where the store's policy sent it here
 * @param attempt the number of the next try; it rises with each recorded refusal
 * @param problems why it is not in the books yet; after an approval in part, what was short
 * @param waitsForPerson whether it came too late to be settled without one
 * @param nextAttemptAt before this the background synchronisation leaves it alone
 * @param decidedBy who settled it: a person, or whoever synchronised
 */
public record QueueEntry(
        String queueId,
        String transactionId,
        @Nullable String deviceId,
        List<SaleItem> items,
        QueueReason reason,
        QueueStatus status,
        int attempt,
        List<Problem> problems,
        List<Shortage> shortages,
        boolean waitsForPerson,
        String queuedBy,
        @Nullable String claimedUserId,
        Instant occurredAt,
        @Nullable Instant sentAt,
        Instant recordedAt,
        Instant nextAttemptAt,
        @Nullable QueueDecision decision,
        @Nullable String decidedBy,
        @Nullable Instant decidedAt,
        @Nullable String note) {

    public QueueEntry {
        items = List.copyOf(items);
        problems = List.copyOf(problems);
        shortages = List.copyOf(shortages);
    }
}
