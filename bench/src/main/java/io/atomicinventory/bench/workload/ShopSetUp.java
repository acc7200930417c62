package io.atomicinventory.bench.workload;

import io.atomicinventory.bench.postgres.BenchDatabase;
import io.atomicinventory.bench.postgres.Sql;
import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.deduction.DeductionRequest;
import io.atomicinventory.engine.deduction.SaleItem;
import java.util.List;

/** Fills an empty database: the schema, the chain, its menu, ample stock, and a sample of each sale. */
final class ShopSetUp {
    /** So much of everything that nothing runs out in any run. */
    static final long AMPLE = 1_000_000_000L;

    private static final String STORES = """
            INSERT INTO stores (store_id, name, timezone)
            SELECT id, 'Store ' || id, 'UTC'
            FROM (SELECT format('store-%%s', lpad(n::text, 5, '0')) FROM generate_series(0, %1$d - 1) n
                  UNION ALL SELECT '%3$s') AS s (id)""";

    private static final String STOCK = """
            INSERT INTO inventory_stock (store_id, stock_id, item, unit, quantity, version)
            SELECT s.store_id, format('item-%%s', lpad(n::text, 3, '0')), 'Item ' || n, 'piece', %4$d, 1
            FROM stores s CROSS JOIN generate_series(0, %2$d - 1) n""";

    private static final String OPENINGS = """
            INSERT INTO inventory_movements (store_id, stock_id, version, kind, quantity_change, previous_quantity,
                                             new_quantity, who, occurred_at)
            SELECT store_id, stock_id, 1, 'opening', quantity, 0, quantity, 'bench', clock_timestamp()
            FROM inventory_stock""";

    private static final String EMPTY_ITEM = """
            INSERT INTO inventory_stock (store_id, stock_id, item, unit)
            SELECT store_id, '%5$s', 'Rare item', 'piece' FROM stores""";

    private static final String MAPPINGS = """
            INSERT INTO conversion_mappings (store_id, recipe_ingredient_name, recipe_ingredient_unit, ingredient_label,
                                             unit_label, stock_id, conversion_factor)
            SELECT store_id, stock_id, 'piece', stock_id, 'piece', stock_id, 1 FROM inventory_stock""";

    private static final String PRODUCT = """
            INSERT INTO products (product_id, name, recipe_version) VALUES (?, ?, 1)""";

    private static final String INGREDIENTS = """
            WITH recipe AS (
                INSERT INTO recipes (product_id, recipe_version, created_by) VALUES (?, 1, 'bench')
                RETURNING product_id)
            INSERT INTO recipe_ingredients (product_id, recipe_version, line, name, unit, quantity)
            SELECT recipe.product_id, 1, i.line, i.name, 'piece', 1
            FROM recipe, unnest(string_to_array(?, ',')) WITH ORDINALITY AS i (name, line)""";

    private ShopSetUp() {}

    static void fill(BenchDatabase database, Shape shape) {
        AtomicInventory.migrate(database.owner());
        for (String sql : List.of(STORES, STOCK, OPENINGS, EMPTY_ITEM, MAPPINGS)) {
            Sql.execute(
                    database.owner(),
                    sql.formatted(shape.stores(), shape.itemsPerStore(), Shape.SAMPLE_STORE, AMPLE, Shape.EMPTY));
        }
        for (int i = 0; i < shape.dishes(); i++) {
            product(database, Shape.dishId(i), shape.stockIds(i));
        }
        product(database, Shape.SHORT_DISH, shape.stockIdsOfShortDish());
        sellSamples(database, shape);
        Sql.execute(database.owner(), "VACUUM (ANALYZE)");
    }

    /** An ingredient has the name of its stock item. */
    private static void product(BenchDatabase database, String id, List<String> stockIds) {
        Products.insert(database.owner(), PRODUCT, INGREDIENTS, id, stockIds);
    }

    private static void sellSamples(BenchDatabase database, Shape shape) {
        try (OpenEngine engine = OpenEngine.on(database)) {
            for (int i = 0; i < shape.dishes(); i++) {
                sell(engine, Shape.dishId(i), true);
            }
            sell(engine, Shape.SHORT_DISH, false);
        }
        database.closePools();
    }

    private static void sell(OpenEngine engine, String dish, boolean succeeds) {
        DeductionOutcome outcome = engine.inventory()
                .deductions()
                .deductInventoryAtomic(new DeductionRequest(
                        dish, Shape.SAMPLE_STORE, List.of(new SaleItem(dish, 1)), Sale.WHO, "sample-" + dish));
        if (outcome.success() != succeeds) {
            throw new IllegalStateException("the sample of " + dish + ": " + outcome);
        }
    }
}
