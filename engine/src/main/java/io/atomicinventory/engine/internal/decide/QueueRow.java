package io.atomicinventory.engine.internal.decide;

import io.atomicinventory.engine.queue.QueueStatus;
import java.time.Instant;

/**
 * What a decision needs to know of a queued sale. Status and attempt guard every change of it.
 *
 * @param toldAt when it was queued
 * @param failures tries in a row that ended with something else than a shortage
 */
public record QueueRow(
        String queueId,
        String transactionId,
        QueueStatus status,
        int attempt,
        int failures,
        Hash itemsHash,
        Instant toldAt) {
    QueueRow with(QueueStatus next, int nextAttempt, int nextFailures) {
        return new QueueRow(queueId, transactionId, next, nextAttempt, nextFailures, itemsHash, toldAt);
    }

    boolean isOpen() {
        return status.isOpen();
    }
}
