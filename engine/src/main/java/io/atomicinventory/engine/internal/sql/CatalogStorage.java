package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.ImportResult;
import io.atomicinventory.engine.ImportSource;
import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.access.StoreScope;
import io.atomicinventory.engine.catalog.CatalogSaved;
import io.atomicinventory.engine.catalog.Product;
import io.atomicinventory.engine.catalog.ShortagePolicy;
import io.atomicinventory.engine.catalog.Store;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Stores and products. Every change of the catalogue raises its revision, and so comes one after the other. */
public final class CatalogStorage {
    private static final String SAVE_STORE = """
            INSERT INTO stores (store_id, name, timezone, on_shortage) VALUES (?, ?, ?, ?)
            ON CONFLICT (store_id) DO UPDATE
                SET name = excluded.name, timezone = excluded.timezone, on_shortage = excluded.on_shortage
            RETURNING xmax = 0 AS created""";
    private static final String STORES = """
            SELECT store_id, name, timezone, on_shortage FROM stores
            WHERE store_id > ? ORDER BY store_id LIMIT ?""";
    private static final String STORES_OF = """
            SELECT store_id, name, timezone, on_shortage FROM stores
            WHERE store_id > ? AND store_id = ANY (?) ORDER BY store_id LIMIT ?""";
    private static final String STORE = "SELECT store_id, name, timezone, on_shortage FROM stores WHERE store_id = ?";
    private static final String PRODUCT_NAMES = "SELECT product_id, name FROM products WHERE product_id = ANY (?)";
    private static final String STORE_IDS = "SELECT store_id FROM stores ORDER BY store_id";

    private final Database database;

    public CatalogStorage(Database database) {
        this.database = database;
    }

    public CatalogSaved saveStore(Store store) {
        return database.transact(Set.of(store.storeId()), transaction -> {
            boolean[] created = new boolean[1];
            transaction.run(new Pipeline()
                    .query(
                            SAVE_STORE,
                            p -> p.text(store.storeId())
                                    .text(store.name())
                                    .text(store.timezone().getId())
                                    .text(store.onShortage().code()),
                            row -> created[0] = row.getBoolean("created")));
            return new CatalogSaved.Saved(created[0]);
        });
    }

    public Page<Store> stores(StoreScope scope, @Nullable String after, int limit) {
        return database.transact(Set.of(), transaction -> {
            List<Store> stores = new ArrayList<>();
            transaction.run(new Pipeline()
                    .query(
                            scope.isAll() ? STORES : STORES_OF,
                            p -> {
                                p.text(after == null ? "" : after);
                                (scope.isAll() ? p : p.texts(scope.storeIds())).number(limit + 1L);
                            },
                            row -> stores.add(store(row))));
            return Page.of(stores, limit, Store::storeId);
        });
    }

    public Optional<Store> store(String storeId) {
        return database.transact(Set.of(), transaction -> {
            List<Store> stores = new ArrayList<>(1);
            transaction.run(new Pipeline().query(STORE, p -> p.text(storeId), row -> stores.add(store(row))));
            return stores.stream().findFirst();
        });
    }

    public List<String> storeIds() {
        return database.transact(Set.of(), CatalogStorage::storeIds);
    }

    private static List<String> storeIds(Transaction transaction) throws SQLException {
        List<String> ids = new ArrayList<>();
        transaction.run(new Pipeline().query(STORE_IDS, p -> {}, row -> ids.add(row.getString("store_id"))));
        return ids;
    }

    /**
     * Exactness is checked against the mappings of every store. From the new revision on nobody else changes
     * recipes or mappings, so the stores are looked for after it.
     */
    private static void turnToAll(Transaction transaction) throws SQLException {
        ProductWriter.raiseRevision(transaction);
        transaction.turnTo(storeIds(transaction));
    }

    /** A recipe that equals the one in force makes no new version. */
    public CatalogSaved saveProduct(Product product, Actor actor) {
        return database.transact(Set.of(), transaction -> {
            turnToAll(transaction);
            Change change =
                    ProductWriter.write(transaction, List.of(product), actor).getFirst();
            return switch (change) {
                case Change.Created created -> new CatalogSaved.Saved(true);
                case Change.Updated updated -> new CatalogSaved.Saved(false);
                case Change.Unchanged unchanged -> {
                    transaction.undo();
                    yield new CatalogSaved.Saved(false);
                }
                case Change.Refused refused -> {
                    transaction.undo();
                    yield new CatalogSaved.NotExact(refused.errors());
                }
            };
        });
    }

    /** All or none. */
    public ImportResult importProducts(ImportSource<Product> source, Actor actor) {
        return database.bulk(Set.of(), transaction -> {
            turnToAll(transaction);
            return Import.run(
                    transaction, source, Product::productId, (t, products) -> ProductWriter.write(t, products, actor));
        });
    }

    public Optional<Product.Versioned> product(String productId) {
        return database.transact(Set.of(), transaction -> product(transaction, productId));
    }

    /** By id. What is not in the catalogue is left out. */
    public Map<String, String> productNames(Set<String> productIds) {
        return database.transact(Set.of(), transaction -> {
            Map<String, String> names = new HashMap<>();
            transaction.run(new Pipeline()
                    .query(
                            PRODUCT_NAMES,
                            p -> p.texts(productIds),
                            row -> names.put(row.getString("product_id"), row.getString("name"))));
            return names;
        });
    }

    public Page<Product.Versioned> products(@Nullable String after, int limit) {
        return database.transact(Set.of(), transaction -> {
            MenuTables.RecipeRows rows = new MenuTables.RecipeRows();
            transaction.run(new Pipeline()
                    .query(
                            MenuTables.RECIPES_PAGE,
                            p -> p.text(after == null ? "" : after).number(limit + 1L),
                            rows::add));
            return Page.of(
                    List.copyOf(rows.products().values()),
                    limit,
                    versioned -> versioned.product().productId());
        });
    }

    private static Optional<Product.Versioned> product(Transaction transaction, String productId) throws SQLException {
        MenuTables.RecipeRows rows = new MenuTables.RecipeRows();
        transaction.run(new Pipeline().query(MenuTables.RECIPES_BY_ID, p -> p.texts(List.of(productId)), rows::add));
        return Optional.ofNullable(rows.products().get(productId));
    }

    private static Store store(ResultSet row) throws SQLException {
        return new Store(
                row.getString("store_id"),
                row.getString("name"),
                ZoneId.of(row.getString("timezone")),
                ShortagePolicy.ofCode(row.getString("on_shortage")));
    }
}
