package io.atomicinventory.server.stock;

import io.atomicinventory.engine.stock.Movement;
import io.atomicinventory.engine.stock.StockItem;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A stock item on the wire. */
record StockView(
        String stockId,
        String item,
        String unit,
        BigDecimal quantity,
        BigDecimal held,
        BigDecimal available,
        long version,
        boolean allowNegative,
        BigDecimal approvedOverdraft,
        @Nullable BigDecimal reorderLevel,
        boolean isActive) {

    static StockView of(StockItem item) {
        return new StockView(
                item.stockId(),
                item.item(),
                item.unit(),
                item.quantity(),
                item.held(),
                item.available(),
                item.version(),
                item.allowNegative(),
                item.approvedOverdraft(),
                item.reorderLevel(),
                item.isActive());
    }

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
            @Nullable Instant recordedAt) {

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
                    movement.recordedAt());
        }
    }
}
