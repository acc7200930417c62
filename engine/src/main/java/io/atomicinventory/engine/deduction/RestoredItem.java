package io.atomicinventory.engine.deduction;

import io.atomicinventory.engine.Quantities;
import java.math.BigDecimal;

/**
 * What a void gave back to one stock row, in stock units.
 *
 * @param newStock the same as {@code previousStock} for what is waste
 */
public record RestoredItem(
        String inventoryStockId,
        String ingredientName,
        String unit,
        BigDecimal quantityRestored,
        Disposition disposition,
        BigDecimal previousStock,
        BigDecimal newStock) {

    public RestoredItem {
        quantityRestored = Quantities.plain(quantityRestored);
        previousStock = Quantities.plain(previousStock);
        newStock = Quantities.plain(newStock);
    }
}
