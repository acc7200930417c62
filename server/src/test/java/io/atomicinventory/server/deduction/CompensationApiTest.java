package io.atomicinventory.server.deduction;

import static io.atomicinventory.server.testing.Problems.requireProblem;
import static io.atomicinventory.server.testing.Problems.requireRefusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.testing.Together;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.Shops;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Voids over HTTP. */
class CompensationApiTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static final String WHOLE = "{\"reason\": \"Called off\"}";

    private static String sales(String store) {
        return "/api/v1/stores/" + store + "/deductions";
    }

    private static Http.Answer giveBack(String store, String transactionId, String key, String body) {
        return SERVER.http().key(key).post(sales(store) + "/" + transactionId + "/compensation", body);
    }

    private static JsonNode answered(Http.Answer answer, int status) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        return answer.json();
    }

    private static Http.Answer sell(String store, String transactionId, String key, int quantity) {
        return SERVER.http()
                .key(key)
                .post(
                        sales(store),
                        "{\"transactionId\": \"%s\", \"items\": [{\"productId\": \"americano\", \"quantity\": %d}]}"
                                .formatted(transactionId, quantity));
    }

    /** A store that has sold so many coffees as the transaction {@code t}. */
    private static String shopThatSold(int coffees) {
        String store = Shops.open(SERVER.cafe());
        answered(sell(store, "t", "sold", coffees), 201);
        return store;
    }

    private static String quantity(String store, String stockId) {
        return SERVER.cafe().quantity(store, stockId).toPlainString();
    }

    private static JsonNode movements(String store, String stockId) {
        return SERVER.http()
                .get("/api/v1/stores/" + store + "/stock/" + stockId + "/movements")
                .json()
                .path("items");
    }

    @Test
    void I6_aVoidIsAnsweredWithEveryStockItemThatGotSomethingBack() {
        String store = shopThatSold(2);
        Http.Answer answer = giveBack(store, "t", "v", WHOLE);

        answered(answer, 200);
        assertThat(answer.header("Idempotent-Replayed")).isEmpty();
        assertThat(answer.response().body())
                .isEqualTo(
                        "{\"success\":true,\"transactionId\":\"t\",\"itemsRestored\":2,\"replayed\":false,\"errors\":[],"
                                + "\"warnings\":[],\"restored\":["
                                + "{\"inventoryStockId\":\"coffee-beans\",\"ingredientName\":\"Coffee Beans\",\"unit\":\"piece\","
                                + "\"quantityRestored\":0.036,\"disposition\":\"restock\",\"previousStock\":99.964,\"newStock\":100},"
                                + "{\"inventoryStockId\":\"cup\",\"ingredientName\":\"Cup\",\"unit\":\"piece\","
                                + "\"quantityRestored\":2,\"disposition\":\"restock\",\"previousStock\":98,\"newStock\":100}]}");
        assertThat(quantity(store, "cup")).isEqualTo("100");
    }

    @Test
    void I2_aReplayedVoidReturnsTheFirstOutcomeAndGivesNothingBackAgain() {
        String store = shopThatSold(2);
        JsonNode first = answered(giveBack(store, "t", "v", WHOLE), 200);
        Http.Answer again = giveBack(store, "t", "v", WHOLE);

        ObjectNode same = (ObjectNode) answered(again, 200);
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(same.path("replayed").asBoolean()).isTrue();
        assertThat(same.put("replayed", false)).isEqualTo(first);
        assertThat(quantity(store, "cup")).isEqualTo("100");
    }

    @Test
    void I6_whatWasGivenBackIsNotGivenBackAgainAndAWarningSaysSo() {
        String store = shopThatSold(3);
        String two =
                "{\"reason\": \"Two of them\", \"lines\": [{\"inventoryStockId\": \"cup\", \"quantity\": \"2.0\"}]}";
        JsonNode first = answered(giveBack(store, "t", "v1", two), 200);
        assertThat(first.path("itemsRestored").intValue()).isOne();
        assertThat(first.path("warnings").size()).isZero();

        JsonNode second = answered(giveBack(store, "t", "v2", two), 200);
        assertThat(second.path("restored").get(0).path("quantityRestored").asString())
                .isEqualTo("1");
        assertThat(second.path("warnings").toString()).isEqualTo("[\"cup: asked for 2 back, 1 was left of 3\"]");

        JsonNode rest = answered(giveBack(store, "t", "v3", WHOLE), 200);
        assertThat(rest.path("itemsRestored").intValue()).isOne();
        assertThat(rest.path("restored").get(0).path("inventoryStockId").asString())
                .isEqualTo("coffee-beans");

        JsonNode nothing = answered(giveBack(store, "t", "v4", WHOLE), 200);
        assertThat(nothing.path("success").asBoolean()).isTrue();
        assertThat(nothing.path("itemsRestored").intValue()).isZero();
        assertThat(nothing.path("restored").size()).isZero();
        assertThat(nothing.path("warnings").toString()).isEqualTo("[\"Transaction t has nothing left to give back\"]");
        assertThat(quantity(store, "cup")).isEqualTo("100");
    }

    @Test
    void I6_ofManyVoidsAtOnceAllTogetherGiveBackWhatTheSaleTook() throws Exception {
        String store = shopThatSold(40);
        String line = "{\"reason\": \"r\", \"lines\": [{\"inventoryStockId\": \"cup\", \"quantity\": 7}]}";
        List<Http.Answer> answers =
                Together.call(12, i -> () -> giveBack(store, "t", "v" + i, i % 4 == 3 ? WHOLE : line));

        BigDecimal cups = BigDecimal.ZERO;
        for (Http.Answer answer : answers) {
            for (JsonNode item : answered(answer, 200).path("restored")) {
                if (item.path("inventoryStockId").asString().equals("cup")) {
                    cups = cups.add(item.path("quantityRestored").decimalValue());
                }
            }
        }
        assertThat(cups).isEqualByComparingTo("40");
        assertThat(quantity(store, "cup")).isEqualTo("100");
    }

    @Test
    void I4_whatWasMadeAlreadyComesBackAndLeavesAsWaste() {
        String store = shopThatSold(5);
        JsonNode item = answered(giveBack(store, "t", "v", """
                                {"reason": "Made", "userId": "manager-1", "disposition": "waste",
                                 "lines": [{"inventoryStockId": "cup", "quantity": 2},
                                           {"inventoryStockId": "cup", "quantity": 1, "disposition": "restock"}]}"""), 200).path("restored");
        assertThat(item.get(0).path("disposition").asString()).isEqualTo("waste");
        assertThat(item.get(0).path("previousStock").asString()).isEqualTo("95");
        assertThat(item.get(0).path("newStock").asString()).isEqualTo("95");
        assertThat(item.get(1).path("disposition").asString()).isEqualTo("restock");
        assertThat(item.get(1).path("newStock").asString()).isEqualTo("96");

        JsonNode trail = movements(store, "cup");
        assertThat(trail.path(0).path("kind").asString()).isEqualTo("compensation");
        assertThat(trail.path(1).path("kind").asString()).isEqualTo("waste");
        assertThat(trail.path(1).path("quantityChange").asString()).isEqualTo("-2");
        assertThat(trail.path(2).path("kind").asString()).isEqualTo("compensation");
        for (int i = 0; i < 3; i++) {
            assertThat(trail.path(i).path("transactionId").asString()).isEqualTo("t");
            assertThat(trail.path(i).path("reason").asString()).isEqualTo("Made");
            assertThat(trail.path(i).path("who").asString()).isEqualTo("admin");
            assertThat(trail.path(i).path("userId").asString()).isEqualTo("manager-1");
        }
    }

    @Test
    void I6_theDispositionOfTheWholeIsThatOfAllThatIsLeft() {
        String store = shopThatSold(5);
        JsonNode restored = answered(
                        giveBack(store, "t", "v", "{\"reason\": \"Made\", \"disposition\": \"waste\"}"), 200)
                .path("restored");
        assertThat(restored.size()).isEqualTo(2);
        restored.forEach(item -> assertThat(item.path("disposition").asString()).isEqualTo("waste"));
        assertThat(quantity(store, "cup")).isEqualTo("95");
    }

    @Test
    void I2_aDuplicateOfTheSaleThatArrivesAfterItsVoidTakesNothingAndIsToldSo() {
        String store = shopThatSold(3);
        String cup = "{\"reason\": \"One\", \"lines\": [{\"inventoryStockId\": \"cup\", \"quantity\": 1}]}";
        answered(giveBack(store, "t", "v1", cup), 200);
        JsonNode inPart = answered(sell(store, "t", "sold", 3), 200);
        assertThat(inPart.path("warnings").toString())
                .isEqualTo("[\"Request already processed (idempotency)\","
                        + "\"Transaction t was voided in part; nothing was deducted again\"]");

        answered(giveBack(store, "t", "v2", WHOLE), 200);
        for (String key : List.of("sold", "another")) {
            JsonNode whole = answered(sell(store, "t", key, 3), 200);
            assertThat(whole.path("replayed").asBoolean()).isTrue();
            assertThat(whole.path("warnings").toString())
                    .isEqualTo("[\"Request already processed (idempotency)\","
                            + "\"Transaction t was voided; nothing was deducted again\"]");
        }
        assertThat(quantity(store, "cup")).isEqualTo("100");
    }

    @Test
    void theSaleShowsWhatWasGivenBackOfItAndByWhom() {
        String store = shopThatSold(3);
        answered(giveBack(store, "t", "v", """
                {"reason": "One was made", "lines": [{"inventoryStockId": "cup", "quantity": 1, "disposition": "waste"}]}"""), 200);
        JsonNode restored = SERVER.http().get(sales(store) + "/t").json().path("restored");
        assertThat(restored.size()).isOne();
        assertThat(restored.get(0).path("inventoryStockId").asString()).isEqualTo("cup");
        assertThat(restored.get(0).path("quantity").asString()).isEqualTo("1");
        assertThat(restored.get(0).path("disposition").asString()).isEqualTo("waste");
        assertThat(restored.get(0).path("reason").asString()).isEqualTo("One was made");
        assertThat(restored.get(0).path("who").asString()).isEqualTo("admin");
        assertThat(restored.get(0).path("at").asString()).endsWith("Z");
    }

    @Test
    void I3_whatThisStoreHasNotSoldIsNotFoundAndTheKeyMayTryAgain() {
        String here = shopThatSold(3);
        String there = Shops.open(SERVER.cafe());
        Http.Answer elsewhere = giveBack(there, "t", "v", WHOLE);
        assertThat(requireProblem(elsewhere, "not-found", 404).errors())
                .containsExactly("No deduction of transaction t in store " + there);
        assertThat(requireProblem(giveBack("nowhere", "t", "v", WHOLE), "not-found", 404)
                        .errors())
                .containsExactly("Unknown store: nowhere");
        Http.Answer line = giveBack(
                here,
                "t",
                "v",
                "{\"reason\": \"r\", \"lines\": [{\"inventoryStockId\": \"cup\", \"quantity\": 1},"
                        + " {\"inventoryStockId\": \"cream\", \"quantity\": 1}]}");
        assertThat(requireProblem(line, "not-found", 404).errors())
                .containsExactly("Transaction t took nothing of stock item cream");
        assertThat(quantity(here, "cup")).isEqualTo("97");

        answered(giveBack(here, "t", "v", WHOLE), 200);
        assertThat(quantity(there, "cup")).isEqualTo("100");
    }

    @Test
    void I2_aKeyIsTakenByOneRequestWhateverItAsked() {
        String store = shopThatSold(3);
        answered(giveBack(store, "t", "v", WHOLE), 200);
        for (String other : List.of(
                "{\"reason\": \"Another\"}",
                "{\"reason\": \"Called off\", \"disposition\": \"waste\"}",
                "{\"reason\": \"Called off\", \"lines\": [{\"inventoryStockId\": \"cup\", \"quantity\": 3}]}")) {
            requireProblem(giveBack(store, "t", "v", other), "idempotency-key-reused", 422);
        }
        requireProblem(giveBack(store, "t", "sold", WHOLE), "idempotency-key-reused", 422);
        requireRefusal(sell(store, "u", "v", 1), "idempotency-key-reused", 422, "u");
        // Who asks is no part of what is asked.
        answered(giveBack(store, "t", "v", "{\"reason\": \"Called off\", \"userId\": \"somebody\"}"), 200);
    }

    @Test
    void aBalanceThatWouldBeTooLargeStandsInTheWayUntilItIsSmaller() {
        String store = shopThatSold(1);
        String cup = "/api/v1/stores/" + store + "/stock/cup";
        answered(SERVER.http().key("r").post(cup + "/receipts", "{\"quantity\": 99999999900.9999}"), 201);
        Http.Answer answer = requireProblem(giveBack(store, "t", "v", WHOLE), "state-conflict", 409);
        assertThat(answer.errors()).containsExactly("stock item cup: the balance would exceed 99999999999.9999");

        answered(
                SERVER.http().key("a").post(cup + "/adjustments", "{\"quantityChange\": -1, \"reason\": \"room\"}"),
                201);
        answered(giveBack(store, "t", "v", WHOLE), 200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | reason",
                "{\"reason\": \" \"} | reason",
                "{\"reason\": \"r\", \"lines\": []} | lines",
                "{\"reason\": \"r\", \"lines\": {}} | lines",
                "{\"reason\": \"r\", \"lines\": [{}]} | lines[0].inventoryStockId, lines[0].quantity",
                "{\"reason\": \"r\", \"lines\": [{\"inventoryStockId\": \"cup\", \"quantity\": 0}]} | lines[0].quantity",
                "{\"reason\": \"r\", \"lines\": [{\"inventoryStockId\": \"cup\", \"quantity\": 1, \"disposition\":"
                        + " \"sell\"}]} | lines[0].disposition",
                "{\"reason\": \"r\", \"disposition\": \"RESTOCK\", \"userId\": 7, \"mode\": \"full\"} | disposition,"
                        + " userId, mode",
            })
    void aMalformedVoidIsRefusedWithEveryFieldThatIsWrong(String body, String fields) {
        String store = shopThatSold(1);
        Http.Answer answer = requireProblem(giveBack(store, "t", "v", body), "malformed-request", 400);
        assertThat(answer.errors())
                .extracting(error -> error.substring(0, error.indexOf(':')))
                .containsExactly(fields.split(", ", -1));
        assertThat(quantity(store, "cup")).isEqualTo("99");
    }

    @Test
    void aVoidNeedsItsKeyAndOptionalMembersMayBeNull() {
        String store = shopThatSold(1);
        String path = sales(store) + "/t/compensation";
        requireProblem(SERVER.http().post(path, WHOLE), "idempotency-key-missing", 400);
        requireProblem(giveBack(store, "-t", "v", WHOLE), "malformed-request", 400);
        answered(giveBack(store, "t", "v", """
                        {"reason": "Called off", "userId": null, "disposition": null, "lines": null}"""), 200);
        assertThat(quantity(store, "cup")).isEqualTo("100");
    }
}
