package io.atomicinventory.server.walls;

import io.atomicinventory.engine.testing.Blocked;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.TestDatabase;
import io.atomicinventory.server.database.ServerDatabase;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Two stores whose books look alike: the same items, keys, transactions and queue entries. Only {@code store_id} tells
 * their rows apart, so that whatever forgets it meets the other's. The tables are those of the catalogue that have a
 * {@code store_id}: one that is added later is tried too, and has to be filled in {@link #fill}.
 */
final class TwoStores {
    static final String OURS = "wall-north";
    static final String THEIRS = "wall-south";

    private static final String PER_STORE = """
            SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND a.attname = 'store_id'
            ORDER BY 1""";

    private static final String PRIMARY_KEY = """
            SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY k.position)
            FROM pg_index i
                CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, position)
                JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
            WHERE i.indrelid = '$T'::regclass AND i.indisprimary""";

    private final OpenServer server;

    private TwoStores(OpenServer server) {
        this.server = server;
    }

    static TwoStores open(OpenServer server) {
        TwoStores stores = new TwoStores(server);
        stores.fill(OURS);
        stores.fill(THEIRS);
        for (String table : stores.tables()) {
            for (String store : List.of(OURS, THEIRS)) {
                if (stores.count(table, store) == 0) {
                    throw new AssertionError("nothing of " + store + " is in " + table + ": TwoStores.fill has to");
                }
            }
        }
        return stores;
    }

    /** The directory among them. */
    List<String> tables() {
        return list(PER_STORE);
    }

    /** Without the directory, which everybody may read. */
    List<String> secretTables() {
        return tables().stream().filter(table -> !table.equals("stores")).toList();
    }

    /** Through the API where it writes them, else as the owner. */
    private void fill(String store) {
        Cafe cafe = server.cafe();
        cafe.store(store);
        for (String item : List.of("croissant", "cream", "caramel", "wax-paper")) {
            cafe.stock(store, item, "100");
        }
        cafe.map(store, "Croissant", "piece", "croissant", "1");
        cafe.map(store, "Cream", "serving", "cream", "1");
        cafe.map(store, "Caramel", "portion", "caramel", "1");
        cafe.map(store, "Wax Paper", "piece", "wax-paper", "1");
        String path = "/api/v1/stores/" + store;
        String items = "\"items\": [{\"productId\": \"caramel-croffle\", \"quantity\": 1}]";
        require(server.http()
                .key("key-1")
                .post(path + "/deductions", "{\"transactionId\": \"sale-1\", " + items + "}"));
        require(server.http().key("key-2").post(path + "/deductions/sale-1/compensation", "{\"reason\": \"cold\"}"));
        for (String sale : List.of("sale-2", "sale-3")) {
            require(server.http()
                    .post(
                            path + "/queue",
                            "{\"transactionId\": \"" + sale + "\", \"deviceId\": \"till\", \"reason\": \"offline\", "
                                    + items + "}"));
        }
        String rejected = server.database()
                .value("SELECT queue_id FROM offline_transaction_queue WHERE transaction_id = 'sale-3' AND store_id = '"
                        + store + "'");
        require(server.http().post(path + "/queue/" + rejected + "/reject", "{\"reason\": \"no\"}"));
        // What is counted is written down a little later; after that the store's books stay as they are.
        Blocked.await("the figures of " + store, () -> count("deduction_totals", store) > 0);
    }

    private static void require(Http.Answer answer) {
        if (answer.status() / 100 != 2) {
            throw new AssertionError(answer.toString());
        }
    }

    /** The server's own. */
    DataSource pool() {
        return server.bean("serverDatabase", ServerDatabase.class).dataSource();
    }

    /**
     * The same login without a pool, for what PostgreSQL does not support: the pool takes that for the end of the
     * connection.
     */
    DataSource driver() {
        PGSimpleDataSource driver = new PGSimpleDataSource();
        driver.setUrl(server.database().jdbcUrl());
        driver.setUser(TestDatabase.OWNER);
        driver.setPassword(TestDatabase.PASSWORD);
        return driver;
    }

    String primaryKey(String table) {
        return server.database().value(PRIMARY_KEY.replace("$T", table));
    }

    int count(String table, String store) {
        return Integer.parseInt(
                server.database().value("SELECT count(*) FROM " + table + " WHERE store_id = '" + store + "'"));
    }

    /** A row of a store as JSON, as a literal of SQL. */
    String rowOf(String table, String store) {
        return server.database()
                .value("SELECT quote_literal(to_json(t)) FROM " + table + " t WHERE store_id = '" + store
                        + "' ORDER BY t::text LIMIT 1");
    }

    /** All that a store has, as text: differs where anything has changed. */
    String booksOf(String store) {
        List<String> books = new ArrayList<>();
        for (String table : tables()) {
            books.addAll(list("SELECT '" + table + " ' || t::text FROM " + table + " t WHERE store_id = '" + store
                    + "' ORDER BY 1"));
        }
        return String.join("\n", books);
    }

    /** As the owner of the tables, whom no wall binds. */
    List<String> list(String query) {
        try (Connection connection = server.database().owner().getConnection()) {
            return Session.rows(connection, query);
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    TestDatabase database() {
        return server.database();
    }
}
