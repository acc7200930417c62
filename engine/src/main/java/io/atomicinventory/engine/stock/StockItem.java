package io.atomicinventory.engine.stock;

import io.atomicinventory.engine.Quantities;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a store has of one item.
 *
 * @param held promised to something else; not available to a sale
 * @param version the number of its movements
 * @param approvedOverdraft how far below zero named persons have let it go
 */
public record StockItem(
        String stockId,
        String item,
        String unit,
        BigDecimal quantity,
        BigDecimal held,
        long version,
        boolean allowNegative,
        BigDecimal approvedOverdraft,
        @Nullable BigDecimal reorderLevel,
        boolean isActive) {

    public StockItem {
        quantity = Quantities.plain(quantity);
        held = Quantities.plain(held);
        approvedOverdraft = Quantities.plain(approvedOverdraft);
        reorderLevel = reorderLevel == null ? null : Quantities.plain(reorderLevel);
    }

    public BigDecimal available() {
        return Quantities.plain(quantity.subtract(held));
    }

    /** Whether a sale may take this much: never below zero, except where the row itself allows it (I5). */
    public boolean covers(BigDecimal required) {
        BigDecimal left = quantity.subtract(required);
        return allowNegative
                ? left.compareTo(Quantities.MAX_BALANCE.negate()) >= 0
                : left.subtract(held).signum() >= 0;
    }

    /** The row after a movement. An approved overdraft shrinks as the row comes back up, and is never spent twice. */
    public StockItem afterChangeOf(BigDecimal quantityChange) {
        BigDecimal next = quantity.add(quantityChange);
        BigDecimal overdraft = approvedOverdraft.min(next.negate().max(BigDecimal.ZERO));
        return new StockItem(
                stockId, item, unit, next, held, version + 1, allowNegative, overdraft, reorderLevel, isActive);
    }
}
