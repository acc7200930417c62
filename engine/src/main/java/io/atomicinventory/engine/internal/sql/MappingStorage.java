package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.catalog.CatalogSaved;
import io.atomicinventory.engine.catalog.Mapping;
import io.atomicinventory.engine.internal.menu.IngredientKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** {@code conversion_mappings}. Every change of a store's mappings raises its menu's revision. Thread-safe. */
public final class MappingStorage {
    private static final String SAVE = """
            INSERT INTO conversion_mappings (store_id, recipe_ingredient_name, recipe_ingredient_unit,
                                             ingredient_label, unit_label, stock_id, conversion_factor)
            SELECT ?, m.name, m.unit, m.label, m.unit_label, m.stock_id, m.factor
            FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::numeric[])
                AS m (name, unit, label, unit_label, stock_id, factor)
            ON CONFLICT (store_id, recipe_ingredient_name, recipe_ingredient_unit) DO UPDATE
                SET ingredient_label = excluded.ingredient_label, unit_label = excluded.unit_label,
                    stock_id = excluded.stock_id, conversion_factor = excluded.conversion_factor
            RETURNING xmax = 0 AS created""";
    private static final String DELETE = """
            DELETE FROM conversion_mappings
            WHERE store_id = ? AND recipe_ingredient_name = ? AND recipe_ingredient_unit = ?""";
    private static final String PAGE = """
            SELECT recipe_ingredient_name, recipe_ingredient_unit, ingredient_label, unit_label, stock_id,
                   conversion_factor
            FROM conversion_mappings
            WHERE store_id = ? AND (recipe_ingredient_name, recipe_ingredient_unit) > (?, ?)
            ORDER BY recipe_ingredient_name, recipe_ingredient_unit
            LIMIT ?""";
    /** Locks the store's row, so that two changes of its mappings come one after the other. */
    private static final String RAISE_REVISION =
            "UPDATE stores SET menu_revision = menu_revision + 1 WHERE store_id = ?";

    private static final char SEPARATOR = '\u001f';

    private final Database database;

    public MappingStorage(Database database) {
        this.database = database;
    }

    /** @param mappings of different ingredients and units */
    public CatalogSaved save(String storeId, List<Mapping> mappings) {
        return database.transact(Set.of(storeId), transaction -> {
            if (raiseRevision(transaction, storeId) == 0) {
                return new CatalogSaved.UnknownStore(storeId);
            }
            List<String> unknown = unknownStock(transaction, storeId, mappings);
            if (!unknown.isEmpty()) {
                transaction.undo();
                return new CatalogSaved.UnknownStockItems(storeId, unknown);
            }
            List<String> notExact = ExactnessCheck.ofMappings(transaction, mappings);
            if (!notExact.isEmpty()) {
                transaction.undo();
                return new CatalogSaved.NotExact(notExact);
            }
            boolean[] created = new boolean[1];
            transaction.run(new Pipeline()
                    .query(
                            SAVE,
                            p -> p.text(storeId)
                                    .texts(mappings, mapping -> key(mapping).name())
                                    .texts(mappings, mapping -> key(mapping).unit())
                                    .texts(mappings, Mapping::ingredient)
                                    .texts(mappings, Mapping::unit)
                                    .texts(mappings, Mapping::stockId)
                                    .decimals(mappings, Mapping::factor),
                            row -> created[0] |= row.getBoolean("created")));
            return new CatalogSaved.Saved(created[0]);
        });
    }

    /** @return whether there was such a mapping */
    public boolean delete(String storeId, String ingredient, String unit) {
        IngredientKey key = IngredientKey.of(ingredient, unit);
        return database.transact(Set.of(storeId), transaction -> {
            int[] deleted = new int[1];
            raiseRevision(transaction, storeId);
            transaction.run(new Pipeline()
                    .update(
                            DELETE,
                            p -> p.text(storeId).text(key.name()).text(key.unit()),
                            count -> deleted[0] = count));
            return deleted[0] > 0;
        });
    }

    public Page<Mapping> page(String storeId, @Nullable String after, int limit) {
        String[] position = after == null ? new String[] {"", ""} : position(after);
        return database.transact(Set.of(storeId), transaction -> {
            List<Mapping> rows = new ArrayList<>();
            transaction.run(new Pipeline()
                    .query(
                            PAGE,
                            p -> p.text(storeId)
                                    .text(position[0])
                                    .text(position[1])
                                    .number(limit + 1L),
                            row -> rows.add(read(row))));
            return Page.of(
                    rows,
                    limit,
                    mapping -> key(mapping).name() + SEPARATOR + key(mapping).unit());
        });
    }

    private static String[] position(String after) {
        int separator = after.indexOf(SEPARATOR);
        return separator < 0
                ? new String[] {after, ""}
                : new String[] {after.substring(0, separator), after.substring(separator + 1)};
    }

    private static int raiseRevision(Transaction transaction, String storeId) throws SQLException {
        int[] raised = new int[1];
        transaction.run(new Pipeline().update(RAISE_REVISION, p -> p.text(storeId), count -> raised[0] = count));
        return raised[0];
    }

    private static List<String> unknownStock(Transaction transaction, String storeId, List<Mapping> mappings)
            throws SQLException {
        Set<String> unknown = new TreeSet<>();
        mappings.forEach(mapping -> unknown.add(mapping.stockId()));
        List<String> asked = List.copyOf(unknown);
        transaction.run(new Pipeline()
                .query(
                        StockTable.READ,
                        p -> p.text(storeId).texts(asked),
                        row -> unknown.remove(row.getString("stock_id"))));
        return List.copyOf(unknown);
    }

    private static IngredientKey key(Mapping mapping) {
        return IngredientKey.of(mapping.ingredient(), mapping.unit());
    }

    private static Mapping read(ResultSet row) throws SQLException {
        return new Mapping(
                row.getString("ingredient_label"),
                row.getString("unit_label"),
                row.getString("stock_id"),
                row.getBigDecimal("conversion_factor"));
    }
}
