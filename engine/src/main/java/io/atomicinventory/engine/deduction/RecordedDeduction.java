package io.atomicinventory.engine.deduction;

import io.atomicinventory.engine.Quantities;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A sale in the books, and what voids have given back of it. */
public record RecordedDeduction(
        String transactionId,
        String idempotencyKey,
        List<SoldItem> items,
        List<DeductedItem> deductedItems,
        List<Restored> restored,
        String who,
        @Nullable String claimedUserId,
        Instant occurredAt,
        Instant recordedAt) {

    public RecordedDeduction {
        items = List.copyOf(items);
        deductedItems = List.copyOf(deductedItems);
        restored = List.copyOf(restored);
    }

    /** @param recipeVersion the version of the product's recipe that was in force */
    public record SoldItem(String productId, String productName, BigDecimal quantity, int recipeVersion) {}

    public record Restored(
            String inventoryStockId, BigDecimal quantity, String disposition, String reason, String who, Instant at) {
        public Restored {
            quantity = Quantities.plain(quantity);
        }
    }
}
