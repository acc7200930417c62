package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.catalog.Ingredient;
import io.atomicinventory.engine.catalog.IngredientRole;
import io.atomicinventory.engine.catalog.Product;
import io.atomicinventory.engine.internal.menu.Catalog;
import io.atomicinventory.engine.internal.menu.IngredientKey;
import io.atomicinventory.engine.internal.menu.Menu;
import io.atomicinventory.engine.internal.menu.MenuCache;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a menu is made of: {@code catalog_revision}, {@code products} with the recipe in force, and
 * {@code conversion_mappings}.
 */
final class MenuTables {
    /** No row where the store is unknown. */
    static final String REVISIONS = """
            SELECT c.revision, s.menu_revision
            FROM stores s CROSS JOIN catalog_revision c
            WHERE s.store_id = ?""";

    private static final String COLUMNS = """
            p.product_id, p.name, p.category, p.price, p.is_active, p.recipe_version,
            i.name AS ingredient, i.unit, i.quantity, i.role, i.cost_per_unit""";

    static final String RECIPES = """
            SELECT %s
            FROM products p JOIN recipe_ingredients i USING (product_id, recipe_version)
            ORDER BY p.product_id, i.line""".formatted(COLUMNS);

    static final String RECIPES_PAGE = """
            SELECT %s
            FROM products p JOIN recipe_ingredients i USING (product_id, recipe_version)
            WHERE p.product_id IN (SELECT product_id FROM products WHERE product_id > ? ORDER BY product_id LIMIT ?)
            ORDER BY p.product_id, i.line""".formatted(COLUMNS);

    static final String RECIPES_BY_ID = """
            SELECT %s
            FROM products p JOIN recipe_ingredients i USING (product_id, recipe_version)
            WHERE p.product_id = ANY (?)
            ORDER BY p.product_id, i.line""".formatted(COLUMNS);

    private static final String TARGETS = """
            SELECT recipe_ingredient_name, recipe_ingredient_unit, stock_id, conversion_factor
            FROM conversion_mappings
            WHERE store_id = ?""";

    private MenuTables() {}

    /**
     * Revisions first, in a statement of their own: whatever changes after it makes the menu look older than it
     * is, and it is read again; never newer.
     *
     * @param known the catalogue read last, used where it is still current
     */
    static @Nullable Menu read(Transaction transaction, String storeId, @Nullable Catalog known) throws SQLException {
        Menu.Revision revision = revision(transaction, storeId);
        return revision == null ? null : read(transaction, storeId, revision, known);
    }

    /** The same for whoever may come often: only what the cache does not have is read, and remembered there. */
    static @Nullable Menu read(Transaction transaction, String storeId, MenuCache menus) throws SQLException {
        Menu.Revision revision = revision(transaction, storeId);
        if (revision == null) {
            return null;
        }
        Menu known = menus.menu(storeId);
        if (known != null && known.revision().equals(revision)) {
            return known;
        }
        Menu menu = read(transaction, storeId, revision, menus.catalog());
        menus.remember(storeId, menu);
        return menu;
    }

    private static Menu.@Nullable Revision revision(Transaction transaction, String storeId) throws SQLException {
        List<Menu.Revision> revisions = new ArrayList<>(1);
        transaction.run(new Pipeline().query(REVISIONS, p -> p.text(storeId), row -> revisions.add(revision(row))));
        return revisions.isEmpty() ? null : revisions.getFirst();
    }

    private static Menu read(Transaction transaction, String storeId, Menu.Revision revision, @Nullable Catalog known)
            throws SQLException {
        Map<IngredientKey, Menu.Target> targets = new HashMap<>();
        Pipeline pipeline = new Pipeline().query(TARGETS, p -> p.text(storeId), row -> addTarget(targets, row));
        if (known != null && known.revision() == revision.catalog()) {
            transaction.run(pipeline);
            return new Menu(known, revision.menu(), targets);
        }
        RecipeRows recipes = new RecipeRows();
        transaction.run(pipeline.query(RECIPES, p -> {}, recipes::add));
        return new Menu(new Catalog(revision.catalog(), recipes.products()), revision.menu(), targets);
    }

    static Menu.Revision revision(ResultSet row) throws SQLException {
        return new Menu.Revision(row.getLong("revision"), row.getLong("menu_revision"));
    }

    private static void addTarget(Map<IngredientKey, Menu.Target> targets, ResultSet row) throws SQLException {
        targets.put(
                new IngredientKey(row.getString("recipe_ingredient_name"), row.getString("recipe_ingredient_unit")),
                new Menu.Target(row.getString("stock_id"), row.getBigDecimal("conversion_factor")));
    }

    /** Gathers the lines of these statements into products. */
    static final class RecipeRows {
        private final Map<String, Head> heads = new LinkedHashMap<>();

        void add(ResultSet row) throws SQLException {
            String productId = row.getString("product_id");
            Head head = heads.get(productId);
            if (head == null) {
                head = new Head(
                        row.getString("name"),
                        row.getString("category"),
                        row.getBigDecimal("price"),
                        row.getBoolean("is_active"),
                        row.getInt("recipe_version"),
                        new ArrayList<>());
                heads.put(productId, head);
            }
            head.ingredients()
                    .add(new Ingredient(
                            row.getString("ingredient"),
                            row.getString("unit"),
                            row.getBigDecimal("quantity"),
                            IngredientRole.ofCode(row.getString("role")),
                            row.getBigDecimal("cost_per_unit")));
        }

        Map<String, Product.Versioned> products() {
            Map<String, Product.Versioned> products = new LinkedHashMap<>();
            heads.forEach((id, head) -> products.put(
                    id,
                    new Product.Versioned(
                            new Product(
                                    id,
                                    head.name(),
                                    head.category(),
                                    head.price(),
                                    head.isActive(),
                                    head.ingredients()),
                            head.recipeVersion())));
            return products;
        }

        private record Head(
                String name,
                @Nullable String category,
                @Nullable BigDecimal price,
                boolean isActive,
                int recipeVersion,
                List<Ingredient> ingredients) {}
    }
}
