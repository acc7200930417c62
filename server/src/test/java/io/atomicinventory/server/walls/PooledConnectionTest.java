package io.atomicinventory.server.walls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What one request has set on a connection is gone when the next one takes it, however the first one ended. */
class PooledConnectionTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    /** All that the engine sets, and who one is. */
    private static final String CARRIED = """
            SELECT concat_ws('|', current_user, current_setting('role'), coalesce(current_setting('inventory.stores', true), ''),
                             current_setting('lock_timeout'), current_setting('statement_timeout'),
                             current_setting('enable_seqscan'), current_setting('plan_cache_mode'),
                             current_setting('transaction_isolation'), current_setting('transaction_read_only'))""";

    private static TwoStores stores;

    @BeforeAll
    static void open() {
        stores = TwoStores.open(SERVER);
    }

    /** All connections at once, so that the one that was used is among them. */
    private static List<String> ofEachConnection(String query) throws SQLException {
        List<Connection> held = new ArrayList<>();
        try {
            int size = ((HikariDataSource) stores.pool()).getMaximumPoolSize();
            List<String> values = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                Connection connection = stores.pool().getConnection();
                held.add(connection);
                values.addAll(Session.rows(connection, query));
                connection.rollback();
            }
            return values;
        } finally {
            for (Connection connection : held) {
                connection.close();
            }
        }
    }

    private static void requireNothingIsCarried(String usedBy) throws SQLException {
        assertThat(ofEachConnection("SELECT pg_backend_pid()"))
                .as("it is in the pool again")
                .contains(usedBy);
        requireNothingIsCarried();
    }

    private static void requireNothingIsCarried() throws SQLException {
        Set<String> carried = new LinkedHashSet<>(ofEachConnection(CARRIED));
        assertThat(carried)
                .containsExactly("atomic_inventory_app|atomic_inventory_app||0|0|on|auto|read committed|off");
        for (String table : stores.secretTables()) {
            assertThat(new LinkedHashSet<>(ofEachConnection("SELECT count(*) FROM " + table)))
                    .as("rows of %s for whoever takes a connection and sets nothing", table)
                    .containsExactly("0");
        }
    }

    /** Begun as a request is, and looked at, so that there is something to carry. */
    private static Session request() throws SQLException {
        Session session = Session.of(stores.pool(), TwoStores.THEIRS);
        session.rows(
                "SELECT set_config('lock_timeout', '400', true), set_config('statement_timeout', '200', true),"
                        + " set_config('enable_seqscan', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)");
        assertThat(session.value(CARRIED)).contains("atomic_inventory_app|" + TwoStores.THEIRS + "|400ms|200ms|off|");
        assertThat(session.rows("SELECT * FROM inventory_stock")).isNotEmpty();
        return session;
    }

    private static String backend(Session session) throws SQLException {
        return session.value("SELECT pg_backend_pid()");
    }

    @Test
    void I3_nothingIsCarriedAfterACommit() throws SQLException {
        String backend;
        try (Session session = request()) {
            backend = backend(session);
            session.commit();
        }
        requireNothingIsCarried(backend);
    }

    @Test
    void I3_nothingIsCarriedAfterARollback() throws SQLException {
        String backend;
        try (Session session = request()) {
            backend = backend(session);
        }
        requireNothingIsCarried(backend);
    }

    /** Whoever gives a connection back without an end of its transaction: the pool ends it. */
    @Test
    void I3_nothingIsCarriedWhereATransactionWasLeftOpen() throws SQLException {
        Session session = request();
        String backend = backend(session);
        session.connection().close();
        requireNothingIsCarried(backend);
    }

    @Test
    void I3_nothingIsCarriedAfterAnError() throws SQLException {
        String backend;
        try (Session session = request()) {
            backend = backend(session);
            assertThatThrownBy(() -> session.rows("SELECT 1 / 0")).isInstanceOf(SQLException.class);
        }
        requireNothingIsCarried(backend);
    }

    @Test
    void I3_nothingIsCarriedAfterAStatementTimeout() throws SQLException {
        String backend;
        try (Session session = request()) {
            backend = backend(session);
            assertThatThrownBy(() -> session.rows("SELECT pg_sleep(10)"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
        }
        requireNothingIsCarried(backend);
    }

    @Test
    void I3_nothingIsCarriedAfterASessionWasKilled() throws SQLException {
        Session session = request();
        String backend = backend(session);
        try (Session superuser = Session.raw(SERVER.database().superuser())) {
            assertThat(superuser.value("SELECT pg_terminate_backend(" + backend + ", 5000)"))
                    .isEqualTo("t");
        }
        assertThatThrownBy(() -> session.rows("SELECT 1")).isInstanceOf(SQLException.class);
        session.connection().close();
        assertThat(ofEachConnection("SELECT pg_backend_pid()")).doesNotContain(backend);
        requireNothingIsCarried();
    }

    /** Sales, refusals, voids, reports and mistakes of both stores, over HTTP. */
    @Test
    void I3_nothingIsCarriedAfterRequestsOfTheServer() throws SQLException {
        for (String store : List.of(TwoStores.THEIRS, TwoStores.OURS)) {
            String path = "/api/v1/stores/" + store;
            Http http = SERVER.http();
            for (int i = 0; i < 4; i++) {
                String sale = "{\"transactionId\": \"t-%s\", \"items\": [{\"productId\": \"caramel-croffle\","
                        + " \"quantity\": %s}]}";
                assertThat(http.key("sold-" + i)
                                .post(path + "/deductions", sale.formatted(i, 1))
                                .status())
                        .isEqualTo(201);
                assertThat(http.key("short-" + i)
                                .post(path + "/deductions", sale.formatted("short-" + i, 9999))
                                .status())
                        .isEqualTo(409);
            }
            assertThat(http.get(path + "/stock").status()).isEqualTo(200);
            assertThat(http.get(path + "/stock/nothing").status()).isEqualTo(404);
            assertThat(http.get(path + "/deductions/t-1").status()).isEqualTo(200);
            assertThat(http.post(path + "/queue/sync", "{}").status()).isEqualTo(200);
            requireNothingIsCarried();
        }
    }
}
