package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.Quantities;
import io.atomicinventory.engine.catalog.Ingredient;
import io.atomicinventory.engine.catalog.Mapping;
import io.atomicinventory.engine.catalog.Product;
import io.atomicinventory.engine.internal.menu.IngredientKey;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Recipe × factor must fit four decimals for one of the product. It is checked when either is saved, so that no
 * till meets it.
 */
final class ExactnessCheck {
    private static final String MAPPINGS_OF = """
            SELECT m.store_id, m.recipe_ingredient_name, m.recipe_ingredient_unit, m.conversion_factor
            FROM conversion_mappings m
            JOIN (SELECT DISTINCT * FROM unnest(?::text[], ?::text[])) AS i (name, unit)
                ON m.recipe_ingredient_name = i.name AND m.recipe_ingredient_unit = i.unit
            ORDER BY m.store_id""";

    private ExactnessCheck() {}

    /** Against the mappings of all stores that the transaction sees. */
    static List<String> ofProduct(Transaction transaction, Product product) throws SQLException {
        List<Ingredient> ingredients = product.ingredients();
        List<String> errors = new ArrayList<>();
        transaction.run(new Pipeline()
                .query(
                        MAPPINGS_OF,
                        p -> p.texts(ingredients, i -> key(i).name()).texts(ingredients, i -> key(i).unit()),
                        row -> {
                            IngredientKey key = new IngredientKey(
                                    row.getString("recipe_ingredient_name"), row.getString("recipe_ingredient_unit"));
                            BigDecimal factor = row.getBigDecimal("conversion_factor");
                            String store = " in store " + row.getString("store_id");
                            ingredients.stream()
                                    .filter(ingredient -> key(ingredient).equals(key))
                                    .forEach(ingredient -> check(product.name(), ingredient, factor, store, errors));
                        }));
        return errors;
    }

    /** Against the recipes in force. */
    static List<String> ofMappings(Transaction transaction, List<Mapping> mappings) throws SQLException {
        Map<IngredientKey, BigDecimal> factors = new HashMap<>();
        mappings.forEach(
                mapping -> factors.put(IngredientKey.of(mapping.ingredient(), mapping.unit()), mapping.factor()));
        MenuTables.RecipeRows recipes = new MenuTables.RecipeRows();
        transaction.run(new Pipeline().query(MenuTables.RECIPES, p -> {}, recipes::add));
        List<String> errors = new ArrayList<>();
        for (Product.Versioned versioned : recipes.products().values()) {
            for (Ingredient ingredient : versioned.product().ingredients()) {
                BigDecimal factor = factors.get(key(ingredient));
                if (factor != null) {
                    check(versioned.product().name(), ingredient, factor, "", errors);
                }
            }
        }
        return errors;
    }

    private static void check(
            String product, Ingredient ingredient, BigDecimal factor, String where, List<String> errors) {
        BigDecimal amount = ingredient.quantity().multiply(factor);
        if (!Quantities.isExact(amount)) {
            errors.add(product + " - " + ingredient.name() + where + ": "
                    + ingredient.quantity().toPlainString() + " × "
                    + Quantities.plain(factor).toPlainString() + " = "
                    + Quantities.plain(amount).toPlainString() + " needs more than " + Quantities.DECIMALS
                    + " decimals");
        }
    }

    private static IngredientKey key(Ingredient ingredient) {
        return IngredientKey.of(ingredient.name(), ingredient.unit());
    }
}
