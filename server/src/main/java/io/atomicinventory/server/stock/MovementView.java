package io.atomicinventory.server.stock;

import io.atomicinventory.engine.stock.Movement;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A movement on the wire. */
record MovementView(
        String stockId,
        long version,
        String kind,
        BigDecimal quantityChange,
        BigDecimal previousQuantity,
        BigDecimal newQuantity,
        @Nullable String transactionId,
        @Nullable String idempotencyKey,
        String who,
        @Nullable String userId,
        @Nullable String reason,
        Instant occurredAt,
        @Nullable Instant recordedAt,
        @Nullable Long reverses) {

    static MovementView of(Movement movement) {
        return new MovementView(
                movement.stockId(),
                movement.version(),
                movement.kind().code(),
                movement.quantityChange(),
                movement.previousQuantity(),
                movement.newQuantity(),
                movement.transactionId(),
                movement.idempotencyKey(),
                movement.who(),
                movement.claimedUserId(),
                movement.why(),
                movement.occurredAt(),
                movement.recordedAt(),
                movement.reverses());
    }
}
