package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.ImportResult;
import io.atomicinventory.engine.ImportRow;
import io.atomicinventory.engine.ImportSource;
import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.catalog.CatalogSaved;
import io.atomicinventory.engine.catalog.Mapping;
import io.atomicinventory.engine.catalog.MappingRow;
import io.atomicinventory.engine.internal.menu.IngredientKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** {@code conversion_mappings}. Every change of a store's mappings raises its menu's revision. Thread-safe. */
public final class MappingStorage {
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
    /** In which stores of the chain a stock item is; more than one is as good as none. */
    private static final String STORES_OF_STOCK = """
            SELECT stock_id, min(store_id) AS store_id, count(*) AS stores FROM inventory_stock
            WHERE stock_id = ANY (?) GROUP BY stock_id""";

    private static final char SEPARATOR = '\u001f';

    private final Database database;

    public MappingStorage(Database database) {
        this.database = database;
    }

    /**
     * All or none.
     *
     * @param mappings of different ingredients and units
     */
    public CatalogSaved save(String storeId, List<Mapping> mappings) {
        List<MappingWriter.Row> rows = mappings.stream()
                .map(mapping -> new MappingWriter.Row(storeId, mapping))
                .toList();
        return database.transact(Set.of(storeId), transaction -> {
            List<Change> changes = MappingWriter.write(transaction, rows, ExactnessCheck.lockedRecipes(transaction));
            CatalogSaved saved = saved(storeId, mappings, changes);
            if (!(saved instanceof CatalogSaved.Saved)) {
                transaction.undo();
            }
            return saved;
        });
    }

    /** As {@link #save}, unless the ingredient is mapped already to something else that is active. */
    public CatalogSaved closeGap(String storeId, Mapping mapping) {
        MappingWriter.Row row = new MappingWriter.Row(storeId, mapping);
        return database.transact(Set.of(storeId), transaction -> {
            var recipes = ExactnessCheck.lockedRecipes(transaction);
            // From here on nobody else changes this store's mappings.
            MappingWriter.lockStores(transaction, Set.of(storeId));
            Optional<Mapping> present = MappingWriter.active(transaction, row);
            if (present.isPresent() && !isSame(present.get(), mapping)) {
                transaction.undo();
                return new CatalogSaved.MappedMeanwhile(present.get());
            }
            CatalogSaved saved =
                    saved(storeId, List.of(mapping), MappingWriter.write(transaction, List.of(row), recipes));
            if (!(saved instanceof CatalogSaved.Saved)) {
                transaction.undo();
            }
            return saved;
        });
    }

    /** However its names are spelled. */
    private static boolean isSame(Mapping one, Mapping other) {
        return one.stockId().equals(other.stockId()) && one.factor().compareTo(other.factor()) == 0;
    }

    private static CatalogSaved saved(String storeId, List<Mapping> mappings, List<Change> changes) {
        Set<String> unknown = new TreeSet<>();
        List<String> notExact = new ArrayList<>();
        boolean created = false;
        for (int i = 0; i < changes.size(); i++) {
            switch (changes.get(i)) {
                case Change.Created row -> created = true;
                case Change.Updated row -> {}
                case Change.Unchanged row -> {}
                case Change.Refused refused -> {
                    switch (refused.reason()) {
                        case UNKNOWN_STORE -> {
                            return new CatalogSaved.UnknownStore(storeId);
                        }
                        case UNKNOWN_STOCK_ITEM -> unknown.add(mappings.get(i).stockId());
                        case NOT_EXACT, STATE -> notExact.addAll(refused.errors());
                    }
                }
            }
        }
        if (!unknown.isEmpty()) {
            return new CatalogSaved.UnknownStockItems(storeId, List.copyOf(unknown));
        }
        return notExact.isEmpty() ? new CatalogSaved.Saved(created) : new CatalogSaved.NotExact(notExact);
    }

