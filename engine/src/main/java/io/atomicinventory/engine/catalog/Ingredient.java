package io.atomicinventory.engine.catalog;

import io.atomicinventory.engine.Identifiers;
import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Quantities;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A line of a recipe.
 *
 * @param quantity in recipe units for one of the product; above 0, at most 1,000,000, at most four decimals
 * @param costPerUnit what the line costs, as the menu says it; null where it does not
 */
public record Ingredient(
        String name,
        String unit,
        BigDecimal quantity,
        IngredientRole role,
        @Nullable BigDecimal costPerUnit) {
    public Ingredient {
        Identifiers.requireName("name", name);
        Identifiers.requireName("unit", unit);
        if (!Quantities.isSaleQuantity(quantity)) {
            throw new InvalidRequestException("quantity: must be above 0 and at most 1000000, with at most 4 decimals");
        }
        quantity = Quantities.plain(quantity);
        costPerUnit = Price.require("costPerUnit", costPerUnit);
    }

    public Ingredient(String name, String unit, BigDecimal quantity) {
        this(name, unit, quantity, IngredientRole.BASE, null);
    }
}
