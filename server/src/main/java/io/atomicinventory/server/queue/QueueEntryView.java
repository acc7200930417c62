package io.atomicinventory.server.queue;

import io.atomicinventory.engine.deduction.Problem;
import io.atomicinventory.engine.deduction.SaleItem;
import io.atomicinventory.engine.deduction.Shortage;
import io.atomicinventory.engine.queue.QueueDecision;
import io.atomicinventory.engine.queue.QueueEntry;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A sale in the queue, on the wire. */
record QueueEntryView(
        String queueId,
        String transactionId,
        @Nullable String deviceId,
        List<SaleItem> items,
        String reason,
        String status,
        int attempt,
        List<Why> problems,
        List<Shortage> shortages,
        boolean waitsForPerson,
        String queuedBy,
        @Nullable String userId,
        Instant occurredAt,
        @Nullable Instant sentAt,
        Instant recordedAt,
        Instant nextAttemptAt,
        @Nullable String decision,
        @Nullable String decidedBy,
        @Nullable Instant decidedAt,
        @Nullable String note) {

    record Why(String reason, String text) {
        static Why of(Problem problem) {
            return new Why(problem.reason().name().toLowerCase(Locale.ROOT), problem.text());
        }
    }

    static QueueEntryView of(QueueEntry entry) {
        QueueDecision decision = entry.decision();
        return new QueueEntryView(
                entry.queueId(),
                entry.transactionId(),
                entry.deviceId(),
                entry.items(),
                entry.reason().code(),
                entry.status().code(),
                entry.attempt(),
                entry.problems().stream().map(Why::of).toList(),
                entry.shortages(),
                entry.waitsForPerson(),
                entry.queuedBy(),
                entry.claimedUserId(),
                entry.occurredAt(),
                entry.sentAt(),
                entry.recordedAt(),
                entry.nextAttemptAt(),
                decision == null ? null : decision.code(),
                entry.decidedBy(),
                entry.decidedAt(),
                entry.note());
    }
}
