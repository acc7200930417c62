package io.atomicinventory.engine.stock;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.Identifiers;
import io.atomicinventory.engine.InvalidRequestException;

/**
 * Takes back a receipt, a count, an adjustment or waste that was entered wrongly: once.
 *
 * @param version of the movement that is taken back; 1 or more
 * @param reason 1 to 200 characters
 */
public record ReversalRequest(
        String storeId, String stockId, long version, String reason, Actor actor, String idempotencyKey) {

    public ReversalRequest {
        Identifiers.requireIds("storeId", storeId, "stockId", stockId);
        Identifiers.requireIdempotencyKey(idempotencyKey);
        Identifiers.requireName("reason", reason);
        if (version < 1) {
            throw new InvalidRequestException("version: must be 1 or more");
        }
    }
}
