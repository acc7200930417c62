package io.atomicinventory.engine.deduction;

import io.atomicinventory.engine.Quantities;
import java.math.BigDecimal;

/**
 * A stock item that has less than a sale needs, in stock units.
 *
 * @param productName the products that need it, joined by {@code ", "} in the order of the request
 * @param ingredientName likewise
 */
public record Shortage(
        String productName,
        String ingredientName,
        String inventoryStockId,
        BigDecimal required,
        BigDecimal available,
        BigDecimal shortfall) {

    public Shortage {
        required = Quantities.plain(required);
        available = Quantities.plain(available);
        shortfall = Quantities.plain(shortfall);
    }

    public String text() {
        return productName + " - " + ingredientName + ": Need " + required.toPlainString() + ", Have "
                + available.toPlainString() + " (Short: " + shortfall.toPlainString() + ")";
    }
}
