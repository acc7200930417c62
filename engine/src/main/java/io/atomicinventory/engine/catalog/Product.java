package io.atomicinventory.engine.catalog;

import io.atomicinventory.engine.EngineSettings;
import io.atomicinventory.engine.Identifiers;
import io.atomicinventory.engine.InvalidRequestException;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that is sold, the same in every store.
 *
 * @param price as the menu says it; null where it does not
 * @param isActive whether it is sold
 * @param ingredients its recipe: 1 to 200 lines
 */
public record Product(
        String productId,
        String name,
        @Nullable String category,
        @Nullable BigDecimal price,
        boolean isActive,
        List<Ingredient> ingredients) {

    public Product {
        Identifiers.requireIds("productId", productId);
        Identifiers.requireName("name", name);
        if (category != null) {
            Identifiers.requireName("category", category);
        }
        if (ingredients.isEmpty() || ingredients.size() > EngineSettings.MAX_LINES_PER_SALE) {
            throw new InvalidRequestException(
                    "ingredients: must have 1 to " + EngineSettings.MAX_LINES_PER_SALE + " lines");
        }
        ingredients = List.copyOf(ingredients);
        if (isActive && ingredients.stream().anyMatch(line -> line.role() == IngredientRole.CHOICE)) {
            throw new InvalidRequestException(
                    "isActive: must be false for a product with choices: a sale does not say which was taken");
        }
        price = Price.require("price", price);
    }

    public Product(
            String productId, String name, @Nullable String category, boolean isActive, List<Ingredient> ingredients) {
        this(productId, name, category, null, isActive, ingredients);
    }

    /** A product with the version of its recipe that is in force. */
    public record Versioned(Product product, int recipeVersion) {}
}
