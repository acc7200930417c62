package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.catalog.Mapping;
import io.atomicinventory.engine.internal.menu.IngredientKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Saves mappings in portions that may span stores, and raises the revision of each menu that changes. */
final class MappingWriter {
    /** In order, so that two changes of the same stores come one after the other. */
    private static final String LOCK_STORES = """
            SELECT store_id FROM stores WHERE store_id = ANY (?) ORDER BY store_id FOR NO KEY UPDATE""";

    private static final String RAISE_REVISIONS =
            "UPDATE stores SET menu_revision = menu_revision + 1 WHERE store_id = ANY (?)";
    private static final String KNOWN_STOCK = """
            SELECT s.store_id, s.stock_id FROM inventory_stock s
            JOIN (SELECT DISTINCT * FROM unnest(?::text[], ?::text[])) AS k (store_id, stock_id)
                ON s.store_id = k.store_id AND s.stock_id = k.stock_id""";
    private static final String CURRENT = """
            SELECT m.store_id, m.recipe_ingredient_name, m.recipe_ingredient_unit, m.ingredient_label, m.unit_label,
                   m.stock_id, m.conversion_factor
            FROM conversion_mappings m
            JOIN unnest(?::text[], ?::text[], ?::text[]) AS k (store_id, name, unit)
                ON m.store_id = k.store_id AND m.recipe_ingredient_name = k.name
                AND m.recipe_ingredient_unit = k.unit""";
    private static final String ACTIVE = """
            SELECT m.ingredient_label, m.unit_label, m.stock_id, m.conversion_factor
            FROM conversion_mappings m JOIN inventory_stock s USING (store_id, stock_id)
            WHERE m.store_id = ? AND m.recipe_ingredient_name = ? AND m.recipe_ingredient_unit = ? AND s.is_active""";
    private static final String SAVE = """
            INSERT INTO conversion_mappings (store_id, recipe_ingredient_name, recipe_ingredient_unit,
                                             ingredient_label, unit_label, stock_id, conversion_factor)
            SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::numeric[])
            ON CONFLICT (store_id, recipe_ingredient_name, recipe_ingredient_unit) DO UPDATE
                SET ingredient_label = excluded.ingredient_label, unit_label = excluded.unit_label,
                    stock_id = excluded.stock_id, conversion_factor = excluded.conversion_factor""";

    private MappingWriter() {}

    /** A mapping of a store that is named. */
    record Row(String storeId, Mapping mapping) {
        IngredientKey key() {
            return IngredientKey.of(mapping.ingredient(), mapping.unit());
        }
    }

    private record Key(String storeId, IngredientKey ingredient) {
        static Key of(Row row) {
            return new Key(row.storeId(), row.key());
        }
    }

    private record StockKey(String storeId, String stockId) {}

    /**
     * Writes.
     *
     * @param rows of different stores, ingredients or units, in stores that the transaction sees
     * @param recipes as of {@link ExactnessCheck#lockedRecipes}
     */
    static List<Change> write(
            Transaction transaction, List<Row> rows, Map<IngredientKey, List<ExactnessCheck.RecipeLine>> recipes)
            throws SQLException {
        Set<String> stores = lockStores(transaction, stores(rows));
        Set<StockKey> stock = knownStock(transaction, rows);
        Map<Key, Mapping> current = current(transaction, rows);
        List<Change> changes = new ArrayList<>(rows.size());
        List<Row> changed = new ArrayList<>();
        for (Row row : rows) {
            Mapping mapping = row.mapping();
            Mapping before = current.get(Key.of(row));
            List<String> notExact = ExactnessCheck.ofMapping(recipes, mapping);
            if (!stores.contains(row.storeId())) {
                changes.add(Change.refused(Change.Reason.UNKNOWN_STORE, "Unknown store: " + row.storeId()));
            } else if (!stock.contains(new StockKey(row.storeId(), mapping.stockId()))) {
                changes.add(Change.refused(
                        Change.Reason.UNKNOWN_STOCK_ITEM,
                        "Unknown stock item " + mapping.stockId() + " in store " + row.storeId()));
            } else if (!notExact.isEmpty()) {
                changes.add(new Change.Refused(Change.Reason.NOT_EXACT, notExact));
            } else if (mapping.equals(before)) {
                changes.add(new Change.Unchanged(List.of()));
            } else {
                changes.add(before == null ? new Change.Created(List.of()) : new Change.Updated(List.of()));
                changed.add(row);
            }
        }
        save(transaction, changed);
        return changes;
    }

    static int raiseRevisions(Transaction transaction, Set<String> storeIds) throws SQLException {
        int[] raised = new int[1];
        transaction.run(new Pipeline().update(RAISE_REVISIONS, p -> p.texts(storeIds), count -> raised[0] = count));
        return raised[0];
    }

    /** @return those that there are */
    static Set<String> lockStores(Transaction transaction, Set<String> storeIds) throws SQLException {
        Set<String> known = new HashSet<>();
        transaction.run(
                new Pipeline().query(LOCK_STORES, p -> p.texts(storeIds), row -> known.add(row.getString("store_id"))));
        return known;
    }

    private static Set<StockKey> knownStock(Transaction transaction, List<Row> rows) throws SQLException {
        Set<StockKey> known = new HashSet<>();
        transaction.run(new Pipeline()
                .query(
                        KNOWN_STOCK,
                        p -> p.texts(rows, Row::storeId)
                                .texts(rows, row -> row.mapping().stockId()),
                        row -> known.add(new StockKey(row.getString("store_id"), row.getString("stock_id")))));
        return known;
    }

    private static Map<Key, Mapping> current(Transaction transaction, List<Row> rows) throws SQLException {
        Map<Key, Mapping> current = new HashMap<>();
        transaction.run(new Pipeline()
                .query(
                        CURRENT,
                        p -> p.texts(rows, Row::storeId)
                                .texts(rows, row -> row.key().name())
                                .texts(rows, row -> row.key().unit()),
                        row -> current.put(
                                new Key(
                                        row.getString("store_id"),
                                        new IngredientKey(
                                                row.getString("recipe_ingredient_name"),
                                                row.getString("recipe_ingredient_unit"))),
                                read(row))));
        return current;
    }

    /** What an ingredient is mapped to now, if that is switched on. */
    static Optional<Mapping> active(Transaction transaction, Row row) throws SQLException {
        List<Mapping> found = new ArrayList<>(1);
        transaction.run(new Pipeline()
                .query(
                        ACTIVE,
                        p -> p.text(row.storeId())
                                .text(row.key().name())
                                .text(row.key().unit()),
                        mapping -> found.add(read(mapping))));
        return found.stream().findFirst();
    }

    private static void save(Transaction transaction, List<Row> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        raiseRevisions(transaction, stores(rows));
        transaction.run(new Pipeline()
                .update(
                        SAVE,
                        p -> p.texts(rows, Row::storeId)
                                .texts(rows, row -> row.key().name())
                                .texts(rows, row -> row.key().unit())
                                .texts(rows, row -> row.mapping().ingredient())
                                .texts(rows, row -> row.mapping().unit())
                                .texts(rows, row -> row.mapping().stockId())
                                .decimals(rows, row -> row.mapping().factor()),
                        count -> {}));
    }

    static Mapping read(ResultSet row) throws SQLException {
        return new Mapping(
                row.getString("ingredient_label"),
                row.getString("unit_label"),
                row.getString("stock_id"),
                row.getBigDecimal("conversion_factor"));
    }

    private static Set<String> stores(List<Row> rows) {
        Set<String> stores = new TreeSet<>();
        rows.forEach(row -> stores.add(row.storeId()));
        return stores;
    }
}
