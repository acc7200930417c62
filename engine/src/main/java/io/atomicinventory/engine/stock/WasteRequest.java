package io.atomicinventory.engine.stock;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.Identifiers;
import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Quantities;
import java.math.BigDecimal;

/**
 * Goods that were thrown away.
 *
 * @param quantity above 0, in stock units, at most four decimals
 * @param reason 1 to 200 characters
 */
public record WasteRequest(
        String storeId, String stockId, BigDecimal quantity, String reason, Actor actor, String idempotencyKey) {

    public WasteRequest {
        Identifiers.requireIds("storeId", storeId, "stockId", stockId);
        Identifiers.requireIdempotencyKey(idempotencyKey);
        Identifiers.requireName("reason", reason);
        if (quantity.signum() <= 0 || !Quantities.isBalance(quantity)) {
            throw new InvalidRequestException(
                    "quantity: must be above 0 and at most " + Quantities.MAX_BALANCE + ", with at most 4 decimals");
        }
        quantity = Quantities.plain(quantity);
    }
}
