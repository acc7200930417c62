package io.atomicinventory.server.security;

import static io.atomicinventory.server.testing.Problems.requireProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.TestDatabase;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.TestServer;
import io.atomicinventory.server.testing.Tokens;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The limit by token comes first, and that by address is for whoever has none that is valid. */
class StrangersTest {
    private static TestDatabase database;
    private static TestServer server;

    @BeforeAll
    static void start() {
        database = new TestDatabase();
        Cafe.open(database.engine());
        server = TestServer.start(database, "inventory.limits.address=1");
    }

    @AfterAll
    static void stop() {
        server.close();
        database.close();
    }

    @Test
    void aFloodOfWrongTokensIsRefusedByItsAddressAndHarmsNoTillBehindIt() {
        Http till = Tokens.make(server.http(), "till", "cashier", "cebu");
        assertThat(till.get("/api/v1/products").status()).isEqualTo(200);

        Http silent = Tokens.make(server.http(), "silent", "cashier", "cebu");
        String secret = Tokens.secret(server.http(), "lost", "cashier", "cebu");

        Http.Answer last = server.http().as("wrong").get("/api/v1/products");
        for (int i = 0; i < 60 && last.status() == 401; i++) {
            last = server.http().as("wrong-" + i).get("/api/v1/products");
        }
        requireProblem(last, "too-many-requests", 429);
        assertThat(Integer.parseInt(last.header("Retry-After"))).isPositive();
        requireProblem(Http.anonymous(server.url()).get("/api/v1/products"), "too-many-requests", 429);
        assertThat(Http.anonymous(server.url()).get("/actuator/health").status())
                .isEqualTo(200);

        // Nor one that says its first word now, nor anybody where a token is revoked.
        assertThat(silent.get("/api/v1/products").status()).isEqualTo(200);
        String tokenId =
                database.value("SELECT token_id FROM access_tokens WHERE token_hash = sha256('" + secret + "'::bytea)");
        assertThat(server.http().delete("/api/v1/tokens/" + tokenId).status()).isEqualTo(204);
        assertThat(till.get("/api/v1/products").status()).isEqualTo(200);
        assertThat(server.http().get("/api/v1/products").status()).isEqualTo(200);
    }
}
