package io.atomicinventory.engine.deduction;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.EngineSettings;
import io.atomicinventory.engine.Identifiers;
import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Quantities;
import java.math.BigDecimal;
import java.util.List;

/**
 * A void of a sale, or of a part of it.
 *
 * @param reason 1 to 200 characters
 * @param disposition of all that is left, where no lines are named
 * @param lines up to 200; empty for all that is left to give back
 * @param idempotencyKey of this void, the same for every retry of it
 */
public record CompensationRequest(
        String storeId,
        String transactionId,
        String reason,
        Disposition disposition,
        List<Line> lines,
        Actor actor,
        String idempotencyKey) {

    public CompensationRequest {
        Identifiers.requireIds("storeId", storeId, "transactionId", transactionId);
        Identifiers.requireName("reason", reason);
        Identifiers.requireIdempotencyKey(idempotencyKey);
        if (lines.size() > EngineSettings.MAX_LINES_PER_SALE) {
            throw new InvalidRequestException("lines: must be at most " + EngineSettings.MAX_LINES_PER_SALE);
        }
        lines = List.copyOf(lines);
    }

    /** All that is left, back into the stock. */
    public CompensationRequest(
            String storeId, String transactionId, String reason, Actor actor, String idempotencyKey) {
        this(storeId, transactionId, reason, Disposition.RESTOCK, List.of(), actor, idempotencyKey);
    }

    /** @param quantity above 0, in stock units, at most four decimals */
    public record Line(String inventoryStockId, BigDecimal quantity, Disposition disposition) {
        public Line {
            Identifiers.requireIds("inventoryStockId", inventoryStockId);
            if (quantity.signum() <= 0 || !Quantities.isBalance(quantity)) {
                throw new InvalidRequestException("quantity: must be above 0, with at most 4 decimals");
            }
            quantity = Quantities.plain(quantity);
        }
    }
}
