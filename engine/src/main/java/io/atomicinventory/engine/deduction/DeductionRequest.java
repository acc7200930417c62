package io.atomicinventory.engine.deduction;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.EngineSettings;
import io.atomicinventory.engine.Identifiers;
import io.atomicinventory.engine.InvalidRequestException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at one sale.
 *
 * @param transactionId the sale; unique within its store
 * @param items 1 to 200 lines; several lines of one product are summed
 * @param idempotencyKey the attempt: the same for every retry of it, and never made from the clock
 * @param occurredAt when the sale happened, at most 5 minutes ahead and 30 days back; null for now
 */
public record DeductionRequest(
        String transactionId,
        String storeId,
        List<SaleItem> items,
        Actor actor,
        String idempotencyKey,
        @Nullable Instant occurredAt) {

    public DeductionRequest {
        Identifiers.requireIds("transactionId", transactionId, "storeId", storeId);
        Identifiers.requireIdempotencyKey(idempotencyKey);
        items = requireItems(items);
    }

    public DeductionRequest(
            String transactionId, String storeId, List<SaleItem> items, String userId, String idempotencyKey) {
        this(transactionId, storeId, items, Actor.of(userId), idempotencyKey, null);
    }

    static List<SaleItem> requireItems(List<SaleItem> items) {
        if (items.isEmpty() || items.size() > EngineSettings.MAX_LINES_PER_SALE) {
            throw new InvalidRequestException("items: must have 1 to " + EngineSettings.MAX_LINES_PER_SALE + " lines");
        }
        return SaleItem.summed(items);
    }
}
