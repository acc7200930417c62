package io.atomicinventory.server.access;

import static io.atomicinventory.server.testing.Problems.requireProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.testing.Blocked;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.Shops;
import io.atomicinventory.server.testing.Tokens;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Who did or tried what, from where, with which result. */
class AuditApiTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static final String AUDIT = "/api/v1/audit";

    private String store;

    @BeforeEach
    void open() {
        store = Shops.open(SERVER.cafe());
    }

    private static JsonNode events(String query) {
        Http.Answer answer = SERVER.http().get(AUDIT + "?" + query);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.json().path("items");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static JsonNode awaitOne(String query) {
        Blocked.await("the event", () -> !events(query).isEmpty());
        return events(query).get(0);
    }

    @Test
    void whatWasDoneIsInTheTrailWhenItIsAnswered() {
        Http manager = Tokens.make(SERVER.http(), "storeroom", "manager", store);
        manager.key("k").post("/api/v1/stores/" + store + "/stock/cup/receipts", "{\"quantity\": 2}");

        JsonNode event = events("storeId=" + store).get(0);
        assertThat(event.path("who").asString()).startsWith("token:storeroom-");
        assertThat(event.path("role").asString()).isEqualTo("manager");
        assertThat(event.path("address").asString()).isEqualTo("127.0.0.1");
        assertThat(event.path("operation").asString())
                .isEqualTo("POST /api/v1/stores/{storeId}/stock/{stockId}/receipts");
        assertThat(event.path("subject").asString()).isEqualTo("/api/v1/stores/" + store + "/stock/cup/receipts");
        assertThat(event.path("status").asInt()).isEqualTo(201);
        assertThat(event.path("result").asString()).isEmpty();
        assertThat(event.path("times").asInt()).isEqualTo(1);
    }

    @Test
    void whatWasRefusedByTheBooksIsThereWithItsReason() {
        SERVER.http()
                .key("waste")
                .post("/api/v1/stores/" + store + "/stock/cup/waste", "{\"quantity\": 900," + " \"reason\": \"fell\"}");
        assertThat(events("storeId=" + store + "&refused=true")
                        .get(0)
                        .path("result")
                        .asString())
                .isEqualTo("insufficient-stock");
    }

    @Test
    void I3_anAttemptOnAnotherStoreIsInThatStoresTrail() {
        Http cashier = Tokens.make(SERVER.http(), "nosy", "cashier", "cebu");
        requireProblem(cashier.get("/api/v1/stores/" + store + "/stock"), "forbidden", 403);
        JsonNode event = awaitOne("storeId=" + store + "&refused=true");
        assertThat(event.path("who").asString()).startsWith("token:nosy-");
        assertThat(event.path("result").asString()).isEqualTo("forbidden");

        Http manager = Tokens.make(SERVER.http(), "sender", "manager", "cebu");
        requireProblem(
                manager.key("t")
                        .post(
                                "/api/v1/transfers",
                                "{\"fromStoreId\": \"cebu\", \"toStoreId\": \"" + store + "\", \"lines\": ["
                                        + "{\"fromStockId\": \"cup\", \"toStockId\": \"cup\", \"quantity\": 1}]}"),
                "forbidden",
                403);
        awaitOne("storeId=" + store + "&refused=true&operation=" + encoded("POST /api/v1/transfers"));
    }

    @Test
    void aFloodOfTheSameRefusalIsAddedUp() {
        Http cashier = Tokens.make(SERVER.http(), "flood", "cashier", store);
        for (int i = 0; i < 50; i++) {
            requireProblem(cashier.put("/api/v1/stores/" + store + "/stock/x" + i, "{}"), "forbidden", 403);
        }
        awaitOne("storeId=" + store + "&refused=true");
        assertThat(SERVER.database().value("SELECT count(*) FROM access_audit WHERE store_id = '" + store + "'"))
                .isIn("1", "2");
    }

    @Test
    void whoCallsWithARevokedTokenIsNamed() {
        String secret = Tokens.secret(SERVER.http(), "gone", "cashier", store);
        String tokenId = SERVER.database()
                .value("SELECT token_id FROM access_tokens WHERE token_hash = sha256('" + secret + "'::bytea)");
        SERVER.http().delete("/api/v1/tokens/" + tokenId);
        requireProblem(SERVER.http().as(secret).get("/api/v1/products"), "unauthenticated", 401);
        JsonNode event = awaitOne("refused=true&who=" + encoded("token:" + tokenId));
        assertThat(event.path("status").asInt()).isEqualTo(401);
        assertThat(event.path("role").asString()).isEmpty();
    }

    @Test
    void itIsReadPageByPageWithoutGapsOrRepetition() {
        for (int i = 0; i < 25; i++) {
            SERVER.http().key("k" + i).post("/api/v1/stores/" + store + "/stock/cup/receipts", "{\"quantity\": 1}");
        }
        Set<String> seen = new HashSet<>();
        String query = "storeId=" + store + "&limit=10";
        String last = "~";
        for (String after = ""; after != null; ) {
            JsonNode page = SERVER.http().get(AUDIT + "?" + query + after).json();
            for (JsonNode event : page.path("items")) {
                String id = event.path("eventId").asString();
                assertThat(seen.add(id)).isTrue();
                assertThat(id).isLessThan(last);
                last = id;
            }
            after = page.path("next").isNull()
                    ? null
                    : "&after=" + encoded(page.path("next").asString());
        }
        assertThat(seen).hasSize(25);
    }

    @Test
    void aPasswordOrTokenIsNeverInIt() {
        String password = "a-password-that-nobody-writes-down";
        SERVER.http()
                .post(
                        "/api/v1/people",
                        "{\"personId\": \"p" + store + "\", \"name\": \"P\", \"role\": \"cashier\","
                                + " \"stores\": [\"" + store + "\"], \"password\": \"" + password + "\"}");
        String secret = Tokens.secret(SERVER.http(), "t", "cashier", store);
        SERVER.http().as(secret).get("/api/v1/products?after=" + secret);
        SERVER.http().as(secret).put("/api/v1/products/x?token=" + secret, "{}");
        awaitOne("refused=true&operation=" + encoded("PUT /api/v1/products/{productId}"));
        assertThat(SERVER.database().value("SELECT string_agg(a::text, ' ') FROM access_audit a"))
                .doesNotContain(password, secret);
    }

    @Test
    void whatIsAskedForWronglyIsRefused() {
        for (String query : new String[] {
            "refused=maybe", "from=yesterday", "storeId=a%20b", "who=%00", "limit=0", "who=" + "w".repeat(201)
        }) {
            requireProblem(SERVER.http().get(AUDIT + "?" + query), "malformed-request", 400);
        }
    }
}
