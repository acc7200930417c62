package io.atomicinventory.server.deduction;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.TestDatabase;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DeductionApiTest {
    private static final String SALES = "/api/v1/stores/cebu/deductions";

    private static TestDatabase database;
    private static TestServer server;
    private static Http http;

    @BeforeAll
    static void start() {
        database = new TestDatabase();
        Cafe.open(database.engine());
        server = TestServer.start(database);
        http = server.http();
    }

    @AfterAll
    static void booksAreRight() {
        assertThat(database.engine().verifier().verify()).isEmpty();
        server.close();
        database.close();
    }

    @Test
    void I2_aReplayedKeyReturnsTheFirstOutcomeInFull() {
        String sale = """
                {"transactionId": "t1", "items": [{"productId": "caramel-croffle", "quantity": 2}], "userId": "ana"}""";
        Http.Answer first = http.key("k1").post(SALES, sale);
        Http.Answer again = http.key("k1").post(SALES, sale);

        assertThat(first.status()).as(first.toString()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.json().path("replayed").asBoolean()).isTrue();
        assertThat(again.json().path("deductedItems")).isEqualTo(first.json().path("deductedItems"));
    }
}
