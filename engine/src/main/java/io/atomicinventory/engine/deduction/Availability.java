package io.atomicinventory.engine.deduction;

import io.atomicinventory.engine.Quantities;
import java.math.BigDecimal;
import java.util.List;

/**
 * Whether a sale would fit at the moment of asking. It promises nothing: only a deduction takes stock.
 *
 * @param errors the stock items that have too little
 * @param problems what else stands against it, in words
 */
public record Availability(
        boolean isValid, List<Shortage> errors, List<String> problems, List<Ingredient> availableIngredients) {

    public Availability {
        errors = List.copyOf(errors);
        problems = List.copyOf(problems);
        availableIngredients = List.copyOf(availableIngredients);
    }

    /** One stock row that the sale would take from, in stock units. */
    public record Ingredient(
            String inventoryStockId,
            String ingredientName,
            BigDecimal quantityNeeded,
            String unit,
            BigDecimal currentStock,
            long version) {

        public Ingredient {
            quantityNeeded = Quantities.plain(quantityNeeded);
            currentStock = Quantities.plain(currentStock);
        }
    }
}
