package io.atomicinventory.server.walls;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.testing.OpenServer;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The application's role cannot take the wall down, and nothing that runs in another's name leads around it. */
class ApplicationRoleTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static TwoStores stores;

    @BeforeAll
    static void open() {
        stores = TwoStores.open(SERVER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE $T DISABLE ROW LEVEL SECURITY",
                "ALTER TABLE $T NO FORCE ROW LEVEL SECURITY",
                "ALTER TABLE $T OWNER TO atomic_inventory_app",
                "ALTER TABLE $T DISABLE TRIGGER ALL",
                "ALTER TABLE $T ADD COLUMN mine int",
                "CREATE POLICY mine ON $T USING (true)",
                "CREATE TRIGGER mine AFTER INSERT ON $T EXECUTE FUNCTION recipe_never_changes()",
                "CREATE RULE mine AS ON SELECT TO $T DO INSTEAD SELECT 1",
                "CREATE INDEX mine ON $T (store_id)",
                "TRUNCATE $T",
                "DROP TABLE $T CASCADE"
            })
    void I3_theApplicationsRoleCannotChangeATable(String statement) throws SQLException {
        try (Session session = Session.of(stores.pool(), TwoStores.OURS)) {
            for (String table : stores.tables()) {
                String sql = statement.replace("$T", table);
                assertThat(session.refusal(sql)).as(sql).startsWith("42501 ");
            }
        }
    }

    /** PostgreSQL warns, and grants nothing. */
    @Test
    void I3_theApplicationsRoleCannotGiveItsRightsAway() throws SQLException {
        String rights = "SELECT relname || relacl::text FROM pg_class WHERE relname = ANY (ARRAY['"
                + String.join("', '", stores.tables()) + "']) ORDER BY 1";
        List<String> before = stores.list(rights);
        try (Session session = Session.of(stores.pool(), TwoStores.OURS)) {
            for (String table : stores.tables()) {
                session.refusal("GRANT ALL ON " + table + " TO PUBLIC");
            }
            session.commit();
        }
        assertThat(stores.list(rights)).hasSameSizeAs(stores.tables()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE public.mine (store_id text)",
                "CREATE VIEW public.mine AS SELECT 1",
                "CREATE FUNCTION public.mine() RETURNS int RETURN 1",
                "CREATE OR REPLACE FUNCTION inventory_stores() RETURNS text[] LANGUAGE sql RETURN ARRAY['wall-south']",
                "ALTER FUNCTION inventory_stores() SET inventory.stores = 'wall-south'",
                "DROP POLICY own_store ON inventory_stock",
                "CREATE SCHEMA mine",
                "CREATE ROLE mine BYPASSRLS",
                "ALTER ROLE atomic_inventory_app BYPASSRLS",
                "ALTER DATABASE $DB SET row_security = off",
                "SET session_replication_role = replica",
                "COPY (SELECT 1) TO PROGRAM 'true'",
                "SELECT pg_read_file('PG_VERSION')",
                "UPDATE inventory_movements SET who = 'eve'",
                "DELETE FROM inventory_movements",
                "UPDATE inventory_deduction_idempotency SET who = 'eve'",
                "DELETE FROM inventory_deduction_idempotency",
                "UPDATE inventory_compensation_log SET who = 'eve'",
                "DELETE FROM inventory_compensation_log",
                "DELETE FROM offline_transaction_queue",
                "UPDATE queue_totals SET approved = 0",
                "UPDATE deduction_totals SET deducted = 0",
                "DELETE FROM inventory_stock",
                "SELECT * FROM atomic_inventory_migrations"
            })
    void I3_theApplicationsRoleCannotMakeAWayAround(String statement) throws SQLException {
        try (Session session = Session.of(stores.pool(), TwoStores.OURS)) {
            String sql = statement.replace("$DB", SERVER.database().name());
            assertThat(session.refusal(sql)).as(sql).startsWith("42501 ");
        }
    }

    /** What runs as the owner sees all stores. Each of these is a trigger, so that nobody can call it with a store. */
    @Test
    void I3_whatRunsAsTheOwnerIsATriggerThatLooksIntoItsOwnSchema() {
        String ours = " FROM pg_proc WHERE pronamespace = 'public'::regnamespace";
        assertThat(stores.list("SELECT proname" + ours + " AND prosecdef ORDER BY 1"))
                .containsExactly(
                        "inventory_stock_guard",
                        "inventory_stock_guard_insert",
                        "queue_totals_follow",
                        "recipe_has_ingredients");
        assertThat(stores.list("SELECT proname || ' ' || prorettype::regtype || ' ' || array_to_string(proconfig, ';')"
                        + ours + " AND prosecdef"))
                .allMatch(function -> function.endsWith(" trigger search_path=public, pg_temp"));
        assertThat(stores.list("SELECT proname" + ours + " AND NOT prosecdef ORDER BY 1"))
                .as("these run as whoever calls them")
                .containsExactly("inventory_stores", "recipe_is_new", "recipe_never_changes", "refuse_revival");
        assertThat(stores.list("SELECT proname" + ours + " AND (proleakproof OR pronargs > 0)"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inventory_stock_guard",
                "inventory_stock_guard_insert",
                "recipe_has_ingredients",
                "queue_totals_follow"
            })
    void I3_theGuardsCannotBeCalledOrPutOnATableOfTheRolesOwn(String guard) throws SQLException {
        try (Session session = Session.of(stores.driver(), TwoStores.OURS)) {
            assertThat(session.refusal("SELECT " + guard + "()")).startsWith("0A000 ");
            session.update("CREATE TEMPORARY TABLE mine ON COMMIT DROP AS SELECT store_id, stock_id, quantity, version,"
                    + " approved_overdraft, 'p' AS product_id, 1 AS recipe_version FROM inventory_stock LIMIT 0");
            String before = stores.booksOf(TwoStores.THEIRS);
            session.refusal("CREATE TRIGGER mine AFTER INSERT ON mine FOR EACH ROW EXECUTE FUNCTION " + guard + "()");
            session.refusal("INSERT INTO mine VALUES ('" + TwoStores.THEIRS + "', 'cream', 7, 1, 0, 'p', 1)");
            session.commit();
            assertThat(stores.booksOf(TwoStores.THEIRS)).isEqualTo(before);
        }
    }

    /** A view reads as its owner does, and so would a table without the store: neither is there. */
    @Test
    void I3_nothingElseHoldsWhatAStoreHas() {
        assertThat(stores.list("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                        + " AND relkind NOT IN ('r', 'p', 'i', 'c', 't')"))
                .as("views, sequences, foreign tables")
                .isEmpty();
        assertThat(stores.list("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                        + " AND relkind IN ('r', 'p') ORDER BY 1"))
                .filteredOn(table -> !stores.tables().contains(table))
                .as("tables of the whole chain")
                .containsExactly(
                        "access_people",
                        "access_tokens",
                        "atomic_inventory_migrations",
                        "catalog_revision",
                        "products",
                        "recipe_ingredients",
                        "recipes");
    }

    @Test
    void aTokenCannotBeRevivedNorGivenMoreByTheRole() throws SQLException {
        String id = "revoked-" + System.nanoTime();
        SERVER.http()
                .post("/api/v1/tokens", "{\"tokenId\": \"" + id + "\", \"role\": \"cashier\", \"stores\": [\"*\"]}");
        SERVER.http().delete("/api/v1/tokens/" + id);
        String of = " WHERE token_id = '" + id + "'";
        try (Session session = Session.of(stores.pool(), TwoStores.OURS)) {
            assertThat(session.refusal("UPDATE access_tokens SET revoked_at = NULL" + of))
                    .startsWith("23514 ");
            for (String more :
                    List.of("role = 'admin'", "stores = NULL", "token_hash = sha256('x')", "expires_at = NULL")) {
                assertThat(session.refusal("UPDATE access_tokens SET " + more + of))
                        .startsWith("42501 ");
            }
            assertThat(session.refusal("DELETE FROM access_tokens" + of)).startsWith("42501 ");
            assertThat(session.refusal("DELETE FROM access_people")).startsWith("42501 ");
        }
    }

    @Test
    void I3_everyTableOfAStoreHasItsWallAndTheRoleIsBoundByIt() throws SQLException {
        for (String table : stores.tables()) {
            assertThat(stores.list("SELECT relrowsecurity FROM pg_class WHERE oid = '" + table + "'::regclass"))
                    .as(table)
                    .containsExactly("t");
        }
        try (Session session = Session.of(stores.pool(), TwoStores.OURS)) {
            assertThat(session.rows("SELECT rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles"
                            + " WHERE rolname = current_user"))
                    .containsExactly("f");
            for (String table : stores.tables()) {
                assertThat(session.rows("SELECT row_security_active('" + table + "')"))
                        .as(table)
                        .containsExactly("t");
            }
            assertThat(session.rows("SELECT relname FROM pg_class WHERE pg_has_role(relowner, 'USAGE')"))
                    .as("what it owns")
                    .isEmpty();
        }
    }
}