    /** All or none. */
    public ImportResult importMappings(ImportSource<MappingRow> source) {
        List<String> stores = new CatalogStorage(database).storeIds();
        return database.bulk(stores, transaction -> {
            Map<IngredientKey, List<ExactnessCheck.RecipeLine>> recipes = ExactnessCheck.lockedRecipes(transaction);
            return Import.run(
                    transaction,
                    () -> {
                        transaction.turnTo(stores);
                        return located(transaction, source.next());
                    },
                    source::isSound,
                    Located::identity,
                    Located::content,
                    (t, rows) -> write(t, rows, recipes));
        });
    }

    /** A mapping in its store; without one where its stock item is not in exactly one. */
    private record Located(MappingWriter.@Nullable Row row, Mapping mapping) {
        Object identity() {
            return row == null ? new Object() : List.of(row.storeId(), row.key());
        }

        /** How its names are spelled makes no other mapping of it. */
        Object content() {
            return List.of(mapping.stockId(), mapping.factor());
        }
    }

    private static List<ImportRow<Located>> located(Transaction transaction, List<ImportRow<MappingRow>> rows)
            throws SQLException {
        Map<String, String> storeOf =
                storesOf(transaction, rows.stream().map(ImportRow::value).toList());
        return rows.stream()
                .map(row -> {
                    Mapping mapping = row.value().mapping();
                    String named = row.value().storeId();
                    String storeId = named != null ? named : storeOf.get(mapping.stockId());
                    return new ImportRow<>(
                            row.line(),
                            new Located(storeId == null ? null : new MappingWriter.Row(storeId, mapping), mapping));
                })
                .toList();
    }

    private static List<Change> write(
            Transaction transaction, List<Located> rows, Map<IngredientKey, List<ExactnessCheck.RecipeLine>> recipes)
            throws SQLException {
        List<MappingWriter.Row> known =
                rows.stream().map(Located::row).filter(Objects::nonNull).toList();
        transaction.turnTo(
                known.stream().map(MappingWriter.Row::storeId).distinct().toList());
        var written = MappingWriter.write(transaction, known, recipes).iterator();
        List<Change> changes = new ArrayList<>(rows.size());
        for (Located row : rows) {
            changes.add(
                    row.row() != null
                            ? written.next()
                            : Change.refused(
                                    Change.Reason.UNKNOWN_STORE,
                                    "store_id is empty, and stock item "
                                            + row.mapping().stockId() + " is not in exactly one store"));
        }
        return changes;
    }

    private static Map<String, String> storesOf(Transaction transaction, List<MappingRow> rows) throws SQLException {
        Set<String> asked = new TreeSet<>();
        rows.stream()
                .filter(row -> row.storeId() == null)
                .forEach(row -> asked.add(row.mapping().stockId()));
        Map<String, String> stores = new HashMap<>();
        if (!asked.isEmpty()) {
            transaction.run(new Pipeline().query(STORES_OF_STOCK, p -> p.texts(asked), row -> {
                if (row.getInt("stores") == 1) {
                    stores.put(row.getString("stock_id"), row.getString("store_id"));
                }
            }));
        }
        return stores;
    }

    /** @return whether there was such a mapping */
    public boolean delete(String storeId, String ingredient, String unit) {
        IngredientKey key = IngredientKey.of(ingredient, unit);
        return database.transact(Set.of(storeId), transaction -> {
            int[] deleted = new int[1];
            MappingWriter.lockStores(transaction, Set.of(storeId));
            transaction.run(new Pipeline()
                    .update(
                            DELETE,
                            p -> p.text(storeId).text(key.name()).text(key.unit()),
                            count -> deleted[0] = count));
            if (deleted[0] == 0) {
                return false; // no menu has changed
            }
            MappingWriter.raiseRevisions(transaction, Set.of(storeId));
            return true;
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
                            row -> rows.add(MappingWriter.read(row))));
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

    private static IngredientKey key(Mapping mapping) {
        return IngredientKey.of(mapping.ingredient(), mapping.unit());
    }
}
