package io.atomicinventory.server.stock;

import static io.atomicinventory.server.testing.Problems.requireProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.Shops;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Receipts, adjustments, waste, counts and reversals over HTTP. Each test has a store of its own, with 100 cups. */
class BookingApiTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private String store = "";
    private String cup = "";

    @BeforeEach
    void aStore() {
        store = Shops.open(SERVER.cafe());
        cup = "/api/v1/stores/" + store + "/stock/cup";
    }

    private Http.Answer book(String key, String what, String body) {
        return SERVER.http().key(key).post(cup + "/" + what, body);
    }

    private JsonNode booked(String key, String what, String body) {
        return answered(book(key, what, body), 201);
    }

    private static JsonNode answered(Http.Answer answer, int status) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        return answer.json();
    }

    private Http.Answer sell(String transactionId, int cups, Instant occurredAt) {
        return SERVER.http().key("k-" + transactionId).post("/api/v1/stores/" + store + "/deductions", """
                {"transactionId": "%s", "items": [{"productId": "americano", "quantity": %d}], "occurredAt": "%s"}""".formatted(
                        transactionId, cups, occurredAt));
    }

    private String quantity() {
        return SERVER.cafe().quantity(store, "cup").toPlainString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "receipts | {\"quantity\": \"2.50\", \"reference\": \"why\", \"userId\": \"ana\"} | receipt | 2.5 | 102.5",
                "adjustments | {\"quantityChange\": 3, \"reason\": \"why\", \"userId\": \"ana\"} | adjustment | 3 | 103",
                "adjustments | {\"quantityChange\": \"-99.9999\", \"reason\": \"why\", \"userId\": \"ana\"}"
                        + " | adjustment | -99.9999 | 0.0001",
                "waste | {\"quantity\": 100, \"reason\": \"why\", \"userId\": \"ana\"} | waste | -100 | 0",
                "counts | {\"countedQuantity\": 0, \"reason\": \"why\", \"userId\": \"ana\"} | count | -100 | 0",
                "counts | {\"countedQuantity\": 110.25, \"reason\": \"why\", \"userId\": \"ana\"} | count | 10.25 | 110.25",
                "movements/2/reversal | {\"reason\": \"why\", \"userId\": \"ana\"} | reversal | -7 | 100",
            })
    void I2_aBookingIsAnsweredWithItsMovementAndMadeOnce(
            String what, String body, String kind, String change, String after) {
        boolean isReversal = what.endsWith("reversal");
        if (isReversal) {
            booked("first", "receipts", "{\"quantity\": 7}");
        }
        Http.Answer first = book("k", what, body);
        JsonNode movement = answered(first, 201);
        assertThat(first.header("Idempotent-Replayed")).isEmpty();
        assertThat(movement.path("stockId").asString()).isEqualTo("cup");
        assertThat(movement.path("version").intValue()).isEqualTo(isReversal ? 3 : 2);
        assertThat(movement.path("kind").asString()).isEqualTo(kind);
        assertThat(movement.path("quantityChange").asString()).isEqualTo(change);
        assertThat(movement.path("previousQuantity").asString()).isEqualTo(isReversal ? "107" : "100");
        assertThat(movement.path("newQuantity").asString()).isEqualTo(after);
        assertThat(movement.path("idempotencyKey").asString()).isEqualTo("k");
        assertThat(movement.path("who").asString()).isEqualTo("admin");
        assertThat(movement.path("userId").asString()).isEqualTo("ana");
        assertThat(movement.path("reason").asString()).isEqualTo("why");
        assertThat(movement.path("reverses").isNull()).isEqualTo(!isReversal);
        assertThat(movement.path("warnings").toString()).isEqualTo("[]");

        Http.Answer again = book("k", what, body);
        answered(again, 200);
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.response().body()).isEqualTo(first.response().body());
        assertThat(quantity()).isEqualTo(after);
        requireProblem(book("k", what, body.replace("why", "another")), "idempotency-key-reused", 422);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "adjustments | {\"quantityChange\": -100.0001, \"reason\": \"r\"} | Adjustment",
                "waste | {\"quantity\": 100.0001, \"reason\": \"r\"} | Waste",
            })
    void I5_whatIsNotThereCannotGoAndTheRefusalStays(String what, String body, String name) {
        Http.Answer refused = requireProblem(book("k", what, body), "insufficient-stock", 409, "shortages");
        assertThat(refused.header("Idempotent-Replayed")).isEmpty();
        assertThat(refused.errors()).containsExactly(name + " - cup: Need 100.0001, Have 100 (Short: 0.0001)");
        assertThat(refused.json().path("shortages").toString())
                .isEqualTo("[{\"productName\":\"" + name + "\",\"ingredientName\":\"cup\",\"inventoryStockId\":\"cup\","
                        + "\"required\":100.0001,\"available\":100,\"shortfall\":0.0001}]");

        booked("delivery", "receipts", "{\"quantity\": 50}");
        Http.Answer again = requireProblem(book("k", what, body), "insufficient-stock", 409, "shortages");
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.response().body()).isEqualTo(refused.response().body());
        booked("k2", what, body);
        assertThat(quantity()).isEqualTo("49.9999");
    }

    @Test
    void I5_aReceiptCannotBeReversedWhenItHasBeenSold() {
        booked("first", "receipts", "{\"quantity\": 10}");
        booked("gone", "waste", "{\"quantity\": 105, \"reason\": \"r\"}");
        Http.Answer refused = requireProblem(
                book("k", "movements/2/reversal", "{\"reason\": \"r\"}"), "insufficient-stock", 409, "shortages");
        assertThat(refused.errors()).containsExactly("Reversal - cup: Need 10, Have 5 (Short: 5)");
        assertThat(quantity()).isEqualTo("5");
    }

    @Test
    void I3_whatIsNotInThisStoreIsNotFound() {
        for (String call : List.of(
                "receipts {\"quantity\": 1}",
                "adjustments {\"quantityChange\": 1, \"reason\": \"r\"}",
                "waste {\"quantity\": 1, \"reason\": \"r\"}",
                "counts {\"countedQuantity\": 1}",
                "movements/1/reversal {\"reason\": \"r\"}")) {
            String[] parts = call.split(" ", 2);
            Http.Answer item =
                    SERVER.http().key("k").post("/api/v1/stores/" + store + "/stock/ghost/" + parts[0], parts[1]);
            assertThat(requireProblem(item, "not-found", 404).errors())
                    .containsExactly("Unknown stock item ghost in store " + store);
            Http.Answer nowhere = SERVER.http().key("k").post("/api/v1/stores/nowhere/stock/cup/" + parts[0], parts[1]);
            assertThat(requireProblem(nowhere, "not-found", 404).errors()).containsExactly("Unknown store: nowhere");
        }
    }

    @Test
    void I10_aCountHappenedWhenItWasCountedAndWhatMovedSinceThenStays() {
        Instant counted = Instant.now().truncatedTo(ChronoUnit.MICROS);
        booked("r", "receipts", "{\"quantity\": 20}");
        String inManila = counted.atOffset(ZoneOffset.ofHours(8)).toString();
        JsonNode count = booked(
                "k", "counts", "{\"countedQuantity\": 90, \"countedAt\": \"" + inManila + "\", \"reason\": null}");
        assertThat(count.path("quantityChange").asString()).isEqualTo("-10");
        assertThat(count.path("newQuantity").asString()).isEqualTo("110");
        assertThat(Instant.parse(count.path("occurredAt").asString())).isEqualTo(counted);
        assertThat(Instant.parse(count.path("recordedAt").asString())).isAfter(counted);
        String countedAt = SERVER.http().get(cup).json().path("countedAt").asString();
        assertThat(Instant.parse(countedAt)).isEqualTo(counted);
    }

    @Test
    void I10_aSaleOfBeforeTheCountThatArrivesAfterItChangesNothingAndIsToldSo() {
        Instant before = Instant.now().minus(1, ChronoUnit.HOURS);
        booked("k", "counts", "{\"countedQuantity\": 3}");
        String countedAt = SERVER.http().get(cup).json().path("countedAt").asString();
        JsonNode sale = answered(sell("late", 50, before), 201);
        assertThat(sale.path("warnings").toString())
                .isEqualTo(
                        "[\"cup: the sale was included in the count of " + countedAt + "; the stock is unchanged\"]");
        assertThat(quantity()).isEqualTo("3");
        JsonNode trail = SERVER.http().get(cup + "/movements").json().path("items");
        assertThat(trail.get(0).path("kind").asString()).isEqualTo("deduction");
        assertThat(trail.get(1).path("kind").asString()).isEqualTo("correction");
        assertThat(trail.get(1).path("reason").asString()).isEqualTo("included in the count of " + countedAt);
        assertThat(trail.get(1).path("transactionId").asString()).isEqualTo("late");
    }

    @Test
    void I10_aLaterCountHasTheLastWordAndTheEarlierOneIsToldSo() {
        String first = count(40, Instant.now());
        booked("late", "counts", count(70, Instant.now()));
        String countedAt = SERVER.http().get(cup).json().path("countedAt").asString();
        JsonNode early = booked("early", "counts", first);
        assertThat(early.path("warnings").toString())
                .isEqualTo("[\"The stock is unchanged: superseded by the count of " + countedAt + "\"]");
        assertThat(quantity()).isEqualTo("70");
        JsonNode again = answered(book("early", "counts", first), 200);
        assertThat(again.path("warnings")).isEqualTo(early.path("warnings"));
    }

    private static String count(int quantity, Instant at) {
        return "{\"countedQuantity\": " + quantity + ", \"countedAt\": \"" + at + "\"}";
    }

    @Test
    void I10_aCountMayBeToldAlmost72HoursLateAndAlmostFiveMinutesEarlyAndNotMore() {
        Instant now = Instant.now();
        for (Instant at : List.of(
                now.plusSeconds(330),
                now.minus(72, ChronoUnit.HOURS).minusSeconds(30),
                now.minus(40, ChronoUnit.DAYS))) {
            Http.Answer refused = requireProblem(book("k", "counts", count(5, at)), "malformed-request", 400);
            assertThat(refused.errors())
                    .containsExactly("countedAt: must be at most 5 minutes ahead and 72 hours back");
        }
        assertThat(quantity()).isEqualTo("100");
        booked("early", "counts", count(5, now.minus(72, ChronoUnit.HOURS).plusSeconds(60)));
        booked("ahead", "counts", count(6, now.plusSeconds(240)));
        assertThat(quantity()).isEqualTo("6");
    }

    @Test
    void I6_aMovementIsReversedOnce() {
        booked("r", "receipts", "{\"quantity\": 20}");
        JsonNode reversal = booked("k", "movements/2/reversal", "{\"reason\": \"Another shop's\"}");
        assertThat(reversal.path("reverses").intValue()).isEqualTo(2);
        assertThat(requireProblem(book("k2", "movements/2/reversal", "{\"reason\": \"r\"}"), "state-conflict", 409)
                        .errors())
                .containsExactly("Movement 2 of cup was already reversed by movement 3");
        assertThat(quantity()).isEqualTo("100");
    }

    @Test
    void onlyWhatWasBookedCanBeReversed() {
        answered(sell("t", 1, Instant.now()), 201);
        for (int version : List.of(1, 2)) {
            String path = "movements/" + version + "/reversal";
            Http.Answer refused = requireProblem(book("k", path, "{\"reason\": \"r\"}"), "state-conflict", 409);
            assertThat(refused.errors().getFirst())
                    .startsWith("Movement " + version + " is of the kind ")
                    .contains("what can be reversed is a receipt, count, adjustment or waste that a person entered");
        }
        Http.Answer unknown = book("k", "movements/999999999999999999/reversal", "{\"reason\": \"r\"}");
        assertThat(requireProblem(unknown, "not-found", 404).errors())
                .containsExactly("Stock item cup has no movement 999999999999999999");
    }

    @Test
    void I4_theReversalOfWhatWasCountedSinceChangesNothingAndIsToldSo() {
        booked("r", "receipts", "{\"quantity\": 20}");
        booked("c", "counts", "{\"countedQuantity\": 90}");
        String countedAt = SERVER.http().get(cup).json().path("countedAt").asString();
        JsonNode reversal = booked("k", "movements/2/reversal", "{\"reason\": \"r\"}");
        assertThat(reversal.path("warnings").toString())
                .isEqualTo("[\"The stock is unchanged: it was counted at " + countedAt + ", after movement 2\"]");
        assertThat(quantity()).isEqualTo("90");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "receipts | {\"quantity\": -1, \"reason\": \"r\"} | quantity, reason",
                "adjustments | {} | quantityChange, reason",
                "adjustments | {\"quantityChange\": 0, \"reason\": 7} | quantityChange, reason",
                "adjustments | {\"quantityChange\": \"-100000000000\", \"reason\": \"r\"} | quantityChange",
                "waste | {\"quantity\": 0} | quantity, reason",
                "waste | {\"quantity\": \"-1\", \"reason\": \"\", \"userId\": \"\"} | quantity, reason, userId",
                "counts | {\"countedQuantity\": -0.0001} | countedQuantity",
                "counts | {\"countedQuantity\": null, \"countedAt\": \"today\", \"reason\": \" \"} | countedQuantity,"
                        + " countedAt, reason",
                "movements/0/reversal | {} | version, reason",
                "movements/-1/reversal | {\"reason\": \"r\"} | version",
                "movements/1.0/reversal | {\"reason\": \"r\", \"quantity\": 1} | version, quantity",
                "movements/9999999999999999999/reversal | {\"reason\": \"r\"} | version",
            })
    void aMalformedBookingIsRefusedWithEveryFieldThatIsWrong(String what, String body, String fields) {
        Http.Answer answer = requireProblem(book("k", what, body), "malformed-request", 400);
        assertThat(answer.errors())
                .extracting(error -> error.substring(0, error.indexOf(':')))
                .containsExactly(fields.split(", ", -1));
        Http.Answer without = SERVER.http().post(cup + "/" + what, body);
        assertThat(requireProblem(without, "malformed-request", 400).errors())
                .contains("Idempotency-Key: must be sent, the same for every retry");
        assertThat(quantity()).isEqualTo("100");
    }

    @Test
    void whatNoBalanceCanHoldIsRefusedAndItsKeyMayTryAgain() {
        String much = "{\"quantityChange\": 99999999999.9999, \"reason\": \"r\"}";
        assertThat(requireProblem(book("k", "adjustments", much), "malformed-request", 400)
                        .errors())
                .containsExactly("quantityChange: the balance would exceed 99999999999.9999");
        booked("w", "waste", "{\"quantity\": 100, \"reason\": \"r\"}");
        booked("k", "adjustments", much);
    }
}
