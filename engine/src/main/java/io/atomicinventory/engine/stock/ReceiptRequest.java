package io.atomicinventory.engine.stock;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.Identifiers;
import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Quantities;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Goods that arrived.
 *
 * @param quantity above 0, in stock units, at most four decimals
 * @param reference a delivery note, for example; 1 to 200 characters
 */
public record ReceiptRequest(
        String storeId,
        String stockId,
        BigDecimal quantity,
        @Nullable String reference,
        Actor actor,
        String idempotencyKey) {

    public ReceiptRequest {
        Identifiers.requireIds("storeId", storeId, "stockId", stockId);
        Identifiers.requireIdempotencyKey(idempotencyKey);
        if (quantity.signum() <= 0 || !Quantities.isBalance(quantity)) {
            throw new InvalidRequestException(
                    "quantity: must be above 0 and at most " + Quantities.MAX_BALANCE + ", with at most 4 decimals");
        }
        quantity = Quantities.plain(quantity);
        if (reference != null) {
            Identifiers.requireName("reference", reference);
        }
    }
}
