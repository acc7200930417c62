package io.atomicinventory.engine.deduction;

import io.atomicinventory.engine.Quantities;
import java.math.BigDecimal;

/**
 * What a sale took from one stock row, in stock units.
 *
 * @param ingredientName the ingredients that are this item, joined by {@code ", "} in the order of the request
 */
public record DeductedItem(
        String inventoryStockId,
        String ingredientName,
        String unit,
        BigDecimal quantityDeducted,
        BigDecimal previousStock,
        BigDecimal newStock) {

    public DeductedItem {
        quantityDeducted = Quantities.plain(quantityDeducted);
        previousStock = Quantities.plain(previousStock);
        newStock = Quantities.plain(newStock);
    }
}
