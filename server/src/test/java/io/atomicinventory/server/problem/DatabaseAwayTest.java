package io.atomicinventory.server.problem;

import static io.atomicinventory.server.testing.Problems.requireProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.testing.Blocked;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.TestDatabase;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.TestServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The database ends all sessions and lets nobody in, as for maintenance, and comes back. */
class DatabaseAwayTest {
    private static final String SALES = "/api/v1/stores/cebu/deductions";
    private static final String CUP = "/api/v1/stores/cebu/stock/cup";
    private static final Duration LONGEST_RETURN = Duration.ofSeconds(60);

    private static TestDatabase database;
    private static TestServer server;
    private static Http http;

    @BeforeAll
    static void start() {
        database = new TestDatabase();
        Cafe cafe = Cafe.open(database.engine());
        cafe.store("mandaue");
        cafe.stock("mandaue", "cup", "100");
        server = TestServer.start(database, "inventory.request.timeout=1s");
        http = server.http();
    }

    @AfterAll
    static void booksAreRight() {
        assertThat(database.engine().verifier().verify()).isEmpty();
        server.close();
        database.close();
    }

    private static Http.Answer sell(String transactionId) {
        return http.key("k-" + transactionId)
                .post(
                        SALES,
                        "{\"transactionId\": \"%s\", \"items\": [{\"productId\": \"americano\", \"quantity\": 1}]}"
                                .formatted(transactionId));
    }

    /** From another database: nobody can close the one he is in. */
    private static void asSuperuser(String... statements) throws SQLException {
        String url = database.jdbcUrl().replace("/" + database.name(), "/postgres");
        try (Connection connection = DriverManager.getConnection(url, "postgres", "");
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static void requireOverloaded(Http.Answer answer) {
        requireProblem(answer, "overloaded", 503);
        requireRetryAfter(answer);
    }

    /** It says which sale it is about as long as it is known who asks. */
    private static void requireUnknown(Http.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
        assertThat(answer.slug()).isEqualTo("overloaded");
        requireRetryAfter(answer);
    }

    private static void requireRetryAfter(Http.Answer answer) {
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
    }

    @Test
    void I2_whileTheDatabaseIsAwayNothingIsKnownAndAfterwardsEachKeyHasItsOneOutcome() throws SQLException {
        JsonNode before = sell("before").json();
        assertThat(before.path("success").asBoolean()).isTrue();

        asSuperuser(
                "ALTER DATABASE " + database.name() + " ALLOW_CONNECTIONS false",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + database.name() + "'");
        try {
            requireUnknown(sell("during"));
            requireUnknown(sell("before"));
            requireOverloaded(http.get("/api/v1/stores"));
            requireOverloaded(http.put("/api/v1/stores/new", "{\"name\": \"New\", \"timezone\": \"UTC\"}"));
            requireOverloaded(giveBack());
            requireOverloaded(http.key("waste").post(CUP + "/waste", "{\"quantity\": 1, \"reason\": \"r\"}"));
            requireOverloaded(http.get(CUP + "?at=2026-01-31T09:30:00Z"));
            requireOverloaded(transfer());
            Http.Answer health = Http.anonymous(server.url()).get("/actuator/health");
            assertThat(health.status()).isEqualTo(503);
            assertThat(health.response().body()).isEqualTo("{\"status\":\"DOWN\"}");
        } finally {
            asSuperuser("ALTER DATABASE " + database.name() + " ALLOW_CONNECTIONS true");
        }

        Http.Answer during = afterReturn("during");
        assertThat(during.status()).as(during.toString()).isEqualTo(201);
        assertThat(during.json().path("deductedItems").get(1).path("newStock").asString())
                .isEqualTo("98");
        assertThat(sell("during").status()).isEqualTo(200);
        Http.Answer replayed = sell("before");
        assertThat(replayed.status()).isEqualTo(200);
        assertThat(replayed.json().path("deductedItems")).isEqualTo(before.path("deductedItems"));
        Http.Answer voided = giveBack();
        assertThat(voided.status()).as(voided.toString()).isEqualTo(200);
        assertThat(voided.json().path("itemsRestored").intValue()).isEqualTo(2);
        assertThat(transfer().status()).isEqualTo(201);
        assertThat(transfer().status()).isEqualTo(200);
        // What it said is believed for a second.
        Blocked.await("the health", () -> http.get("/actuator/health").status() == 200);
    }

    private static Http.Answer giveBack() {
        return http.key("void").post(SALES + "/before/compensation", "{\"reason\": \"r\"}");
    }

    private static Http.Answer transfer() {
        return http.key("transfer").post("/api/v1/transfers", """
                {"fromStoreId": "cebu", "toStoreId": "mandaue",
                 "lines": [{"fromStockId": "cup", "toStockId": "cup", "quantity": 1}]}""");
    }

    /** The same request again and again, as Retry-After asks for. */
    private static Http.Answer afterReturn(String transactionId) {
        long deadline = System.nanoTime() + LONGEST_RETURN.toNanos();
        Http.Answer answer = sell(transactionId);
        while (answer.status() == 503 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            answer = sell(transactionId);
        }
        return answer;
    }
}
