package io.atomicinventory.server.access;

import static io.atomicinventory.server.testing.Problems.requireProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.testing.Blocked;
import io.atomicinventory.engine.testing.TestDatabase;
import io.atomicinventory.engine.testing.Together;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.Shops;
import io.atomicinventory.server.testing.TestServer;
import io.atomicinventory.server.testing.Tokens;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Tokens of machines: shown once, kept as hashes, revoked at once. */
class TokenApiTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static final String TOKENS = "/api/v1/tokens";
    private static final String STOCK = "/api/v1/stores/cebu/stock";

    private static Http.Answer make(String json) {
        return SERVER.http().post(TOKENS, json);
    }

    private static JsonNode listed(String tokenId) {
        for (JsonNode token : SERVER.http().get(TOKENS).json().path("items")) {
            if (token.path("tokenId").asString().equals(tokenId)) {
                return token;
            }
        }
        throw new AssertionError("not listed: " + tokenId);
    }

    @Test
    void aTokenIsShownOnceAndKeptAsAHash() {
        Http.Answer made = make("{\"tokenId\": \"till-shown\", \"role\": \"device\", \"stores\": [\"cebu\"]}");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("Location")).isEqualTo("/api/v1/tokens/till-shown");
        assertThat(made.header("Cache-Control")).contains("no-store");
        String secret = made.json().path("token").asString();
        assertThat(secret).matches("ait_[A-Za-z0-9_-]{43}");

        assertThat(SERVER.http().get(TOKENS).response().body()).doesNotContain(secret);
        assertThat(listed("till-shown").path("token").isNull()).isTrue();
        assertThat(SERVER.database().value("SELECT string_agg(t::text, ' ') FROM access_tokens t"))
                .doesNotContain(secret);
        assertThat(SERVER.database()
                        .value("SELECT token_hash = sha256('" + secret
                                + "'::bytea) FROM access_tokens WHERE token_id = 'till-shown'"))
                .isEqualTo("t");
    }

    @Test
    void whatAMachineDoesStandsInTheBooksUnderItsToken() {
        String store = Shops.open(SERVER.cafe());
        Http manager = Tokens.make(SERVER.http(), "storeroom", "manager", store);
        manager.key("delivery")
                .post("/api/v1/stores/" + store + "/stock/cup/receipts", "{\"quantity\": 1, \"userId\": \"boss\"}");
        JsonNode movement = SERVER.http()
                .get("/api/v1/stores/" + store + "/stock/cup/movements?limit=1")
                .json()
                .path("items")
                .get(0);
        assertThat(movement.path("who").asString()).startsWith("token:storeroom-");
        assertThat(movement.path("userId").asString()).isEqualTo("boss");
    }

    @Test
    void aRevokedTokenIsNobodysAtOnceAndForEver() {
        make("{\"tokenId\": \"till-lost\", \"role\": \"device\", \"stores\": [\"cebu\"]}");
        String secret = Tokens.secret(SERVER.http(), "lost", "cashier", "cebu");
        Http till = SERVER.http().as(secret);
        assertThat(till.get(STOCK).status()).isEqualTo(200);
        String tokenId = SERVER.database()
                .value("SELECT token_id FROM access_tokens WHERE token_hash = sha256('" + secret + "'::bytea)");

        assertThat(SERVER.http().delete(TOKENS + "/" + tokenId).status()).isEqualTo(204);
        requireProblem(till.get(STOCK), "unauthenticated", 401);
        String revokedAt = listed(tokenId).path("revokedAt").asString();
        assertThat(SERVER.http().delete(TOKENS + "/" + tokenId).status()).isEqualTo(204);
        assertThat(listed(tokenId).path("revokedAt").asString()).isEqualTo(revokedAt);
        requireProblem(make("{\"tokenId\": \"" + tokenId + "\", \"role\": \"admin\"}"), "state-conflict", 409);
        requireProblem(SERVER.http().delete(TOKENS + "/never-made"), "not-found", 404);
    }

    /** Those who look it up for the first time while it is revoked must not keep it alive. */
    @Test
    void aRevocationIsAtOnceForWhoeverIsUnderWay() throws Exception {
        for (int round = 0; round < 20; round++) {
            String secret = Tokens.secret(SERVER.http(), "raced", "cashier", "cebu");
            String tokenId = SERVER.database()
                    .value("SELECT token_id FROM access_tokens WHERE token_hash = sha256('" + secret + "'::bytea)");
            Together.call(
                    12,
                    caller -> () -> caller == 0
                            ? SERVER.http().delete(TOKENS + "/" + tokenId).status()
                            : SERVER.http().as(secret).get(STOCK).status());
            requireProblem(SERVER.http().as(secret).get(STOCK), "unauthenticated", 401);
        }
    }

    @Test
    void aRevocationReachesTheOtherNodesWithinMoments() {
        String secret = Tokens.secret(SERVER.http(), "far", "cashier", "cebu");
        try (TestServer other = TestServer.start(SERVER.database())) {
            assertThat(other.http().as(secret).get(STOCK).status()).isEqualTo(200);
            String tokenId = SERVER.database()
                    .value("SELECT token_id FROM access_tokens WHERE token_hash = sha256('" + secret + "'::bytea)");
            assertThat(SERVER.http().delete(TOKENS + "/" + tokenId).status()).isEqualTo(204);
            Blocked.await(
                    "the other node", () -> other.http().as(secret).get(STOCK).status() == 401);
        }
    }

    @Test
    void aTokenEndsWithItsTime() {
        Instant soon = Instant.now().plusSeconds(2);
        Http.Answer made = make("{\"tokenId\": \"till-today\", \"role\": \"cashier\", \"stores\": [\"cebu\"],"
                + " \"expiresAt\": \"" + soon + "\"}");
        Http till = SERVER.http().as(made.json().path("token").asString());
        assertThat(till.get(STOCK).status()).isEqualTo(200);
        Blocked.await("its end", () -> till.get(STOCK).status() == 401);
        assertThat(Instant.now()).isAfterOrEqualTo(soon);
        requireProblem(
                make("{\"tokenId\": \"till-past\", \"role\": \"cashier\", \"stores\": [\"cebu\"],"
                        + " \"expiresAt\": \"2020-01-01T00:00:00Z\"}"),
                "malformed-request",
                400);
    }

    @Test
    void itIsSeenWhetherATokenIsStillUsed() {
        String secret = Tokens.secret(SERVER.http(), "used", "cashier", "cebu");
        String tokenId = SERVER.database()
                .value("SELECT token_id FROM access_tokens WHERE token_hash = sha256('" + secret + "'::bytea)");
        assertThat(listed(tokenId).path("lastUsedAt").isNull()).isTrue();
        SERVER.http().as(secret).get(STOCK);
        assertThat(listed(tokenId).path("lastUsedAt").isString()).isTrue();
    }

    @Test
    void theTokenOfTheFirstStartCanBeRevokedAndAnotherOneBegins() {
        try (TestDatabase database = new TestDatabase()) {
            try (TestServer server = TestServer.start(database)) {
                String admin = Tokens.secret(server.http(), "admin", "admin", "*");
                String bootstrap = server.http()
                        .get(TOKENS + "?after=b")
                        .json()
                        .path("items")
                        .get(0)
                        .path("tokenId")
                        .asString();
                assertThat(bootstrap).startsWith("bootstrap-");
                assertThat(server.http()
                                .as(admin)
                                .delete(TOKENS + "/" + bootstrap)
                                .status())
                        .isEqualTo(204);
                requireProblem(server.http().get(TOKENS), "unauthenticated", 401);
                assertThat(server.http().as(admin).get(TOKENS).status()).isEqualTo(200);
            }
            try (TestServer again = TestServer.start(database)) {
                requireProblem(again.http().get(TOKENS), "unauthenticated", 401);
            }
            String next = "another-token-with-enough-length";
            try (TestServer rotated = TestServer.start(database, "inventory.admin.token=" + next)) {
                assertThat(rotated.http().as(next).get(TOKENS).status()).isEqualTo(200);
                requireProblem(rotated.http().get(TOKENS), "unauthenticated", 401);
            }
        }
    }

    @Test
    void theScopeOfATokenHasToBeSaid() {
        for (String wrong : new String[] {
            "{\"tokenId\": \"t\", \"role\": \"cashier\"}",
            "{\"tokenId\": \"t\", \"role\": \"cashier\", \"stores\": []}",
            "{\"tokenId\": \"t\", \"role\": \"cashier\", \"stores\": [\"*\", \"cebu\"]}",
            "{\"tokenId\": \"t\", \"role\": \"cashier\", \"stores\": \"cebu\"}",
            "{\"tokenId\": \"t\", \"role\": \"cashier\", \"stores\": [1]}",
            "{\"tokenId\": \"t\", \"role\": \"device\", \"stores\": [\"*\"]}",
            "{\"tokenId\": \"t\", \"role\": \"device\", \"stores\": [\"cebu\", \"mandaue\"]}",
            "{\"tokenId\": \"t\", \"role\": \"admin\", \"stores\": [\"cebu\"]}",
            "{\"tokenId\": \"t\", \"role\": \"owner\", \"stores\": [\"cebu\"]}",
            "{\"tokenId\": \"bootstrap-t\", \"role\": \"admin\"}",
            "{\"tokenId\": \"t t\", \"role\": \"admin\"}",
            "{\"tokenId\": \"t\", \"role\": \"admin\", \"token\": \"mine\"}"
        }) {
            requireProblem(make(wrong), "malformed-request", 400);
        }
        assertThat(SERVER.database().value("SELECT count(*) FROM access_tokens WHERE token_id IN ('t', 'bootstrap-t')"))
                .isEqualTo("0");
    }
}
