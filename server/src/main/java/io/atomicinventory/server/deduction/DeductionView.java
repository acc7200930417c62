package io.atomicinventory.server.deduction;

import io.atomicinventory.engine.deduction.DeductedItem;
import io.atomicinventory.engine.deduction.RecordedDeduction;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A recorded deduction on the wire. */
record DeductionView(
        String transactionId,
        String idempotencyKey,
        List<RecordedDeduction.SoldItem> items,
        List<DeductedItem> deductedItems,
        List<RecordedDeduction.Restored> restored,
        String who,
        @Nullable String userId,
        Instant occurredAt,
        Instant recordedAt) {

    static DeductionView of(RecordedDeduction deduction) {
        return new DeductionView(
                deduction.transactionId(),
                deduction.idempotencyKey(),
                deduction.items(),
                deduction.deductedItems(),
                deduction.restored(),
                deduction.who(),
                deduction.claimedUserId(),
                deduction.occurredAt(),
                deduction.recordedAt());
    }
}
