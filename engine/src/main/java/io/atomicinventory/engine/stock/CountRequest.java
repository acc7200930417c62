package io.atomicinventory.engine.stock;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.Identifiers;
import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Quantities;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What somebody counted on the shelf. What moved since then is not touched by it.
 *
 * @param countedQuantity from 0, in stock units, at most four decimals
 * @param countedAt when it was counted, at most 5 minutes ahead and 72 hours back; null for now
 * @param reason 1 to 200 characters
 */
public record CountRequest(
        String storeId,
        String stockId,
        BigDecimal countedQuantity,
        @Nullable Instant countedAt,
        @Nullable String reason,
        Actor actor,
        String idempotencyKey) {

    public CountRequest {
        Identifiers.requireIds("storeId", storeId, "stockId", stockId);
        Identifiers.requireIdempotencyKey(idempotencyKey);
        if (countedQuantity.signum() < 0 || !Quantities.isBalance(countedQuantity)) {
            throw new InvalidRequestException(
                    "countedQuantity: must be from 0 to " + Quantities.MAX_BALANCE + ", with at most 4 decimals");
        }
        countedQuantity = Quantities.plain(countedQuantity);
        if (countedAt != null && !Identifiers.isTime(countedAt)) {
            throw new InvalidRequestException("countedAt: must be at most 5 minutes ahead and 72 hours back");
        }
        if (reason != null) {
            Identifiers.requireName("reason", reason);
        }
    }
}
