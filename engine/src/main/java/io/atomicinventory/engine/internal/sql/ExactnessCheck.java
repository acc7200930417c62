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
    private static final String FACTORS = """
            SELECT m.recipe_ingredient_name, m.recipe_ingredient_unit, m.conversion_factor, min(m.store_id) AS a_store
            FROM conversion_mappings m
            JOIN (SELECT DISTINCT * FROM unnest(?::text[], ?::text[])) AS i (name, unit)
                ON m.recipe_ingredient_name = i.name AND m.recipe_ingredient_unit = i.unit
            GROUP BY 1, 2, 3
            ORDER BY 4""";

    private static final String HOLD_CATALOG = "SELECT revision FROM catalog_revision FOR SHARE";

    private ExactnessCheck() {}

    /** Against the mappings of all stores that the transaction sees. @return errors by product id */
    static Map<String, List<String>> ofProducts(Transaction transaction, List<Product> products) throws SQLException {
        Map<IngredientKey, List<Factor>> factors = factors(transaction, products);
        Map<String, List<String>> errors = new HashMap<>();
        for (Product product : products) {
            for (Ingredient ingredient : product.ingredients()) {
                for (Factor factor : factors.getOrDefault(key(ingredient), List.of())) {
                    List<String> ofProduct = errors.computeIfAbsent(product.productId(), id -> new ArrayList<>());
                    check(product.name(), ingredient, factor.value(), " in store " + factor.aStore(), ofProduct);
                }
            }
        }
        return errors;
    }

    private record Factor(BigDecimal value, String aStore) {}

    private static Map<IngredientKey, List<Factor>> factors(Transaction transaction, List<Product> products)
            throws SQLException {
        List<IngredientKey> keys = products.stream()
                .flatMap(product -> product.ingredients().stream())
                .map(ExactnessCheck::key)
                .distinct()
                .toList();
        Map<IngredientKey, List<Factor>> factors = new HashMap<>();
        transaction.run(new Pipeline()
                .query(
                        FACTORS,
                        p -> p.texts(keys, IngredientKey::name).texts(keys, IngredientKey::unit),
                        row -> factors.computeIfAbsent(
                                        new IngredientKey(
                                                row.getString("recipe_ingredient_name"),
                                                row.getString("recipe_ingredient_unit")),
                                        key -> new ArrayList<>())
                                .add(new Factor(row.getBigDecimal("conversion_factor"), row.getString("a_store")))));
        return factors;
    }

    /**
     * All recipe lines in force, by ingredient: read once for any number of mappings. No recipe changes until the
     * transaction ends, so that a recipe and a mapping that do not fit cannot be saved at the same time.
     */
    static Map<IngredientKey, List<RecipeLine>> lockedRecipes(Transaction transaction) throws SQLException {
        MenuTables.RecipeRows recipes = new MenuTables.RecipeRows();
        transaction.run(new Pipeline()
                .query(HOLD_CATALOG, p -> {}, row -> {})
                .query(MenuTables.RECIPES, p -> {}, recipes::add));
        Map<IngredientKey, List<RecipeLine>> lines = new HashMap<>();
        for (Product.Versioned versioned : recipes.products().values()) {
            for (Ingredient ingredient : versioned.product().ingredients()) {
                lines.computeIfAbsent(key(ingredient), key -> new ArrayList<>())
                        .add(new RecipeLine(versioned.product().name(), ingredient));
            }
        }
        return lines;
    }

    record RecipeLine(String product, Ingredient ingredient) {}

    /** Against the recipes in force. */
    static List<String> ofMapping(Map<IngredientKey, List<RecipeLine>> recipes, Mapping mapping) {
        List<String> errors = new ArrayList<>();
        IngredientKey key = IngredientKey.of(mapping.ingredient(), mapping.unit());
        for (RecipeLine line : recipes.getOrDefault(key, List.of())) {
            check(line.product(), line.ingredient(), mapping.factor(), "", errors);
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
