package io.atomicinventory.engine.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.monitor.Violation;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The second wall: what the database itself refuses, whoever asks. Plain SQL, as the owner of the tables, as the
 * application's role, and as somebody's script.
 */
class SchemaTest {
    private static final String CHECK = "23514";
    private static final String UNIQUE = "23505";
    private static final String FOREIGN_KEY = "23503";
    private static final String RESTRICT = "23001";
    private static final String NO_RIGHT = "42501";

    /** One row of a store in each table that belongs to stores, in the order of the foreign keys. */
    private static final Map<String, String> A_ROW_OF = new LinkedHashMap<>();

    static {
        A_ROW_OF.put("stores", "INSERT INTO stores (store_id, name, timezone) VALUES ('$', 'A store', 'UTC')");
        A_ROW_OF.put("inventory_stock", """
                INSERT INTO inventory_stock (store_id, stock_id, item, unit, quantity, version)
                VALUES ('$', 'milk', 'Milk', 'ml', 100, 1)""");
        A_ROW_OF.put("inventory_movements", """
                INSERT INTO inventory_movements (store_id, stock_id, version, kind, quantity_change,
                                                 previous_quantity, new_quantity, who, occurred_at)
                VALUES ('$', 'milk', 1, 'opening', 100, 0, 100, 'ana', now())""");
        A_ROW_OF.put("conversion_mappings", """
                INSERT INTO conversion_mappings (store_id, recipe_ingredient_name, recipe_ingredient_unit,
                                                 ingredient_label, unit_label, stock_id, conversion_factor)
                VALUES ('$', 'milk', 'ml', 'Milk', 'ml', 'milk', 1)""");
        A_ROW_OF.put("inventory_deduction_idempotency", """
                INSERT INTO inventory_deduction_idempotency (store_id, idempotency_key, operation, transaction_id,
                    outcome, request_hash, items_hash, attempt, who, occurred_at, duration_micros)
                VALUES ('$', 'key', 'deduction', 'sale', 'refused', '', '', 1, 'ana', now(), 1)""");
        A_ROW_OF.put("inventory_compensation_log", """
                INSERT INTO inventory_compensation_log (store_id, transaction_id, stock_id, sequence, idempotency_key,
                    deducted, restored_before, restored_now, disposition, reason, who)
                VALUES ('$', 'sale', 'milk', 1, 'key', 5, 0, 5, 'waste', 'void', 'ana')""");
        A_ROW_OF.put("offline_transaction_queue", """
                INSERT INTO offline_transaction_queue (store_id, queue_id, transaction_id, device_id, items, items_hash,
                                                       reason, queued_by, occurred_at)
                VALUES ('$', 'entry', 'sale', 'till', '[]', '', 'offline', 'ana', now())""");
        A_ROW_OF.put(
                "deduction_metrics",
                "INSERT INTO deduction_metrics (store_id, node, minute) VALUES ('$', 'node-1', '2026-01-01')");
        A_ROW_OF.put("deduction_totals", "INSERT INTO deduction_totals (store_id, until) VALUES ('$', '2026-01-01')");
        A_ROW_OF.put("queue_totals", """
                INSERT INTO queue_totals (store_id, approved, rejected, waited) VALUES ('$', 0, 0, '0')""");
        A_ROW_OF.put("access_audit", """
                INSERT INTO access_audit (store_id, event_id, occurred_at, who, role, address, operation, subject, status,
                                          result, times)
                VALUES ('$', 'event', now(), 'ana', 'cashier', '10.0.0.1', 'GET /', '/', 200, '', 1)""");
    }

    private static TestDatabase database;

    @BeforeAll
    static void open() {
        database = new TestDatabase();
        for (String store : List.of("a", "b")) {
            A_ROW_OF.values().forEach(row -> database.execute(row.replace("$", store)));
        }
        manyRows();
    }

    /** But for what was given back of sales that nobody made. */
    @AfterAll
    static void booksAreRight() {
        assertThat(database.engine().verifier().verify())
                .allMatch(violation -> violation.invariant().equals("I6"));
        database.execute("TRUNCATE inventory_compensation_log");
        assertThat(database.engine().verifier().verify()).isEmpty();
        database.close();
    }

    // What no row may be, whoever writes it

    @Test
    void I3_aMappingToAnotherStoresStockCannotBeWritten() {
        store("mapping-1");
        store("mapping-2");
        stock("mapping-1", "beans", "quantity", "5");

        refused(FOREIGN_KEY, mapping("mapping-2", "beans", "gram", "beans"));
    }

