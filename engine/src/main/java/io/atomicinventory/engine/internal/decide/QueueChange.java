package io.atomicinventory.engine.internal.decide;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.deduction.SaleItem;
import io.atomicinventory.engine.queue.QueueDecision;
import io.atomicinventory.engine.queue.QueueReason;
import io.atomicinventory.engine.queue.QueueStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a decision does to the queue. */
public sealed interface QueueChange {
    Duration FIRST_PAUSE = Duration.ofSeconds(15);
    Duration LONGEST_PAUSE = Duration.ofHours(1);

    /** The entry as it will be. */
    QueueRow row();

    /**
     * @param deviceId null where the store's policy sent it here
     * @param why what stands in its way; null where nobody has tried it yet
     */
    record Added(
            QueueRow row,
            @Nullable String deviceId,
            List<SaleItem> items,
            QueueReason reason,
            OutcomeData.@Nullable RefusalData why,
            boolean waitsForPerson,
            Actor actor,
            Instant occurredAt,
            @Nullable Instant sentAt)
            implements QueueChange {}

    /**
     * @param before the entry as it was read: where it is no longer so, nothing may be committed
     * @param why what stands in its way; null to leave what is there
     * @param decision null where it stays open
     */
    record Changed(
            QueueRow before,
            QueueRow row,
            OutcomeData.@Nullable RefusalData why,
            boolean waitsForPerson,
            Instant nextAttemptAt,
            @Nullable QueueDecision decision,
            @Nullable String decidedBy,
            @Nullable String note,
            Instant now)
            implements QueueChange {
        /** Both, as one. */
        public Changed then(Changed next) {
            return new Changed(
                    before,
                    next.row,
                    next.why == null ? why : next.why,
                    next.waitsForPerson,
                    next.nextAttemptAt,
                    next.decision,
                    next.decidedBy,
                    next.note,
                    next.now);
        }

        Changed with(OutcomeData.RefusalData stood) {
            return new Changed(before, row, stood, waitsForPerson, nextAttemptAt, decision, decidedBy, note, now);
        }
    }

    static Changed settled(QueueRow before, QueueDecision decision, Actor actor, @Nullable String note, Instant now) {
        QueueStatus status = decision == QueueDecision.REJECTED || decision == QueueDecision.VOIDED
                ? QueueStatus.REJECTED
                : QueueStatus.APPROVED;
        QueueRow row = before.with(status, before.attempt(), 0);
        return new Changed(before, row, null, false, now, decision, actor.who(), note, now);
    }

    /** It stays open, and is left alone for a while that doubles each time. */
    static Changed failed(
            QueueRow before, boolean isRecorded, OutcomeData.RefusalData why, boolean waitsForPerson, Instant now) {
        QueueRow row = before.with(before.status(), before.attempt() + (isRecorded ? 1 : 0), before.failures() + 1);
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(before.failures(), 20));
        Instant next = now.plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
        return new Changed(before, row, why, waitsForPerson, next, null, null, null, now);
    }

    /** Recorded once; after that nothing changes until the stock covers it. */
    static Changed foundShort(QueueRow before, OutcomeData.RefusalData why, Instant now) {
        QueueRow row = before.with(QueueStatus.INSUFFICIENT_STOCK, before.attempt() + 1, 0);
        return new Changed(before, row, why, false, now, null, null, null, now);
    }
}
