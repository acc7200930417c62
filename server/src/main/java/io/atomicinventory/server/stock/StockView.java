package io.atomicinventory.server.stock;

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
        boolean isActive,
        @Nullable Instant countedAt) {

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
                item.isActive(),
                item.countedAt());
    }
}
