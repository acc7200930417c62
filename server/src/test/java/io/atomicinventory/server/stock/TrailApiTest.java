package io.atomicinventory.server.stock;

import static io.atomicinventory.server.testing.Problems.requireProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.Shops;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** The trail explains any figure, and stock can be asked for as of a time, over HTTP. */
class TrailApiTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private String store = "";
    private String stock = "";

    @BeforeEach
    void aStore() {
        store = Shops.open(SERVER.cafe());
        stock = "/api/v1/stores/" + store + "/stock";
    }

    private static JsonNode answered(Http.Answer answer, int status) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        return answer.json();
    }

    private void sell(String transactionId, String items) {
        answered(
                SERVER.http()
                        .key("k-" + transactionId)
                        .post(
                                "/api/v1/stores/" + store + "/deductions",
                                "{\"transactionId\": \"" + transactionId + "\", \"items\": [" + items + "]}"),
                201);
    }

    private JsonNode trail(String stockId) {
        return answered(SERVER.http().get(stock + "/" + stockId + "/movements"), 200)
                .path("items");
    }

    @Test
    void I4_aSaleShowsTheRecipesThatWereInForceAndTheyAddUpToWhatItTook() {
        SERVER.cafe().product("latte-" + store, "Latte", "Coffee Beans gram 18.5");
        sell(
                "t",
                "{\"productId\": \"americano\", \"quantity\": \"2.50\"}, {\"productId\": \"latte-" + store
                        + "\", \"quantity\": 1}");
        // What changes later changes nothing of it.
        SERVER.cafe().product("latte-" + store, "Flat White", "Coffee Beans gram 20");
        SERVER.cafe().map(store, "Coffee Beans", "gram", "coffee-beans", "0.002");

        JsonNode movement = trail("coffee-beans").get(0);
        assertThat(movement.path("uses").toString())
                .isEqualTo(
                        "[{\"productId\":\"americano\",\"productName\":\"Americano\",\"sold\":2.5,\"recipeVersion\":1,"
                                + "\"ingredient\":\"Coffee Beans\",\"unit\":\"gram\",\"recipeQuantity\":18,"
                                + "\"conversionFactor\":0.001},"
                                + "{\"productId\":\"latte-" + store + "\",\"productName\":\"Latte\",\"sold\":1,"
                                + "\"recipeVersion\":1,\"ingredient\":\"Coffee Beans\",\"unit\":\"gram\","
                                + "\"recipeQuantity\":18.5,\"conversionFactor\":0.001}]");
        BigDecimal sum = BigDecimal.ZERO;
        for (JsonNode use : movement.path("uses")) {
            sum = sum.add(use.path("sold")
                    .decimalValue()
                    .multiply(use.path("recipeQuantity").decimalValue())
                    .multiply(use.path("conversionFactor").decimalValue()));
        }
        assertThat(sum)
                .isEqualByComparingTo(
                        movement.path("quantityChange").decimalValue().negate());

        sell("t2", "{\"productId\": \"latte-" + store + "\", \"quantity\": 1}");
        JsonNode later = trail("coffee-beans").get(0).path("uses").get(0);
        assertThat(later.path("recipeVersion").intValue()).isEqualTo(2);
        assertThat(later.path("conversionFactor").asString()).isEqualTo("0.002");
    }

    @Test
    void onlySalesShowUsesAndOnlyReversalsNameWhatTheyTakeBack() {
        String cup = stock + "/cup";
        answered(SERVER.http().key("r").post(cup + "/receipts", "{\"quantity\": 5}"), 201);
        sell("t", "{\"productId\": \"americano\", \"quantity\": 1}");
        answered(SERVER.http().key("v").post("/api/v1/stores/" + store + "/deductions/t/compensation", """
                        {"reason": "Called off"}"""), 200);
        answered(SERVER.http().key("b").post(cup + "/movements/2/reversal", "{\"reason\": \"Twice\"}"), 201);

        JsonNode trail = trail("cup");
        assertThat(trail)
                .extracting(movement -> movement.path("kind").asString())
                .containsExactly("reversal", "compensation", "deduction", "receipt", "opening");
        assertThat(trail)
                .extracting(movement -> movement.has("uses"))
                .containsExactly(false, false, true, false, false);
        assertThat(trail)
                .extracting(movement -> movement.path("reverses").toString())
                .containsExactly("2", "null", "null", "null", "null");
        assertThat(trail.get(1).path("transactionId").asString()).isEqualTo("t");
        assertThat(trail.get(1).path("reason").asString()).isEqualTo("Called off");
    }

    @Test
    void I10_theBooksTellWhatTheySaidAtAnyTime() {
        String cup = stock + "/cup";
        for (int i = 1; i <= 4; i++) {
            sell("t" + i, "{\"productId\": \"americano\", \"quantity\": " + i + "}");
        }
        JsonNode trail = trail("cup");
        assertThat(trail.size()).isEqualTo(5);
        for (JsonNode movement : trail) {
            Instant recorded = Instant.parse(movement.path("recordedAt").asString());
            JsonNode then = at(cup, recorded.toString());
            assertThat(then.propertyNames()).containsExactly("stockId", "item", "unit", "quantity", "version", "at");
            assertThat(then.path("quantity")).isEqualTo(movement.path("newQuantity"));
            assertThat(then.path("version")).isEqualTo(movement.path("version"));
            assertThat(Instant.parse(then.path("at").asString())).isEqualTo(recorded);

            JsonNode justBefore = at(cup, recorded.minus(1, ChronoUnit.MICROS).toString());
            assertThat(justBefore.path("quantity")).isEqualTo(movement.path("previousQuantity"));
            assertThat(justBefore.path("version").intValue())
                    .isEqualTo(movement.path("version").intValue() - 1);
        }
        JsonNode never = at(cup, "0001-01-01T00:00:00Z");
        assertThat(never.path("quantity").asString()).isEqualTo("0");
        assertThat(never.path("version").intValue()).isZero();
        // A plus sign that nobody escaped arrives as a space.
        JsonNode inManila =
                at(cup, OffsetDateTime.now(ZoneOffset.ofHours(8)).plusMinutes(1).toString());
        assertThat(inManila.path("quantity").asString()).isEqualTo("90");
        assertThat(inManila.path("at").asString()).endsWith("Z");
    }

    private static JsonNode at(String item, String time) {
        return answered(SERVER.http().get(item + "?at=" + time), 200);
    }

    /** A count of an hour ago was not in the books half an hour ago. */
    @Test
    void I10_whatWasRecordedCountsAndNotWhatHappened() {
        String cup = stock + "/cup";
        Instant before = Instant.now();
        answered(
                SERVER.http()
                        .key("c")
                        .post(
                                cup + "/counts",
                                "{\"countedQuantity\": 7, \"countedAt\": \"" + before.minusSeconds(3600) + "\"}"),
                201);
        assertThat(at(cup, before.minusSeconds(1800).toString()).path("version").intValue())
                .isZero();
        assertThat(at(cup, Instant.now().plusSeconds(60).toString())
                        .path("quantity")
                        .asString())
                .isEqualTo(SERVER.cafe().quantity(store, "cup").toPlainString());
    }

    @Test
    void aTimeThatIsNoneOrNotYetIsRefused() {
        String cup = stock + "/cup";
        for (String time : List.of(
                "",
                "yesterday",
                "2026-01-31",
                "2026-01-31T09:30:00",
                "-0001-01-01T00:00:00Z",
                "9999-12-31T23:59:59Z",
                Instant.now().plusSeconds(330).toString())) {
            Http.Answer answer = requireProblem(SERVER.http().get(cup + "?at=" + time), "malformed-request", 400);
            assertThat(answer.errors().getFirst()).startsWith("at: ");
        }
        assertThat(requireProblem(SERVER.http().get(stock + "/ghost?at=2026-01-31T09:30:00Z"), "not-found", 404)
                        .errors())
                .containsExactly("Unknown stock item ghost in store " + store);
        requireProblem(SERVER.http().get("/api/v1/stores/nowhere/stock/cup?at=2026-01-31T09:30:00Z"), "not-found", 404);
    }
}
