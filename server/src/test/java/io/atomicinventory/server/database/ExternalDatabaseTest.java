package io.atomicinventory.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.UnsafeDatabaseException;
import io.atomicinventory.engine.testing.TestDatabase;
import io.atomicinventory.server.testing.FreePort;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.Shops;
import io.atomicinventory.server.testing.TestServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import tools.jackson.databind.JsonNode;

/** The server on a PostgreSQL that somebody else runs: with which logins it works, and which it refuses. */
class ExternalDatabaseTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static final String NO_RIGHT = "42501";

    private static void sellAndReplay(Http http, String store) {
        String sale = "{\"transactionId\": \"t\", \"items\": [{\"productId\": \"americano\", \"quantity\": 1}]}";
        String path = "/api/v1/stores/" + store + "/deductions";
        Http.Answer sold = http.key("k").post(path, sale);
        assertThat(sold.status()).as(sold.toString()).isEqualTo(201);
        assertThat(http.key("k").post(path, sale).status()).isEqualTo(200);
        assertThat(http.get(path + "/t").status()).isEqualTo(200);
        assertThat(http.get("/actuator/health").status()).isEqualTo(200);
    }

    @Test
    void theOwnersLoginIsEnough() {
        sellAndReplay(SERVER.http(), Shops.open(SERVER.cafe()));
    }

    @Test
    void I3_aPlainLoginOfItsOwnIsMadeAMemberOfTheApplicationsRoleAndMayDoNoMoreThanThat() throws SQLException {
        String login = "Till-1 " + SERVER.database().name();
        String quoted = "\"" + login + "\"";
        TestDatabase.run(SERVER.database().superuser(), "CREATE ROLE " + quoted + " LOGIN PASSWORD 'till'");
        String[] settings = {"inventory.database.app.user=" + login, "inventory.database.app.password=till"};
        String isMember = "SELECT pg_has_role('" + login + "', 'atomic_inventory_app', 'MEMBER')";
        assertThat(SERVER.database().value(isMember)).isEqualTo("f");
        for (int start = 1; start <= 2; start++) {
            String store = Shops.open(SERVER.cafe());
            try (TestServer server = TestServer.start(SERVER.database(), settings)) {
                sellAndReplay(server.http(), store);
                assertThat(SERVER.database().value(isMember)).isEqualTo("t");
                assertThat(SERVER.database()
                                .value("SELECT count(*) > 0 FROM pg_stat_activity WHERE usename = '" + login + "'"))
                        .isEqualTo("t");
            }
        }
        for (String sql : new String[] {
            "DELETE FROM inventory_movements", "UPDATE inventory_movements SET who = 'me'", "DROP TABLE stores CASCADE"
        }) {
            assertThatThrownBy(() -> asTill(login, sql))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            refused -> assertThat(refused.getSQLState()).as(sql).isEqualTo(NO_RIGHT));
        }
        TestDatabase.run(SERVER.database().superuser(), "DROP OWNED BY " + quoted, "DROP ROLE " + quoted);
    }

    private static void asTill(String login, String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(SERVER.database().jdbcUrl(), login, "till");
                Statement statement = connection.createStatement()) {
            statement.execute("SET ROLE atomic_inventory_app");
            statement.execute(sql);
        }
    }

    @Test
    void aLoginThatIsMissingIsNamedAtTheStart() {
        assertThatThrownBy(() -> TestServer.start(
                        SERVER.database(),
                        "inventory.database.app.user=nobody_made_it",
                        "inventory.database.app.password=secret-of-nobody"))
                .satisfies(failure -> assertThat(messages(failure))
                        .contains("The login nobody_made_it (INVENTORY_DATABASE_APP_USER) could not be given the role"
                                + " atomic_inventory_app. Create the login")
                        .doesNotContain("secret-of-nobody"));
    }

    @Test
    void aDatabaseThatIsNotThereIsToldAtTheStart() {
        assertThatThrownBy(() -> TestServer.start(
                        SERVER.database(),
                        "inventory.database.url=jdbc:postgresql://127.0.0.1:" + FreePort.find() + "/shop",
                        "inventory.database.password=secret-of-the-owner"))
                .satisfies(failure -> assertThat(messages(failure))
                        .containsIgnoringCase("refused")
                        .doesNotContain("secret-of-the-owner"));
    }

    @Test
    void I7_aDatabaseThatCouldLoseWhatItAcknowledgedIsRefusedAtTheStart(@TempDir Path folder) throws Exception {
        try (EmbeddedPostgres forgetful = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(Path.of(
                                System.getProperty("java.io.tmpdir"),
                                "atomic-inventory-postgres-" + System.getProperty("user.name"))
                        .toFile())
                .setDataDirectory(folder.resolve("forgetful"))
                .setServerConfig("fsync", "off")
                .setPGStartupWait(Duration.ofMinutes(2))
                .start()) {
            assertThatThrownBy(() -> TestServer.start(
                            SERVER.database(),
                            "inventory.database.url=" + forgetful.getJdbcUrl("postgres", "postgres"),
                            "inventory.database.user=postgres"))
                    .rootCause()
                    .isInstanceOf(UnsafeDatabaseException.class)
                    .hasMessage("fsync is off: a power cut would lose acknowledged sales. Set fsync = on in"
                            + " postgresql.conf.");
        }
    }

    @Test
    void thePostgresqlMayBeAsOldAsVersion15(@TempDir Path folder) throws Exception {
        assumeTrue(Postgres15.isInstalled(), "PostgreSQL 15 is not installed on this machine");
        try (Postgres15 postgres = Postgres15.start(folder)) {
            try (Connection connection =
                            DriverManager.getConnection(postgres.jdbcUrl("postgres"), Postgres15.SUPERUSER, "");
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE ROLE shop_owner LOGIN CREATEROLE PASSWORD 'owner'");
                statement.execute("CREATE ROLE shop_app LOGIN PASSWORD 'app'");
                statement.execute("CREATE DATABASE shop OWNER shop_owner");
            }
            String url = postgres.jdbcUrl("shop");
            try (TestServer server = TestServer.start(
                    SERVER.database(),
                    "inventory.database.url=" + url,
                    "inventory.database.user=shop_owner",
                    "inventory.database.password=owner",
                    "inventory.database.app.user=shop_app",
                    "inventory.database.app.password=app")) {
                fill(server.http());
                sellAndReplay(server.http(), "old");
                JsonNode cup = server.http().get("/api/v1/stores/old/stock/cup").json();
                assertThat(cup.path("quantity").asString()).isEqualTo("9");
            }
            PGSimpleDataSource owner = new PGSimpleDataSource();
            owner.setUrl(url);
            owner.setUser("shop_owner");
            assertThat(AtomicInventory.on(owner).open().verifier().verify()).isEmpty();
        }
    }

    private static void fill(Http http) {
        String store = "/api/v1/stores/old";
        assertThat(http.put(store, "{\"name\": \"Old\", \"timezone\": \"UTC\"}").status())
                .isEqualTo(201);
        assertThat(http.put(
                                "/api/v1/products/americano",
                                "{\"name\": \"Americano\", \"ingredients\": [{\"name\": \"Cup\", \"unit\": \"piece\","
                                        + " \"quantity\": 1}]}")
                        .status())
                .isEqualTo(201);
        assertThat(http.put(store + "/stock/cup", "{\"item\": \"Cup\", \"unit\": \"piece\", \"openingQuantity\": 10}")
                        .status())
                .isEqualTo(201);
        assertThat(http.put(
                                store + "/mappings",
                                "[{\"ingredient\": \"Cup\", \"unit\": \"piece\", \"stockId\": \"cup\", \"factor\": 1}]")
                        .status())
                .isEqualTo(200);
    }

    private static String messages(Throwable failure) {
        StringBuilder messages = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            messages.append(cause.getMessage()).append('\n');
        }
        return messages.toString();
    }
}
