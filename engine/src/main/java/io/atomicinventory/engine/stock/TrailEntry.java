package io.atomicinventory.engine.stock;

import io.atomicinventory.engine.Quantities;
import java.math.BigDecimal;
import java.util.List;

/**
 * A movement with what explains its figure.
 *
 * @param uses for a sale: what was made of this stock item; their sum is what was taken
 */
public record TrailEntry(Movement movement, List<Use> uses) {
    public TrailEntry {
        uses = List.copyOf(uses);
    }

    /**
     * One line of a recipe: sold × recipe quantity × conversion factor.
     *
     * @param sold how many of the product
     * @param recipeQuantity of the ingredient in one of them, in the recipe's unit
     * @param conversionFactor stock units for one of the recipe's unit
     */
    public record Use(
            String productId,
            String productName,
            BigDecimal sold,
            int recipeVersion,
            String ingredient,
            String unit,
            BigDecimal recipeQuantity,
            BigDecimal conversionFactor) {
        public Use {
            sold = Quantities.plain(sold);
            recipeQuantity = Quantities.plain(recipeQuantity);
            conversionFactor = Quantities.plain(conversionFactor);
        }
    }
}
