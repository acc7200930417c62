package io.atomicinventory.engine.stock;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.EngineSettings;
import io.atomicinventory.engine.Identifiers;
import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Quantities;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Goods that go from one store to another.
 *
 * @param toStoreId another store than {@code fromStoreId}
 * @param lines 1 to 200
 * @param reason 1 to 200 characters
 * @param idempotencyKey in the books of the sending store
 */
public record TransferRequest(
        String fromStoreId,
        String toStoreId,
        List<Line> lines,
        @Nullable String reason,
        Actor actor,
        String idempotencyKey) {

    public TransferRequest {
        Identifiers.requireIds("fromStoreId", fromStoreId, "toStoreId", toStoreId);
        Identifiers.requireIdempotencyKey(idempotencyKey);
        if (fromStoreId.equals(toStoreId)) {
            throw new InvalidRequestException("toStoreId: must be another store than fromStoreId");
        }
        if (lines.isEmpty() || lines.size() > EngineSettings.MAX_LINES_PER_SALE) {
            throw new InvalidRequestException("lines: must have 1 to " + EngineSettings.MAX_LINES_PER_SALE + " lines");
        }
        lines = List.copyOf(lines);
        if (reason != null) {
            Identifiers.requireName("reason", reason);
        }
    }

    /** @param quantity above 0, in stock units, at most four decimals */
    public record Line(String fromStockId, String toStockId, BigDecimal quantity) {
        public Line {
            Identifiers.requireIds("fromStockId", fromStockId, "toStockId", toStockId);
            if (quantity.signum() <= 0 || !Quantities.isBalance(quantity)) {
                throw new InvalidRequestException("quantity: must be above 0 and at most " + Quantities.MAX_BALANCE
                        + ", with at most 4 decimals");
            }
            quantity = Quantities.plain(quantity);
        }
    }
}
