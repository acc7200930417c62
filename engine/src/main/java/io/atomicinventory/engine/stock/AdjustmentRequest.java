package io.atomicinventory.engine.stock;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.Identifiers;
import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Quantities;
import java.math.BigDecimal;

/**
 * A change of the books that a person answers for.
 *
 * @param quantityChange not 0, in stock units, at most four decimals
 * @param reason 1 to 200 characters
 */
public record AdjustmentRequest(
        String storeId, String stockId, BigDecimal quantityChange, String reason, Actor actor, String idempotencyKey) {

    public AdjustmentRequest {
        Identifiers.requireIds("storeId", storeId, "stockId", stockId);
        Identifiers.requireIdempotencyKey(idempotencyKey);
        Identifiers.requireName("reason", reason);
        if (quantityChange.signum() == 0 || !Quantities.isBalance(quantityChange)) {
            throw new InvalidRequestException(
                    "quantityChange: must not be 0, at most " + Quantities.MAX_BALANCE + ", with at most 4 decimals");
        }
        quantityChange = Quantities.plain(quantityChange);
    }
}
