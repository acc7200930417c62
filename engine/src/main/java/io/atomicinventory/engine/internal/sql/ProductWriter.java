package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.catalog.Ingredient;
import io.atomicinventory.engine.catalog.Product;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Saves products in portions. One product is a portion of one. */
final class ProductWriter {
    /** Locks the row, so that changes of the catalogue come one after the other. */
    private static final String RAISE_REVISION = "UPDATE catalog_revision SET revision = revision + 1";

    private static final String SAVE_PRODUCTS = """
            INSERT INTO products (product_id, name, category, price, is_active, recipe_version)
            SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::numeric[], ?::boolean[], ?::bigint[])
            ON CONFLICT (product_id) DO UPDATE
                SET name = excluded.name, category = excluded.category, price = excluded.price,
                    is_active = excluded.is_active, recipe_version = excluded.recipe_version""";
    private static final String ADD_RECIPES = """
            INSERT INTO recipes (product_id, recipe_version, created_by)
            SELECT r.product_id, r.recipe_version, ? FROM unnest(?::text[], ?::bigint[])
                AS r (product_id, recipe_version)""";
    private static final String ADD_INGREDIENTS = """
            INSERT INTO recipe_ingredients (product_id, recipe_version, line, name, unit, quantity, role, cost_per_unit)
            SELECT * FROM unnest(?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::numeric[], ?::text[],
                                 ?::numeric[])""";

    private ProductWriter() {}

    /** Once in a transaction, before anything is read that the new revision stands for. */
    static void raiseRevision(Transaction transaction) throws SQLException {
        transaction.run(new Pipeline().update(RAISE_REVISION, p -> {}, count -> {}));
    }

    /** @param products of different ids */
    static List<Change> write(Transaction transaction, List<Product> products, Actor actor) throws SQLException {
        Map<String, List<String>> notExact = ExactnessCheck.ofProducts(transaction, products);
        Map<String, Product.Versioned> current = read(transaction, products);
        List<Change> changes = new ArrayList<>(products.size());
        List<Versioned> saved = new ArrayList<>();
        for (Product product : products) {
            Product.Versioned before = current.get(product.productId());
            List<String> errors = notExact.getOrDefault(product.productId(), List.of());
            if (!errors.isEmpty()) {
                changes.add(new Change.Refused(Change.Reason.NOT_EXACT, errors));
            } else if (before == null) {
                changes.add(new Change.Created(List.of()));
                saved.add(new Versioned(product, 1, true));
            } else if (before.product().equals(product)) {
                changes.add(new Change.Unchanged(List.of()));
            } else {
                boolean isNewRecipe = !before.product().ingredients().equals(product.ingredients());
                boolean isSoldAgain = product.isActive() && !before.product().isActive();
                changes.add(new Change.Updated(
                        isSoldAgain
                                ? List.of("Product " + product.productId() + " was not sold and is sold again")
                                : List.of()));
                saved.add(new Versioned(product, before.recipeVersion() + (isNewRecipe ? 1 : 0), isNewRecipe));
            }
        }
        save(transaction, saved, actor);
        return changes;
    }

    private static Map<String, Product.Versioned> read(Transaction transaction, List<Product> products)
            throws SQLException {
        MenuTables.RecipeRows rows = new MenuTables.RecipeRows();
        transaction.run(
                new Pipeline().query(MenuTables.RECIPES_BY_ID, p -> p.texts(products, Product::productId), rows::add));
        return rows.products();
    }

    private static void save(Transaction transaction, List<Versioned> saved, Actor actor) throws SQLException {
        if (saved.isEmpty()) {
            return;
        }
        List<Versioned> recipes = saved.stream().filter(Versioned::isNewRecipe).toList();
        List<RecipeLine> lines = recipes.stream().flatMap(Versioned::lines).toList();
        Pipeline pipeline = new Pipeline()
                .update(
                        SAVE_PRODUCTS,
                        p -> p.texts(saved, row -> row.product().productId())
                                .texts(saved, row -> row.product().name())
                                .texts(saved, row -> row.product().category())
                                .decimals(saved, row -> row.product().price())
                                .flags(saved, row -> row.product().isActive())
                                .numbers(saved, row -> (long) row.version()),
                        count -> {});
        if (!recipes.isEmpty()) {
            pipeline.update(
                            ADD_RECIPES,
                            p -> p.text(actor.who())
                                    .texts(recipes, row -> row.product().productId())
                                    .numbers(recipes, row -> (long) row.version()),
                            count -> {})
                    .update(
                            ADD_INGREDIENTS,
                            p -> p.texts(lines, RecipeLine::productId)
                                    .numbers(lines, line -> (long) line.version())
                                    .numbers(lines, line -> (long) line.number())
                                    .texts(lines, line -> line.ingredient().name())
                                    .texts(lines, line -> line.ingredient().unit())
                                    .decimals(lines, line -> line.ingredient().quantity())
                                    .texts(
                                            lines,
                                            line -> line.ingredient().role().code())
                                    .decimals(lines, line -> line.ingredient().costPerUnit()),
                            count -> {});
        }
        transaction.run(pipeline);
    }

    private record Versioned(Product product, int version, boolean isNewRecipe) {
        Stream<RecipeLine> lines() {
            List<Ingredient> ingredients = product.ingredients();
            return IntStream.range(0, ingredients.size())
                    .mapToObj(i -> new RecipeLine(product.productId(), version, i + 1, ingredients.get(i)));
        }
    }

    private record RecipeLine(String productId, int version, int number, Ingredient ingredient) {}
}
