package io.atomicinventory.server.walls;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.testing.TestDatabase;
import io.atomicinventory.server.database.ServerDatabase;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.TestServer;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What the login behind the application's role adds: with one that owns nothing there is no way back to the owner, with
 * the owner's own there is, for whoever can run SQL of their choice.
 */
class LoginTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static final List<String> WAYS_OUT =
            List.of("RESET ROLE", "SET ROLE NONE", "SET SESSION AUTHORIZATION DEFAULT", "DISCARD ALL", "RESET ALL");

    private static TwoStores stores;

    @BeforeAll
    static void open() {
        stores = TwoStores.open(SERVER);
    }

    private static DataSource pool(TestServer server) {
        return server.bean("serverDatabase", ServerDatabase.class).dataSource();
    }

    private static void requireNoWayToTheOwner(DataSource pool, String owner, List<String> tables) throws SQLException {
        for (String way : WAYS_OUT) {
            try (Session session = Session.of(pool, TwoStores.OURS)) {
                if (way.equals("DISCARD ALL")) {
                    session.commit();
                    session.connection().setAutoCommit(true); // it refuses to run in a transaction
                    session.update(way);
                    session.connection().setAutoCommit(false);
                } else {
                    assertThat(session.refusal(way)).isEqualTo("done");
                }
                session.turnTo(TwoStores.OURS);
                for (String table : tables) {
                    assertThat(session.refusal("DROP TABLE " + table)).as(way).startsWith("42501 ");
                }
                for (String role : List.of(owner, "pg_read_all_data", "postgres")) {
                    assertThat(session.refusal("SET ROLE " + role)).as(role).startsWith("42501 ");
                    assertThat(session.refusal("SET SESSION AUTHORIZATION " + role))
                            .as(role)
                            .startsWith("42501 ");
                    assertThat(session.refusal("SELECT set_config('role', '" + role + "', true)"))
                            .as(role)
                            .startsWith("42501 ");
                }
                // What is left of the session is bound all the same.
                for (String table : tables) {
                    assertThat(session.rows(
                                    "SELECT t::text FROM " + table + " t WHERE store_id <> '" + TwoStores.OURS + "'"))
                            .as("%s after %s", table, way)
                            .isEmpty();
                }
                session.connection().rollback();
            }
        }
    }

    @Test
    void I3_aLoginOfTheServicesOwnHasNoWayToTheOwner() throws SQLException {
        String login = "service_" + SERVER.database().name();
        TestDatabase.run(SERVER.database().superuser(), "CREATE ROLE " + login + " LOGIN PASSWORD 'service'");
        try (TestServer server = TestServer.start(
                SERVER.database(), "inventory.database.app.user=" + login, "inventory.database.app.password=service")) {
            requireNoWayToTheOwner(pool(server), TestDatabase.OWNER, stores.secretTables());
        }
        TestDatabase.run(SERVER.database().superuser(), "DROP OWNED BY " + login, "DROP ROLE " + login);
    }

    @Test
    void I3_theEmbeddedPostgresqlIsUsedByALoginOfTheServicesOwn() throws SQLException {
        try (TestServer server = TestServer.start(SERVER.database(), "inventory.database.url=")) {
            try (Session session = Session.raw(pool(server))) {
                assertThat(session.value("SELECT session_user || ' ' || current_user"))
                        .isEqualTo("inventory_service atomic_inventory_app");
            }
            for (String store : List.of(TwoStores.OURS, TwoStores.THEIRS)) {
                String path = "/api/v1/stores/" + store;
                assertThat(server.http()
                                .put(path, "{\"name\": \"A\", \"timezone\": \"UTC\"}")
                                .status())
                        .isEqualTo(201);
                assertThat(server.http()
                                .put(
                                        path + "/stock/cup",
                                        "{\"item\": \"Cup\", \"unit\": \"piece\", \"openingQuantity\": 9}")
                                .status())
                        .isEqualTo(201);
            }
            try (Session session = Session.of(pool(server), TwoStores.THEIRS)) {
                assertThat(session.rows("SELECT stock_id FROM inventory_stock")).containsExactly("cup");
            }
            requireNoWayToTheOwner(pool(server), "inventory_owner", stores.secretTables());
        }
    }

    /** Why docs/walls.md asks for a login of the service's own. */
    @Test
    void I3_theOwnersLoginIsBoundUntilItIsToldToBeTheOwner() throws SQLException {
        try (Session session = Session.raw(stores.pool())) {
            for (String table : stores.secretTables()) {
                assertThat(session.value("SELECT count(*) FROM " + table))
                        .as(table)
                        .isEqualTo("0");
            }
            session.update("SET LOCAL ROLE NONE");
            assertThat(session.value("SELECT count(DISTINCT store_id) > 1 FROM inventory_stock"))
                    .isEqualTo("t");
        }
    }
}