    @Test
    void I8_anIngredientAndUnitIsMappedOnceInAStore() {
        store("mapping-once");
        stock("mapping-once", "beans", "quantity", "5");
        stock("mapping-once", "other-beans", "quantity", "5");
        database.execute(mapping("mapping-once", "beans", "gram", "beans"));

        refused(UNIQUE, mapping("mapping-once", "beans", "gram", "other-beans"));
        database.execute(mapping("mapping-once", "beans", "kilogram", "other-beans"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "'NaN'"})
    void I8_aMappingThatTakesNothingCannotBeWritten(String factor) {
        String mapping = mapping("a", "beans", "gram", "milk");

        refused(CHECK, mapping.replace(", 1)", ", " + factor + ")"));
    }

    @Test
    void I8_aProductWithoutARecipeCannotBeSaved() {
        refused(FOREIGN_KEY, "INSERT INTO products (product_id, name, recipe_version) VALUES ('air', 'Air', 1)");
    }

    @Test
    void I8_aRecipeWithoutIngredientsCannotBeSaved() {
        refused(
                CHECK,
                "INSERT INTO products (product_id, name, recipe_version) VALUES ('air', 'Air', 1)",
                "INSERT INTO recipes (product_id, recipe_version, created_by) VALUES ('air', 1, 'ana')");
    }

    @Test
    void I8_aNewVersionWithoutIngredientsCannotBeSaved() {
        product("tea");

        refused(CHECK, "INSERT INTO recipes (product_id, recipe_version, created_by) VALUES ('tea', 2, 'ana')");
    }

    @Test
    void I8_aProductCannotPointToARecipeThatDoesNotExist() {
        product("chai");

        refused(FOREIGN_KEY, "UPDATE products SET recipe_version = 2 WHERE product_id = 'chai'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE recipes SET created_by = 'eve' WHERE product_id = '$'",
                "UPDATE recipes SET recipe_version = 7 WHERE product_id = '$'",
                "DELETE FROM recipes WHERE product_id = '$'",
                "UPDATE recipe_ingredients SET quantity = 2 WHERE product_id = '$'",
                "DELETE FROM recipe_ingredients WHERE product_id = '$'",
                "INSERT INTO recipe_ingredients VALUES ('$', 1, 2, 'Sugar', 'gram', 5)"
            })
    void I8_aRecipeNeverChanges(String change) {
        String product = "mocha-" + UUID.randomUUID();
        product(product);

        refused(CHECK, change.replace("$", product));

        assertThat(database.value("SELECT string_agg(concat_ws(' ', recipe_version, line, name, quantity), ', ')"
                        + " FROM recipe_ingredients WHERE product_id = '" + product + "'"))
                .isEqualTo("1 1 Water 1.0000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "'NaN'", "0.00004"})
    void I8_anIngredientOfNothingCannotBeWritten(String quantity) {
        refused(CHECK, newProduct("nothing").replace("'ml', 1)", "'ml', " + quantity + ")"));
    }

    @Test
    void I5_stockCannotGoBelowZero() {
        store("below");
        stock("below", "milk", "quantity", "5");

        refused(CHECK, "UPDATE inventory_stock SET quantity = -0.0001 WHERE store_id = 'below'");
        refused(CHECK, "UPDATE inventory_stock SET quantity = -1, version = version + 1 WHERE store_id = 'below'");
        refused(CHECK, stockRow("below", "cream", "quantity", "-1"));
        assertThat(database.value("SELECT quantity FROM inventory_stock WHERE store_id = 'below'"))
                .isEqualTo("5.0000");
    }

    @Test
    void I5_stockGoesBelowZeroWhereItsRowAllowsIt() {
        store("may-go-below");
        stock("may-go-below", "milk", "quantity, allow_negative", "0, true");

        database.execute("UPDATE inventory_stock SET quantity = -3 WHERE store_id = 'may-go-below'");

        refused(CHECK, "UPDATE inventory_stock SET allow_negative = false WHERE store_id = 'may-go-below'");
        assertThat(database.value("SELECT quantity FROM inventory_stock WHERE store_id = 'may-go-below'"))
                .isEqualTo("-3.0000");
    }

    @Test
    void I5_stockGoesBelowZeroAsFarAsSomebodyApprovedAndNoFurther() {
        store("overdraft");
        stock("overdraft", "milk", "quantity", "1");

        database.execute(
                "UPDATE inventory_stock SET quantity = -3, approved_overdraft = 3 WHERE store_id = 'overdraft'");

        refused(CHECK, "UPDATE inventory_stock SET quantity = -3.0001 WHERE store_id = 'overdraft'");
        refused(CHECK, "UPDATE inventory_stock SET approved_overdraft = 2 WHERE store_id = 'overdraft'");
        assertThat(database.value("SELECT quantity FROM inventory_stock WHERE store_id = 'overdraft'"))
                .isEqualTo("-3.0000");
    }

    @Test
    void I5_anApprovedOverdraftShrinksWithTheDebtAndIsNotLeftForAnotherSale() {
        store("debt");
        stock("debt", "milk", "quantity", "1");
        database.execute("UPDATE inventory_stock SET quantity = -3, approved_overdraft = 9 WHERE store_id = 'debt'");
        assertThat(overdraft("debt")).isEqualTo("3.0000");

        database.execute("UPDATE inventory_stock SET quantity = -1 WHERE store_id = 'debt'");
        assertThat(overdraft("debt")).isEqualTo("1.0000");

        database.execute("UPDATE inventory_stock SET quantity = 4 WHERE store_id = 'debt'");
        assertThat(overdraft("debt")).isEqualTo("0.0000");
        refused(CHECK, "UPDATE inventory_stock SET quantity = -1 WHERE store_id = 'debt'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"quantity", "held", "approved_overdraft", "reorder_level"})
    void I5_aQuantityIsANumber(String column) {
        store("nan-" + column.replace('_', '-'));

        refused(CHECK, stockRow("nan-" + column.replace('_', '-'), "milk", column, "'NaN'"));
    }

    @Test
    void I4_aMovementThatDoesNotAddUpCannotBeWritten() {
        refused(CHECK, movement("a", "milk", 2, 100, -1, 98));
    }

    @Test
    void I4_aMovementCannotBeWrittenTwice() {
        refused(UNIQUE, movement("a", "milk", 1, 0, 100, 100));
    }

    @ParameterizedTest
    @CsvSource({"compensation, 0", "deduction, -1"})
    void I4_aMovementIsNumberedFromOne(String kind, int version) {
        refused(CHECK, movement("a", "milk", version, 0, 1, 1).replace("deduction", kind));
    }

    @Test
    void I2_aKeyHasOneOutcome() {
        store("one-key");
        database.execute(outcome("one-key", "k", "deduction", "refused", "t"));

        refused(UNIQUE, outcome("one-key", "k", "deduction", "done", "t"));
        refused(UNIQUE, outcome("one-key", "k", "receipt", "done", "t"));
    }

    @Test
    void I2_aTransactionIsDeductedOnce() {
        store("one-sale");
        store("other-sale");
        database.execute(
                outcome("one-sale", "k1", "deduction", "refused", "t"),
                outcome("one-sale", "k2", "deduction", "done", "t"),
                outcome("one-sale", "k3", "deduction", "replayed", "t"),
                outcome("one-sale", "k4", "compensation", "done", "t"));

        refused(UNIQUE, outcome("one-sale", "k5", "deduction", "done", "t"));
        database.execute(outcome("other-sale", "k5", "deduction", "done", "t"));
    }

    @Test
    void I2_aSaleIsRecordedWithItsTransactionAndItems() {
        refused(CHECK, outcome("a", "no-sale", "deduction", "done", "t").replace("'t'", "NULL"));
        refused(CHECK, outcome("a", "no-sale", "compensation", "done", "t").replace("'t'", "NULL"));
        refused(CHECK, outcome("a", "no-items", "deduction", "done", "t").replace("'items'", "NULL"));
    }

    @Test
    void I6_noVoidGivesBackMoreThanTheSaleTook() {
        refused(CHECK, compensation("a", "void-1", 1, "5", "0", "5.0001"));
        database.execute(compensation("a", "void-1", 1, "5", "0", "3"));
        refused(CHECK, compensation("a", "void-1", 2, "5", "3", "2.0001"));
        refused(UNIQUE, compensation("a", "void-1", 1, "5", "0", "3"));
        refused(CHECK, compensation("a", "void-1", 2, "5", "-3", "5"));
        refused(CHECK, compensation("a", "void-1", 2, "5", "3", "-1"));
        refused(CHECK, compensation("a", "void-1", 2, "0", "0", "0"));
        database.execute(compensation("a", "void-1", 2, "5", "3", "2"));
    }

    /** The log has no foreign key to the stock: the engine writes it with the movement, and the verifier looks. */
    @Test
    void I3_aVoidThatGivesBackToAnotherStoresStockIsReported() {
        store("void-store");

        database.execute(compensation("void-store", "void-2", 1, "5", "0", "5"));

        assertThat(database.engine().verifier().verify("void-store"))
                .extracting(Violation::check, Violation::subject)
                .contains(
                        tuple("a void gives back at most what was taken", "void-2"),
                        tuple("a void's movements are what its log says", "void-2"));
    }

    @Test
    void I4_aMovementIsTakenBackOnce() {
        store("taken-back");
        stock("taken-back", "milk", "quantity", "5");
        String first = reversal("taken-back", 2, 5, -5, 0);

        refused(UNIQUE, first, reversal("taken-back", 3, 0, -5, -5));
        refused(UNIQUE, first, movement("taken-back", "milk", 2, 5, -5, 0));
        assertThat(movements("taken-back")).hasSize(1);
    }

    @Test
    void I4_thatARowWasCountedIsKeptWhoeverChangesItAndAMovementWhereItIsSetFromOutside() {
        store("counted");
        stock("counted", "milk", "quantity", "5");
        String countedAt = "SELECT counted_at = '2026-03-04' FROM inventory_stock WHERE store_id = 'counted'";
        assertThat(database.value(countedAt)).as("never counted").isEqualTo("null");

        database.execute("UPDATE inventory_stock SET counted_at = '2026-03-04' WHERE store_id = 'counted'");
        database.execute("UPDATE inventory_stock SET quantity = 4 WHERE store_id = 'counted'");

        assertThat(database.value(countedAt)).isEqualTo("t");
        assertThat(movements("counted"))
                .containsExactly(
                        "1 external 5.0000 0.0000 5.0000 test_owner",
                        "2 external 0.0000 5.0000 5.0000 test_owner",
                        "3 external -1.0000 5.0000 4.0000 test_owner");
    }

    @Test
    void I2_aTransactionIsQueuedOnce() {
        String again =
                A_ROW_OF.get("offline_transaction_queue").replace("$", "a").replace("'entry'", "'entry-2'");

        refused(UNIQUE, again);
        refused(CHECK, again.replace("'sale'", "'sale-2'").replace("'offline'", "'because'"));
        refused(CHECK, "UPDATE offline_transaction_queue SET status = 'rejected' WHERE store_id = 'a'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"''", "'-a'", "'a b'", "'a,b'", "repeat('a', 129)", "'é'", "E'a\\n'"})
    void I3_anIdThatTheListOfStoresCouldMisreadCannotBeWritten(String id) {
        refused(CHECK, "INSERT INTO stores (store_id, name, timezone) VALUES (" + id + ", 'A store', 'UTC')");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ana   | cashier | '{a,b}'
            ana   | device  | '{a}'
            ana   | admin   | '{a}'
            ana   | owner   | NULL
            ana   | cashier | '{}'
            ana   | cashier | '{a,NULL}'
            admin | admin   | NULL
            Ana   | admin   | NULL
            token:a | admin | NULL""", quoteCharacter = '"')
    void I3_aPersonWithoutANameARoleAndItsStoresCannotBeWritten(String id, String role, String stores) {
        String person = "INSERT INTO access_people (person_id, name, role, stores, password_hash, created_by) VALUES ('"
                + id + "', 'Ana', '" + role + "', " + stores + ", 'hash', 'eve')";

        assertThat(stateAsOwner(person, "ROLLBACK")).isEqualTo(stores.equals("'{a,b}'") ? "" : CHECK);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            device  | '{a}'   | 32
            device  | NULL    | 32
            device  | '{a,b}' | 32
            admin   | '{a}'   | 32
            manager | '{}'    | 32
            admin   | NULL    | 31""", quoteCharacter = '"')
    void I3_aTokenWithoutItsStoresAndAHashCannotBeWritten(String role, String stores, int bytes) {
        String token = "INSERT INTO access_tokens (token_id, token_hash, role, stores, created_by) VALUES ('till',"
                + " convert_to(repeat('x', " + bytes + "), 'UTF8'), '" + role + "', " + stores + ", 'eve')";

        assertThat(stateAsOwner(token, "ROLLBACK"))
                .isEqualTo(role.equals("device") && stores.equals("'{a}'") ? "" : CHECK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"access_people", "access_tokens"})
    void I10_theApplicationCannotDeleteWhoStandsInTheBooks(String table) throws SQLException {
        assertThat(stateAsApplication("a", "DELETE FROM " + table)).isEqualTo(NO_RIGHT);
        assertThat(stateAsApplication("a", "TRUNCATE " + table)).isEqualTo(NO_RIGHT);
        assertThat(stateAsApplication("a", "SELECT FROM " + table)).isEmpty();
    }

    // Writers that do not know the rules

    @Test
    void I4_anUpdateFromOutsideIsAMovementInTheNameOfWhoMadeIt() {
        store("outside");
        stock("outside", "milk", "quantity", "100");

        database.execute("UPDATE inventory_stock SET quantity = 60 WHERE store_id = 'outside'");
        database.execute("UPDATE inventory_stock SET quantity = quantity + 0.5 WHERE store_id = 'outside'");

        assertThat(movements("outside"))
                .containsExactly(
                        "1 external 100.0000 0.0000 100.0000 test_owner",
                        "2 external -40.0000 100.0000 60.0000 test_owner",
                        "3 external 0.5000 60.0000 60.5000 test_owner");
        assertThat(database.value("SELECT version FROM inventory_stock WHERE store_id = 'outside'"))
                .isEqualTo("3");
    }

    @Test
    void I4_aChangeOfPolicyFromOutsideIsAMovementOfNothing() {
        store("policy");
        stock("policy", "milk", "quantity", "100");

        database.execute("UPDATE inventory_stock SET is_active = false WHERE store_id = 'policy'");

        assertThat(movements("policy")).last().isEqualTo("2 external 0.0000 100.0000 100.0000 test_owner");
    }

    @Test
    void I4_anInsertFromOutsideWithAQuantityIsAMovement() {
        store("insert");

        database.execute("INSERT INTO inventory_stock (store_id, stock_id, item, unit, quantity)"
                + " VALUES ('insert', 'milk', 'Milk', 'ml', 7), ('insert', 'tea', 'Tea', 'g', 0)");

        assertThat(movements("insert")).containsExactly("1 external 7.0000 0.0000 7.0000 test_owner");
        assertThat(database.value("SELECT string_agg(stock_id || ' ' || version, ', ' ORDER BY stock_id)"
                        + " FROM inventory_stock WHERE store_id = 'insert'"))
                .isEqualTo("milk 1, tea 0");
    }

    @Test
    void I4_anInsertFromOutsideThatDoesNothingIsNoMovement() {
        store("upsert");
        stock("upsert", "milk", "quantity", "0");

        database.execute(stockRow("upsert", "milk", "quantity", "5") + " ON CONFLICT DO NOTHING");
        assertThat(movements("upsert")).isEmpty();

        String upsert = " ON CONFLICT (store_id, stock_id) DO UPDATE SET quantity = excluded.quantity";
        database.execute(stockRow("upsert", "milk", "quantity", "5") + upsert);
        database.execute(stockRow("upsert", "milk", "quantity", "8") + upsert);
        assertThat(movements("upsert"))
                .containsExactly(
                        "1 external 5.0000 0.0000 5.0000 test_owner", "2 external 3.0000 5.0000 8.0000 test_owner");
    }

    @Test
    void I4_anUpdateByALoginThatMayOnlyUpdateStockIsAMovementInItsName() throws SQLException {
        store("script");
        store("not-the-scripts");
        stock("script", "milk", "quantity", "5");
        stock("not-the-scripts", "milk", "quantity", "5");
        String login = login("GRANT UPDATE ON inventory_stock TO $");

        try (Connection connection = connect(login)) {
            assertThat(update(connection, "UPDATE inventory_stock SET quantity = 4"))
                    .as("rows without a store set")
                    .isZero();
            query(connection, "SELECT set_config('inventory.stores', 'script', false)");
            assertThat(update(connection, "UPDATE inventory_stock SET quantity = 3"))
                    .isEqualTo(1);
            assertThat(stateOf(connection, "SELECT * FROM inventory_movements")).isEqualTo(NO_RIGHT);
        }

        assertThat(movements("script")).last().isEqualTo("2 external -2.0000 5.0000 3.0000 " + login);
        assertThat(movements("not-the-scripts")).hasSize(1);
    }

    @Test
    void I4_aWriterFromOutsideCannotHideItsMovementInATableOfItsOwn() throws SQLException {
        store("hidden");
        stock("hidden", "milk", "quantity", "5");
        String login = login("GRANT UPDATE ON inventory_stock TO $");

        try (Connection connection = connect(login)) {
            update(
                    connection,
                    "CREATE TEMPORARY TABLE inventory_movements (store_id text, stock_id text, version bigint,"
                            + " kind text, quantity_change numeric, previous_quantity numeric, new_quantity numeric,"
                            + " who text, why text, occurred_at timestamptz)");
            update(connection, "GRANT ALL ON inventory_movements TO PUBLIC");
            query(connection, "SELECT set_config('inventory.stores', 'hidden', false)");
            update(connection, "UPDATE inventory_stock SET quantity = 3");
        }

        assertThat(movements("hidden")).last().isEqualTo("2 external -2.0000 5.0000 3.0000 " + login);
    }

    @Test
    void I8_aRecipeCannotTakeItsIngredientsFromATableOfTheWriters() {
        refused(
                CHECK,
                "CREATE TEMPORARY TABLE recipe_ingredients ON COMMIT DROP AS"
                        + " SELECT 'water'::text AS product_id, 1 AS recipe_version",
                "INSERT INTO products (product_id, name, recipe_version) VALUES ('water', 'Water', 1)",
                "INSERT INTO recipes (product_id, recipe_version, created_by) VALUES ('water', 1, 'ana')");
    }

    @Test
    void I4_aVersionCannotFall() {
        store("version");
        stock("version", "milk", "quantity", "5");
        database.execute("UPDATE inventory_stock SET quantity = 4 WHERE store_id = 'version'");

        refused(CHECK, "UPDATE inventory_stock SET version = 1 WHERE store_id = 'version'");
        refused(CHECK, "UPDATE inventory_stock SET version = 0, quantity = 9 WHERE store_id = 'version'");
        assertThat(movements("version")).hasSize(2);
    }

    @Test
    void I4_stockThatHasMovementsCannotBeDeleted() {
        store("delete");
        stock("delete", "milk", "quantity", "5");
        stock("delete", "tea", "quantity", "0");

        refused(RESTRICT, "DELETE FROM inventory_stock WHERE store_id = 'delete' AND stock_id = 'milk'");
        database.execute("DELETE FROM inventory_stock WHERE store_id = 'delete' AND stock_id = 'tea'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "store_id = 'b'",
                "stock_id = 'cream'",
                "store_id = 'b', version = version + 1",
                "stock_id = 'cream', version = version + 1",
                "store_id = 'b', stock_id = 'cream', quantity = 1"
            })
    void I3_stockCannotBecomeAnotherItemOrAnotherStores(String change) {
        store("identity");
        database.execute(stockRow("identity", "milk", "quantity", "5") + " ON CONFLICT DO NOTHING");

        refused(RESTRICT, "UPDATE inventory_stock SET " + change + " WHERE store_id = 'identity'");
    }

    // The application's role

    static List<String> perStoreTables() {
        return List.copyOf(A_ROW_OF.keySet());
    }

    static List<String> appendOnlyTables() {
        return List.of(
                "inventory_movements", "inventory_deduction_idempotency", "inventory_compensation_log", "access_audit");
    }

    @Test
    void I3_everyTableOfAStoreHasRowLevelSecurity() {
        assertThat(list("""
                        SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
                        WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
                          AND a.attname = 'store_id' AND NOT c.relrowsecurity""")).as("tables without it").isEmpty();
        assertThat(list("SELECT relname FROM pg_class WHERE relrowsecurity"))
                .as("a row of each such table is tried below")
                .containsExactlyInAnyOrderElementsOf(A_ROW_OF.keySet());
        assertThat(list("SELECT tablename FROM pg_policies WHERE tablename <> 'stores' AND (cmd <> 'ALL'"
                        + " OR permissive <> 'PERMISSIVE' OR qual NOT LIKE '%inventory_stores()%'"
                        + " OR with_check IS NOT NULL OR roles <> '{public}')"))
                .as("policies that are not the one of all: what may be read may be written, by everybody alike")
                .isEmpty();
        assertThat(list("SELECT tablename FROM pg_policies WHERE tablename <> 'stores'"))
                .as("a second one would open what the first one closes")
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("perStoreTables")
    void I3_withoutAStoreTheApplicationReadsNothing(String table) throws SQLException {
        int readable = table.equals("stores") ? count("SELECT count(*) FROM stores") : 0;

        try (Connection connection = connect(TestDatabase.OWNER)) {
            connection.setAutoCommit(false);
            update(connection, "SET LOCAL ROLE atomic_inventory_app");
            assertThat(query(connection, "SELECT count(*) FROM " + table))
                    .as("never set")
                    .containsExactly(Integer.toString(readable));
            for (String none : List.of("", ",", "*", "a b", "A", "%", "c")) {
                query(connection, "SELECT set_config('inventory.stores', '" + none + "', true)");
                assertThat(query(connection, "SELECT count(*) FROM " + table))
                        .as("stores set to '%s'", none)
                        .containsExactly(Integer.toString(readable));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("perStoreTables")
    void I3_theApplicationReadsTheRowsOfTheStoresThatAreSet(String table) throws SQLException {
        if (table.equals("stores")) {
            return;
        }
        for (String stores : List.of("a", "b", "a,b")) {
            try (Connection connection = application(stores)) {
                assertThat(query(connection, "SELECT DISTINCT store_id FROM " + table + " ORDER BY 1"))
                        .containsExactlyElementsOf(List.of(stores.split(",", -1)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("perStoreTables")
    void I3_theApplicationCannotWriteTheRowsOfAnotherStore(String table) throws SQLException {
        String rowOfB = A_ROW_OF.get(table).replace("$", "b");
        String rowOfAnother = rowOfB.replace("'b'", "'another'").replace("'milk'", "'else'");

        assertThat(stateAsApplication("a", rowOfB)).isEqualTo(NO_RIGHT);
        assertThat(stateAsApplication("a", rowOfB + " ON CONFLICT DO NOTHING")).isEqualTo(NO_RIGHT);
        assertThat(stateAsApplication("a", rowOfAnother)).isEqualTo(NO_RIGHT);
        assertThat(stateAsApplication("a", "UPDATE " + table + " SET store_id = 'b' WHERE store_id = 'a'"))
                .isIn(NO_RIGHT, RESTRICT);
        for (String change : List.of("UPDATE " + table + " SET store_id = store_id", "DELETE FROM " + table)) {
            try (Connection connection = application("a")) {
                if (mayApplication(change.substring(0, 6), table)) {
                    assertThat(update(connection, change + " WHERE store_id = 'b'"))
                            .isZero();
                    assertThat(update(connection, change)).as("rows of A").isEqualTo(rowsOfA(table));
                } else {
                    assertThat(stateOf(connection, change)).isEqualTo(NO_RIGHT);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("perStoreTables")
    void I3_theApplicationCannotLockTheRowsOfAnotherStore(String table) throws SQLException {
        if (mayApplication("UPDATE", table)) {
            try (Connection connection = application("a")) {
                assertThat(query(connection, "SELECT 1 FROM " + table + " WHERE store_id = 'b' FOR NO KEY UPDATE"))
                        .isEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("appendOnlyTables")
    void I4_theApplicationCannotChangeWhatIsInTheBooks(String table) throws SQLException {
        assertThat(stateAsApplication("a", "UPDATE " + table + " SET who = 'eve'"))
                .isEqualTo(NO_RIGHT);
        assertThat(stateAsApplication("a", "DELETE FROM " + table)).isEqualTo(NO_RIGHT);
        assertThat(stateAsApplication("a", "TRUNCATE " + table)).isEqualTo(NO_RIGHT);
        assertThat(stateAsApplication("a", "SELECT * FROM " + table + " FOR UPDATE"))
                .isEqualTo(NO_RIGHT);
        assertThat(stateAsApplication(
                        "a", A_ROW_OF.get(table).replace("$", "a") + " ON CONFLICT (store_id) DO UPDATE SET who = ''"))
                .isNotEqualTo("");
    }

    @Test
    void I4_theApplicationCannotDeleteStockOrTakeItsGuardAway() throws SQLException {
        assertThat(stateAsApplication("a", "DELETE FROM inventory_stock")).isEqualTo(NO_RIGHT);
        assertThat(stateAsApplication("a", "ALTER TABLE inventory_stock DISABLE TRIGGER inventory_stock_update"))
                .isEqualTo(NO_RIGHT);
        assertThat(stateAsApplication("a", "ALTER TABLE inventory_stock DISABLE ROW LEVEL SECURITY"))
                .isEqualTo(NO_RIGHT);
        assertThat(stateAsApplication("a", "CREATE POLICY mine ON inventory_stock USING (true)"))
                .isEqualTo(NO_RIGHT);
        assertThat(stateAsApplication("a", "SET session_replication_role = replica"))
                .isEqualTo(NO_RIGHT);
    }

    @Test
    void I4_anUpdateByTheApplicationThatForgetsTheVersionIsAMovementInTheNameOfTheLogin() throws SQLException {
        store("forgets");
        stock("forgets", "milk", "quantity", "5");

        try (Connection connection = application("forgets")) {
            assertThat(update(connection, "UPDATE inventory_stock SET quantity = 4"))
                    .isEqualTo(1);
            connection.commit();
        }

        assertThat(movements("forgets")).last().isEqualTo("2 external -1.0000 5.0000 4.0000 test_owner");
    }

    @Test
    void I3_theApplicationsRoleOwnsNothingAndBypassesNothing() {
        assertThat(list("SELECT concat_ws(' ', rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,"
                        + " rolcanlogin, rolinherit) FROM pg_roles WHERE rolname = 'atomic_inventory_app'"))
                .containsExactly("f f f f f f f");
        for (String owned :
                List.of("pg_class.relowner", "pg_proc.proowner", "pg_type.typowner", "pg_namespace.nspowner")) {
            String catalogue = owned.substring(0, owned.indexOf('.'));
            assertThat(count("SELECT count(*) FROM " + catalogue + " WHERE " + owned
                            + " = 'atomic_inventory_app'::regrole"))
                    .as(owned)
                    .isZero();
        }
        assertThat(list("SELECT roleid::regrole FROM pg_auth_members WHERE member = 'atomic_inventory_app'::regrole"))
                .as("roles that it could take")
                .isEmpty();
        assertThat(count("SELECT has_schema_privilege('atomic_inventory_app', 'public', 'CREATE')::int"))
                .isZero();
    }

    @Test
    void I3_nothingOfATransactionIsLeftOnItsConnection() throws SQLException {
        try (Connection connection = application("a")) {
            assertThat(query(connection, "SELECT count(*) FROM inventory_stock"))
                    .containsExactly("1");
            connection.commit();
            assertThat(query(connection, "SELECT current_user || coalesce(current_setting('inventory.stores'), '')"))
                    .containsExactly(TestDatabase.OWNER);
            update(connection, "SET LOCAL ROLE atomic_inventory_app");
            assertThat(query(connection, "SELECT count(*) FROM inventory_stock"))
                    .containsExactly("0");
        }
    }

    @Test
    void I3_nothingOfARequestIsLeftOnAPooledConnection() throws SQLException {
        DataSource pool = database.pool(1);
        AtomicInventory engine = AtomicInventory.on(pool).open();
        String settings = "SELECT concat_ws('|', current_user, current_setting('inventory.stores', true),"
                + " current_setting('lock_timeout'), current_setting('statement_timeout'))";

        Cafe.open(engine);
        assertThat(engine.stock().find("a", "milk")).isPresent();

        try (Connection connection = pool.getConnection()) {
            assertThat(query(connection, settings)).containsExactly(TestDatabase.OWNER + "||0|0");
        }
    }

    // Keys and indexes

    @Test
    void I2_everyTableHasAPrimaryKey() {
        assertThat(list("""
                        SELECT c.relname FROM pg_class c
                        WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
                          AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary)""")).isEmpty();
    }

    @Test
    void I3_everyKeyAndIndexOfAStoresTableBeginsWithTheStore() {
        assertThat(list("""
                        SELECT i.indexrelid::regclass FROM pg_index i
                        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attname = 'store_id'
                        JOIN pg_class c ON c.oid = i.indrelid
                        WHERE c.relnamespace = 'public'::regnamespace AND i.indkey[0] <> a.attnum"""))
                .as("all but the one by which the whole chain is audited")
                .containsExactly("audit_by_time");
    }

    @Test
    void I3_everyTableOfAStoreHasAPrimaryKeyThatBeginsWithTheStore() {
        assertThat(list("""
                        SELECT c.relname FROM pg_index i
                        JOIN pg_class c ON c.oid = i.indrelid
                        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
                        WHERE i.indisprimary AND a.attname = 'store_id' AND a.attnum = 1 AND a.attnotnull
                          AND c.relnamespace = 'public'::regnamespace""")).containsExactlyInAnyOrderElementsOf(A_ROW_OF.keySet());
    }

    /** Its check would look for the row without the store. */
    @Test
    void I3_noTableWithoutAStorePointsToOneThatHasIt() {
        assertThat(list("""
                        SELECT f.conrelid::regclass || '.' || f.conname FROM pg_constraint f
                        WHERE f.contype = 'f'
                          AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = f.confrelid AND a.attname = 'store_id')
                          AND NOT EXISTS (SELECT FROM pg_attribute a
                                          WHERE a.attrelid = f.conrelid AND a.attname = 'store_id')""")).isEmpty();
    }

    @Test
    void I3_everyForeignKeyOfAStoresTableBeginsWithTheStore() {
        assertThat(list("""
                        SELECT f.conrelid::regclass || '.' || f.conname FROM pg_constraint f
                        JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attname = 'store_id'
                        LEFT JOIN pg_attribute r ON r.attrelid = f.confrelid AND r.attnum = f.confkey[1]
                        WHERE f.contype = 'f' AND (f.conkey[1] <> a.attnum OR r.attname <> 'store_id')""")).isEmpty();
        assertThat(count("SELECT count(*) FROM pg_constraint WHERE contype = 'f'"))
                .isPositive();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            inventory_deduction_idempotency | inventory_deduction_idempotency_pkey | idempotency_key = ANY ('{key-1,key-2}') | idempotency_key
            inventory_deduction_idempotency | settled_once | transaction_id = ANY ('{sale-1,sale-2}') AND operation IN ('deduction', 'rejection') AND outcome = 'done' | transaction_id
            inventory_deduction_idempotency | deductions_by_time | operation = 'deduction' AND outcome = 'done' AND recorded_at >= '2026-01-01' ORDER BY recorded_at, transaction_id | recorded_at
            inventory_stock | inventory_stock_pkey | stock_id = ANY ('{item-1,item-2}') ORDER BY stock_id FOR NO KEY UPDATE | stock_id
            inventory_movements | inventory_movements_pkey | stock_id = 'item-1' AND version < 9 ORDER BY version DESC LIMIT 5 | version
            inventory_movements | reversed_once | stock_id = 'item-1' AND reverses = 9 | reverses
            inventory_movements | counts_by_time | stock_id = 'item-1' AND kind IN ('count', 'correction') ORDER BY occurred_at DESC | stock_id
            inventory_movements | counts_by_time | stock_id = 'item-1' AND kind = 'count' AND occurred_at > '2026-01-01' ORDER BY occurred_at LIMIT 1 | occurred_at
            conversion_mappings | conversion_mappings_pkey | recipe_ingredient_name = 'name 1' AND recipe_ingredient_unit = 'unit 1' | recipe_ingredient_name
            conversion_mappings | conversion_mappings_ | true | store_id
            inventory_compensation_log | inventory_compensation_log_pkey | transaction_id = 'sale-1' | transaction_id
            offline_transaction_queue | queue_by_time | (occurred_at, queue_id) > ('2026-01-01', 'q') ORDER BY occurred_at, queue_id LIMIT 5 | occurred_at
            offline_transaction_queue | queue_waiting | status IN ('pending', 'insufficient_stock') ORDER BY occurred_at, queue_id LIMIT 5 | store_id
            offline_transaction_queue | offline_transaction_queue_store_id_transaction_id_key | transaction_id = 'sale-1' | transaction_id""")
    void I3_whatASaleLooksUpIsFoundByAnIndexAlsoUnderRowLevelSecurity(
            String table, String index, String condition, String searchedBy) throws SQLException {
        try (Connection connection = application("many")) {
            update(connection, "SET LOCAL enable_seqscan = off");

            String plan = String.join(
                    "\n",
                    query(connection, "EXPLAIN SELECT * FROM " + table + " WHERE store_id = 'many' AND " + condition));

            assertThat(plan).contains(index).doesNotContain("Seq Scan on " + table);
            assertThat(plan.lines().filter(line -> line.contains("Index Cond: ")))
                    .as(plan)
                    .anyMatch(line -> line.contains("store_id") && line.contains(searchedBy));
        }
    }

    // Migrations

    @Test
    void I7_migratingAgainChangesNothing() {
        String history = "SELECT count(*) || ' ' || max(installed_on) FROM atomic_inventory_migrations";
        String before = database.value(history);

        AtomicInventory.migrate(database.owner());

        assertThat(database.value(history)).isEqualTo(before);
    }

    @Test
    void I7_severalProcessesMayMigrateAtOnce() throws Exception {
        try (EmptyDatabase empty = new EmptyDatabase()) {
            atOnce(empty.owner(), empty.owner(), empty.owner());

            assertThat(empty.list("SELECT version FROM atomic_inventory_migrations WHERE success ORDER BY 1"))
                    .hasSameSizeAs(list("SELECT 1 FROM atomic_inventory_migrations"))
                    .doesNotHaveDuplicates();
            AtomicInventory.on(empty.owner()).open();
        }
    }

    @Test
    void I7_twoDatabasesOfOneServerMayBeMigratedAtOnce() throws Exception {
        try (EmptyDatabase one = new EmptyDatabase();
                EmptyDatabase other = new EmptyDatabase()) {
            atOnce(one.owner(), other.owner());

            AtomicInventory.on(one.owner()).open();
            AtomicInventory.on(other.owner()).open();
        }
    }

    @Test
    void I7_aDatabaseWithSomebodyElsesTablesCanBeMigrated() {
        try (EmptyDatabase theirs = new EmptyDatabase()) {
            TestDatabase.run(
                    theirs.owner(),
                    "CREATE TABLE orders (id int PRIMARY KEY)",
                    "INSERT INTO orders VALUES (1)",
                    "CREATE TABLE flyway_schema_history (installed_rank int PRIMARY KEY, version text)",
                    "INSERT INTO flyway_schema_history VALUES (1, '9')");

            AtomicInventory.migrate(theirs.owner());
            AtomicInventory.migrate(theirs.owner());

            Cafe.open(AtomicInventory.on(theirs.owner()).open());
            assertThat(theirs.list("SELECT id FROM orders")).containsExactly("1");
            assertThat(theirs.list("SELECT version FROM flyway_schema_history")).containsExactly("9");
            assertThat(theirs.list("SELECT has_table_privilege('atomic_inventory_app', 'orders', 'SELECT')"))
                    .containsExactly("f");
        }
    }

    @Test
    void I7_anOwnerThatMayNotMakeRolesCanMigrateWhereTheRoleIsGivenToIt() {
        String login = login("GRANT atomic_inventory_app TO $");
        try (EmptyDatabase given = new EmptyDatabase(login)) {
            AtomicInventory.migrate(given.owner());

            Cafe.open(AtomicInventory.on(given.owner()).open());
        }
    }

    /** A database that nobody has migrated. */
    private static final class EmptyDatabase implements AutoCloseable {
        private final String name = "empty_" + UUID.randomUUID().toString().replace('-', '_');
        private final PGSimpleDataSource owner = new PGSimpleDataSource();

        EmptyDatabase() {
            this(TestDatabase.OWNER);
        }

        EmptyDatabase(String login) {
            TestDatabase.run(database.superuser(), "CREATE DATABASE " + name + " OWNER " + login);
            owner.setUrl(database.jdbcUrl().replace(database.name(), name));
            owner.setUser(login);
            owner.setPassword(TestDatabase.PASSWORD);
        }

        DataSource owner() {
            return owner;
        }

        List<String> list(String sql) {
            try (Connection connection = owner.getConnection()) {
                return query(connection, sql);
            } catch (SQLException e) {
                throw new IllegalStateException(sql, e);
            }
        }

        @Override
        public void close() {
            TestDatabase.run(database.superuser(), "DROP DATABASE " + name + " WITH (FORCE)");
        }
    }

    private static void atOnce(DataSource... owners) throws Exception {
        CyclicBarrier start = new CyclicBarrier(owners.length);
        try (ExecutorService threads = Executors.newFixedThreadPool(owners.length)) {
            List<Future<?>> migrations = new ArrayList<>();
            for (DataSource owner : owners) {
                migrations.add(threads.submit(() -> {
                    start.await();
                    AtomicInventory.migrate(owner);
                    return null;
                }));
            }
            for (Future<?> migration : migrations) {
                migration.get();
            }
        }
    }

    // Rows

    /** So many that it matters by which index they are found. The books stay right. */
    private static void manyRows() {
        store("many");
        database.execute("""
                INSERT INTO inventory_stock (store_id, stock_id, item, unit, version)
                SELECT 'many', 'item-' || i, 'Item', 'ml', 1 FROM generate_series(1, 1000) i""", """
                INSERT INTO inventory_movements (store_id, stock_id, version, kind, quantity_change,
                                                 previous_quantity, new_quantity, who, occurred_at)
                SELECT 'many', 'item-' || i, 1, 'policy', 0, 0, 0, 'ana', now() FROM generate_series(1, 1000) i""", """
                INSERT INTO inventory_movements (store_id, stock_id, version, kind, quantity_change, previous_quantity,
                                                 new_quantity, who, reverses, occurred_at)
                SELECT 'many', 'item-1', i, (ARRAY['correction', 'reversal', 'policy'])[least(i % 50, 2) + 1], 0, 0, 0, 'ana',
                       CASE i % 50 WHEN 1 THEN i - 1 END, now() FROM generate_series(2, 1000) i""", """
                UPDATE inventory_stock SET version = 1000 WHERE store_id = 'many' AND stock_id = 'item-1'""", """
                INSERT INTO conversion_mappings
                SELECT 'many', 'name ' || i, 'unit ' || i % 3, 'Name', 'Unit', 'item-' || i, 1
                FROM generate_series(1, 1000) i""", """
                INSERT INTO inventory_deduction_idempotency (store_id, idempotency_key, operation, transaction_id,
                    outcome, request_hash, items_hash, attempt, who, occurred_at, recorded_at, duration_micros)
                SELECT 'many', 'key-' || i, (ARRAY['deduction', 'compensation'])[i % 2 + 1], 'sale-' || i / 4,
                       (ARRAY['done', 'refused', 'refused'])[i % 4 + 1], '', '', i, 'ana', now(), now() + i * '1s'::interval, 1
                FROM generate_series(1, 4000) i WHERE i % 4 < 3""", """
                INSERT INTO inventory_compensation_log (store_id, transaction_id, stock_id, sequence, idempotency_key,
                    deducted, restored_before, restored_now, disposition, reason, who)
                SELECT 'many', 'sale-' || i, 'item-' || i, 1, 'key', 5, 0, 5, 'waste', 'void', 'ana'
                FROM generate_series(1, 1000) i""", """
                INSERT INTO offline_transaction_queue (store_id, queue_id, transaction_id, device_id, items, items_hash,
                                                       reason, status, queued_by, occurred_at, decision, decided_by,
                                                       decided_at)
                SELECT 'many', 'entry-' || i, 'sale-' || i, 'till', '[]', '', 'offline', status, 'ana', now(),
                       CASE status WHEN 'approved' THEN 'synced' END, CASE status WHEN 'approved' THEN 'ana' END,
                       CASE status WHEN 'approved' THEN now() END
                FROM (SELECT i, (ARRAY['pending', 'approved'])[least(i % 50, 1) + 1] AS status
                      FROM generate_series(1, 1000) i) entries""", "ANALYZE");
    }

    private static void store(String storeId) {
        database.execute(A_ROW_OF.get("stores").replace("$", storeId) + " ON CONFLICT DO NOTHING");
    }

    private static void stock(String storeId, String stockId, String columns, String values) {
        database.execute(stockRow(storeId, stockId, columns, values));
    }

    private static String stockRow(String storeId, String stockId, String columns, String values) {
        return "INSERT INTO inventory_stock (store_id, stock_id, item, unit, " + columns + ") VALUES ('" + storeId
                + "', '" + stockId + "', 'Milk', 'ml', " + values + ")";
    }

    private static String mapping(String storeId, String ingredient, String unit, String stockId) {
        return "INSERT INTO conversion_mappings VALUES ('" + storeId + "', '" + ingredient + "', '" + unit + "', '"
                + ingredient + "', '" + unit + "', '" + stockId + "', 1)";
    }

    private static void product(String productId) {
        database.execute(newProduct(productId));
    }

    /** In one statement, so that it is one transaction. */
    private static String newProduct(String productId) {
        return "INSERT INTO products (product_id, name, recipe_version) VALUES ('" + productId
                + "', 'A drink', 1);"
                + "INSERT INTO recipes (product_id, recipe_version, created_by) VALUES ('" + productId + "', 1, 'ana');"
                + "INSERT INTO recipe_ingredients VALUES ('" + productId + "', 1, 1, 'Water', 'ml', 1)";
    }

    private static String movement(
            String storeId, String stockId, int version, int previous, int change, int quantity) {
        return "INSERT INTO inventory_movements (store_id, stock_id, version, kind, previous_quantity,"
                + " quantity_change, new_quantity, who, occurred_at) VALUES ('" + storeId + "', '" + stockId + "', "
                + version + ", 'deduction', " + previous + ", " + change + ", " + quantity + ", 'ana', now())";
    }

    private static String reversal(String storeId, int version, int previous, int change, int quantity) {
        return "INSERT INTO inventory_movements (store_id, stock_id, version, kind, previous_quantity,"
                + " quantity_change, new_quantity, reverses, who, occurred_at) VALUES ('" + storeId + "', 'milk', "
                + version + ", 'reversal', " + previous + ", " + change + ", " + quantity + ", 1, 'ana', now())";
    }

    private static String outcome(String storeId, String key, String operation, String outcome, String transactionId) {
        return "INSERT INTO inventory_deduction_idempotency (store_id, idempotency_key, operation, outcome,"
                + " transaction_id, items_hash, request_hash, attempt, who, occurred_at, duration_micros) VALUES ('"
                + storeId + "', '" + key + "', '" + operation + "', '" + outcome + "', '" + transactionId
                + "', 'items', '', 1, 'ana', now(), 1)";
    }

    private static String compensation(
            String storeId, String transactionId, int sequence, String deducted, String before, String now) {
        return "INSERT INTO inventory_compensation_log (store_id, transaction_id, stock_id, sequence, idempotency_key,"
                + " deducted, restored_before, restored_now, disposition, reason, who) VALUES ('" + storeId + "', '"
                + transactionId + "', 'milk', " + sequence + ", 'k', " + deducted + ", " + before + ", " + now
                + ", 'waste', 'void', 'ana')";
    }

    private static List<String> movements(String storeId) {
        return list("SELECT concat_ws(' ', version, kind, quantity_change, previous_quantity, new_quantity, who)"
                + " FROM inventory_movements WHERE store_id = '" + storeId + "' ORDER BY stock_id, version");
    }

    private static String overdraft(String storeId) {
        return database.value("SELECT approved_overdraft FROM inventory_stock WHERE store_id = '" + storeId + "'");
    }

    private static int rowsOfA(String table) {
        return count("SELECT count(*) FROM " + table + " WHERE store_id = 'a'");
    }

    private static boolean mayApplication(String command, String table) {
        return count("SELECT has_table_privilege('atomic_inventory_app', '" + table + "', '" + command + "')::int")
                == 1;
    }

    // Sessions

    /** As the owner, in one transaction. */
    private static void refused(String sqlState, String... statements) {
        assertThat(stateAsOwner(statements)).as(String.join("; ", statements)).isEqualTo(sqlState);
    }

    private static String stateAsOwner(String... statements) {
        try (Connection connection = connect(TestDatabase.OWNER)) {
            connection.setAutoCommit(false);
            for (String statement : statements) {
                update(connection, statement);
            }
            connection.commit();
            return "";
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    /** In a transaction of the application's role that sees these stores; rolled back unless committed. */
    private static Connection application(String stores) throws SQLException {
        Connection connection = connect(TestDatabase.OWNER);
        connection.setAutoCommit(false);
        update(connection, "SET LOCAL ROLE atomic_inventory_app");
        query(connection, "SELECT set_config('inventory.stores', '" + stores + "', true)");
        return connection;
    }

    private static String stateAsApplication(String stores, String statement) throws SQLException {
        try (Connection connection = application(stores)) {
            return stateOf(connection, statement);
        }
    }

    private static Connection connect(String login) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), login, TestDatabase.PASSWORD);
    }

    /** A login of its own, with one right. */
    private static String login(String grant) {
        String login = "script_" + UUID.randomUUID().toString().substring(0, 8);
        TestDatabase.run(
                database.superuser(),
                "CREATE ROLE " + login + " LOGIN PASSWORD '" + TestDatabase.PASSWORD + "'",
                grant.replace("$", login));
        return login;
    }

    /** The SQLSTATE with which the statement is refused; empty where it is not. */
    private static String stateOf(Connection connection, String statement) {
        try (Statement sql = connection.createStatement()) {
            sql.execute(statement);
            return "";
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    private static int update(Connection connection, String statement) throws SQLException {
        try (Statement sql = connection.createStatement()) {
            return sql.executeUpdate(statement);
        }
    }

    private static List<String> query(Connection connection, String query) throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery(query)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    private static List<String> list(String query) {
        try (Connection connection = database.owner().getConnection()) {
            return query(connection, query);
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    private static int count(String query) {
        return Integer.parseInt(database.value(query));
    }
}
