package io.atomicinventory.server.stock;

import static io.atomicinventory.server.testing.Problems.requireProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.Shops;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Stock items, receipts and movements over HTTP. */
class StockApiTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static String stock(String store) {
        return "/api/v1/stores/" + store + "/stock";
    }

    private static Http.Answer answered(Http.Answer answer, int status) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        return answer;
    }

    private static Http.Answer sell(String store, String transactionId, String quantity) {
        return SERVER.http()
                .key("k-" + transactionId)
                .post(
                        "/api/v1/stores/" + store + "/deductions",
                        "{\"transactionId\": \"%s\", \"items\": [{\"productId\": \"americano\", \"quantity\": %s}]}"
                                .formatted(transactionId, quantity));
    }

    private static JsonNode movements(String item) {
        return answered(SERVER.http().get(item + "/movements?limit=1000"), 200)
                .json()
                .path("items");
    }

    @Test
    void anItemIsCreatedWith201AndItsOpeningQuantityIsAMovement() {
        String item = stock(Shops.open(SERVER.cafe())) + "/milk";
        Http.Answer created = answered(SERVER.http().put(item, """
                {"item": "Fresh Milk", "unit": "liter", "reorderLevel": "12.50", "openingQuantity": 60.2500}"""), 201);
        assertThat(created.response().body())
                .isEqualTo("{\"stockId\":\"milk\",\"item\":\"Fresh Milk\",\"unit\":\"liter\",\"quantity\":60.25,"
                        + "\"held\":0,\"available\":60.25,\"version\":1,\"allowNegative\":false,"
                        + "\"approvedOverdraft\":0,\"reorderLevel\":12.5,\"isActive\":true,\"countedAt\":null}");
        assertThat(answered(SERVER.http().get(item), 200).json()).isEqualTo(created.json());

        JsonNode opening = movements(item).get(0);
        assertThat(opening.propertyNames())
                .containsExactly(
                        "stockId",
                        "version",
                        "kind",
                        "quantityChange",
                        "previousQuantity",
                        "newQuantity",
                        "transactionId",
                        "idempotencyKey",
                        "who",
                        "userId",
                        "reason",
                        "occurredAt",
                        "recordedAt",
                        "reverses");
        assertThat(opening.path("kind").asString()).isEqualTo("opening");
        assertThat(opening.path("quantityChange").asString()).isEqualTo("60.25");
        assertThat(opening.path("who").asString()).isEqualTo("admin");
        for (String time : List.of("occurredAt", "recordedAt")) {
            assertThat(opening.path(time).asString()).endsWith("Z");
            assertThat(Duration.between(Instant.parse(opening.path(time).asString()), Instant.now()))
                    .isBetween(Duration.ofMinutes(-1), Duration.ofMinutes(10));
        }
    }

    @Test
    void I4_theOpeningQuantityCountsOnceAndAChangeOfSettingsIsAMovementOfZero() {
        String item = stock(Shops.open(SERVER.cafe())) + "/tea";
        String settings = "{\"item\": \"%s\", \"unit\": \"bag\", \"openingQuantity\": %s}";
        answered(SERVER.http().put(item, settings.formatted("Tea", "10")), 201);
        JsonNode same = answered(SERVER.http().put(item, settings.formatted("Tea", "99")), 200)
                .json();
        assertThat(same.path("quantity").asString()).isEqualTo("10");
        assertThat(same.path("version").intValue()).isEqualTo(1);

        JsonNode renamed = answered(SERVER.http().put(item, settings.formatted("Green Tea", "99")), 200)
                .json();
        assertThat(renamed.path("quantity").asString()).isEqualTo("10");
        assertThat(renamed.path("version").intValue()).isEqualTo(2);
        JsonNode policy = movements(item).get(0);
        assertThat(policy.path("kind").asString()).isEqualTo("policy");
        assertThat(policy.path("quantityChange").asString()).isEqualTo("0");
        assertThat(policy.path("newQuantity").asString()).isEqualTo("10");
        assertThat(movements(item).size()).isEqualTo(2);
    }

    @Test
    void aUnitCanChangeUntilTheItemHasMovements() {
        String item = stock(Shops.open(SERVER.cafe())) + "/sugar";
        String settings = "{\"item\": \"Sugar\", \"unit\": \"%s\"}";
        answered(SERVER.http().put(item, settings.formatted("bag")), 201);
        JsonNode changed = answered(SERVER.http().put(item, settings.formatted("kilogram")), 200)
                .json();
        assertThat(changed.path("unit").asString()).isEqualTo("kilogram");

        answered(SERVER.http().key("k").post(item + "/receipts", "{\"quantity\": 5}"), 201);
        Http.Answer refused = SERVER.http().put(item, settings.formatted("gram"));
        requireProblem(refused, "state-conflict", 409);
        assertThat(refused.errors().getFirst()).contains("sugar").contains("kilogram");
        assertThat(SERVER.http().get(item).json().path("unit").asString()).isEqualTo("kilogram");
    }

    @Test
    void I5_anItemGoesBelowZeroOnlyWhereItsSettingsSaySo() {
        String store = Shops.open(SERVER.cafe());
        String cup = stock(store) + "/cup";
        answered(sell(store, "t1", "101"), 409);
        answered(SERVER.http().put(cup, "{\"item\": \"cup\", \"unit\": \"piece\", \"allowNegative\": true}"), 200);
        answered(sell(store, "t2", "101"), 201);
        JsonNode item = SERVER.http().get(cup).json();
        assertThat(item.path("quantity").asString()).isEqualTo("-1");
        assertThat(item.path("available").asString()).isEqualTo("-1");
        requireProblem(
                SERVER.http().put(cup, "{\"item\": \"cup\", \"unit\": \"piece\", \"allowNegative\": false}"),
                "state-conflict",
                409);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | item, unit",
                "{\"item\": null, \"unit\": 7} | item, unit",
                "{\"item\": \"A\", \"unit\": \"g\", \"quantity\": 1} | quantity",
                "{\"item\": \"A\", \"unit\": \"g\", \"openingQuantity\": -1} | openingQuantity",
                "{\"item\": \"A\", \"unit\": \"g\", \"openingQuantity\": 0.00001} | openingQuantity",
                "{\"item\": \"A\", \"unit\": \"g\", \"openingQuantity\": 100000000000} | openingQuantity",
                "{\"item\": \"A\", \"unit\": \"g\", \"openingQuantity\": true} | openingQuantity",
                "{\"item\": \"A\", \"unit\": \"g\", \"reorderLevel\": \"few\", \"isActive\": \"true\","
                        + " \"allowNegative\": 1} | reorderLevel, allowNegative, isActive",
            })
    void aMalformedItemIsRefusedWithEveryFieldThatIsWrong(String body, String fields) {
        Http.Answer answer = SERVER.http().put(stock(Cafe.CEBU) + "/malformed", body);
        requireProblem(answer, "malformed-request", 400);
        assertThat(answer.errors())
                .extracting(error -> error.substring(0, error.indexOf(':')))
                .containsExactly(fields.split(", ", -1));
        requireProblem(SERVER.http().get(stock(Cafe.CEBU) + "/malformed"), "not-found", 404);
    }

    @Test
    void optionalMembersMayBeNullOrLeftOut() {
        JsonNode item = answered(SERVER.http().put(stock(Shops.open(SERVER.cafe())) + "/salt", """
                        {"item": "Salt", "unit": "g", "reorderLevel": null, "allowNegative": null, "isActive": null,
                         "openingQuantity": null}"""), 201)
                .json();
        assertThat(item.path("version").intValue()).isZero();
        assertThat(item.path("reorderLevel").isNull()).isTrue();
        assertThat(item.path("isActive").asBoolean()).isTrue();
    }

    @Test
    void I3_whatIsNotInThisStoreIsNotFound() {
        String here = Shops.open(SERVER.cafe());
        String there = Shops.open(SERVER.cafe());
        answered(SERVER.http().put(stock(there) + "/honey", "{\"item\": \"Honey\", \"unit\": \"g\"}"), 201);

        for (String path : List.of(stock(here) + "/honey", stock(here) + "/honey/movements")) {
            assertThat(requireProblem(SERVER.http().get(path), "not-found", 404).errors())
                    .containsExactly("Unknown stock item honey in store " + here);
        }
        Http.Answer receipt = SERVER.http().key("k").post(stock(here) + "/honey/receipts", "{\"quantity\": 1}");
        assertThat(requireProblem(receipt, "not-found", 404).errors())
                .containsExactly("Unknown stock item honey in store " + here);
        requireProblem(SERVER.http().get(stock("nowhere")), "not-found", 404);
        requireProblem(SERVER.http().get(stock("nowhere") + "/honey"), "not-found", 404);
        requireProblem(
                SERVER.http().put(stock("nowhere") + "/honey", "{\"item\": \"Honey\", \"unit\": \"g\"}"),
                "not-found",
                404);
        requireProblem(
                SERVER.http().key("k").post(stock("nowhere") + "/honey/receipts", "{\"quantity\": 1}"),
                "not-found",
                404);
        assertThat(SERVER.http().get(stock(here)).response().body()).doesNotContain("honey");
    }

    @Test
    void itemsAreListedByIdPageByPage() {
        String store = Shops.open(SERVER.cafe());
        List<String> shown = new ArrayList<>();
        for (String next = ""; next != null; ) {
            JsonNode page = answered(SERVER.http().get(stock(store) + "?limit=4" + next), 200)
                    .json();
            page.path("items").forEach(item -> shown.add(item.path("stockId").asString()));
            next = page.path("next").isNull()
                    ? null
                    : "&after=" + page.path("next").asString();
        }
        assertThat(shown).containsExactly("caramel", "coffee-beans", "cream", "croissant", "cup", "wax-paper");
        for (String query : List.of("limit=0", "limit=1001", "limit=-1", "limit=ten", "after=" + "x".repeat(2501))) {
            requireProblem(SERVER.http().get(stock(store) + "?" + query), "malformed-request", 400);
        }
        requireProblem(SERVER.http().get(stock(store) + "/-x"), "malformed-request", 400);
    }

    @Test
    void I2_aReceiptIsAnsweredWithItsMovementAndTakenInOnce() {
        String cup = stock(Shops.open(SERVER.cafe())) + "/cup";
        String receipt = "{\"quantity\": \"24.50\", \"reference\": \"Delivery note 7/2026\"}";
        Http.Answer first = answered(SERVER.http().key("\"d-7\"").post(cup + "/receipts", receipt), 201);
        JsonNode movement = first.json();
        assertThat(movement.path("stockId").asString()).isEqualTo("cup");
        assertThat(movement.path("version").intValue()).isEqualTo(2);
        assertThat(movement.path("kind").asString()).isEqualTo("receipt");
        assertThat(first.response().body())
                .contains("\"quantityChange\":24.5,\"previousQuantity\":100,\"newQuantity\":124.5,");
        assertThat(movement.path("idempotencyKey").asString()).isEqualTo("d-7");
        assertThat(movement.path("who").asString()).isEqualTo("admin");
        assertThat(movement.path("userId").isNull()).isTrue();
        assertThat(movement.path("reason").asString()).isEqualTo("Delivery note 7/2026");
        assertThat(first.header("Idempotent-Replayed")).isEmpty();

        Http.Answer again = answered(SERVER.http().key("d-7").post(cup + "/receipts", receipt), 200);
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.response().body()).isEqualTo(first.response().body());
        ((ObjectNode) movement).remove("warnings");
        assertThat(movements(cup).get(0)).isEqualTo(movement);
        assertThat(SERVER.http().get(cup).json().path("quantity").asString()).isEqualTo("124.5");
    }

    @Test
    void I2_aKeyOfAStoreIsTakenByOneRequestWhateverItAsked() {
        String store = Shops.open(SERVER.cafe());
        answered(SERVER.http().key("k").post(stock(store) + "/cup/receipts", "{\"quantity\": 1}"), 201);
        for (String other : List.of(
                "/cup/receipts {\"quantity\": 2}",
                "/cup/receipts {\"quantity\": 1, \"reference\": \"x\"}",
                "/cream/receipts {\"quantity\": 1}")) {
            String[] parts = other.split(" ", 2);
            Http.Answer answer = SERVER.http().key("k").post(stock(store) + parts[0], parts[1]);
            requireProblem(answer, "idempotency-key-reused", 422);
            assertThat(answer.errors()).containsExactly("Idempotency key already used with another request: k");
        }
        answered(sell(store, "t", "1"), 201);
        requireProblem(
                SERVER.http().key("k-t").post(stock(store) + "/cup/receipts", "{\"quantity\": 1}"),
                "idempotency-key-reused",
                422);
        answered(
                SERVER.http().key("k").post(stock(Shops.open(SERVER.cafe())) + "/cup/receipts", "{\"quantity\": 7}"),
                201);
        assertThat(SERVER.http()
                        .get(stock(store) + "/cup")
                        .json()
                        .path("quantity")
                        .asString())
                .isEqualTo("100");
    }

    @Test
    void aReceiptNeedsItsKeyAndAQuantityThatIsOne() {
        String cup = stock(Shops.open(SERVER.cafe())) + "/cup";
        requireProblem(SERVER.http().post(cup + "/receipts", "{\"quantity\": 1}"), "idempotency-key-missing", 400);
        for (String body : List.of(
                "{}",
                "{\"quantity\": null}",
                "{\"quantity\": 0}",
                "{\"quantity\": -1}",
                "{\"quantity\": 0.00001}",
                "{\"quantity\": 100000000000}",
                "{\"quantity\": \"one\"}")) {
            Http.Answer answer = SERVER.http().key("k").post(cup + "/receipts", body);
            requireProblem(answer, "malformed-request", 400);
            assertThat(answer.errors().getFirst()).startsWith("quantity: ");
        }
        for (String member : List.of("\"reference\": \"\"", "\"reference\": 7", "\"userId\": \"\"", "\"who\": \"a\"")) {
            requireProblem(
                    SERVER.http().key("k").post(cup + "/receipts", "{\"quantity\": 1, " + member + "}"),
                    "malformed-request",
                    400);
        }
        Http.Answer both =
                requireProblem(SERVER.http().post(cup + "/receipts", "{\"quantity\": 0}"), "malformed-request", 400);
        assertThat(both.errors()).hasSize(2);
        assertThat(movements(cup).size()).isEqualTo(1);
    }

    @Test
    void aReceiptThatNoBalanceCanHoldIsRefusedAndItsKeyMayTryAgain() {
        String cup = stock(Shops.open(SERVER.cafe())) + "/cup";
        Http.Answer answer = SERVER.http().key("k").post(cup + "/receipts", "{\"quantity\": 99999999999.9999}");
        requireProblem(answer, "malformed-request", 400);
        assertThat(answer.errors().getFirst()).contains("99999999999.9999");
        answered(SERVER.http().key("k").post(cup + "/receipts", "{\"quantity\": 99999999899.9999}"), 201);
        assertThat(SERVER.http().get(cup).response().body()).contains("\"quantity\":99999999999.9999,");
    }

    @Test
    void I4_movementsAreShownNewestFirstAndEachBeginsWhereTheOneBeforeEnded() {
        String store = Shops.open(SERVER.cafe());
        String cup = stock(store) + "/cup";
        for (int i = 1; i <= 3; i++) {
            answered(SERVER.http().key("r" + i).post(cup + "/receipts", "{\"quantity\": " + i + "}"), 201);
            answered(sell(store, "t" + i, "2"), 201);
        }
        List<JsonNode> shown = new ArrayList<>();
        for (String next = ""; next != null; ) {
            JsonNode page = answered(SERVER.http().get(cup + "/movements?limit=3" + next), 200)
                    .json();
            assertThat(page.path("items").size()).isLessThanOrEqualTo(3);
            page.path("items").forEach(shown::add);
            next = page.path("next").isNull()
                    ? null
                    : "&after=" + page.path("next").asString();
        }
        assertThat(shown)
                .extracting(movement -> movement.path("version").intValue())
                .containsExactly(7, 6, 5, 4, 3, 2, 1);
        assertThat(shown)
                .extracting(movement -> movement.path("kind").asString())
                .containsExactly("deduction", "receipt", "deduction", "receipt", "deduction", "receipt", "opening");
        for (int i = 1; i < shown.size(); i++) {
            assertThat(shown.get(i - 1).path("previousQuantity"))
                    .isEqualTo(shown.get(i).path("newQuantity"));
        }
        for (String query : List.of("limit=0", "limit=1001", "after=x", "after=", "after=1.5")) {
            requireProblem(SERVER.http().get(cup + "/movements?" + query), "malformed-request", 400);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "?search=CREAM, cream",
        "?search=&limit=2, caramel|coffee-beans",
        "?search=&limit=2&after=coffee-beans, cream|croissant",
        "?search=c&filter=low, ''",
        "?filter=inactive, ''",
        "?search=%25, ''"
    })
    void itemsAreFoundByNameOrIdAndCondition(String query, String ids) {
        List<String> found = new ArrayList<>();
        answered(SERVER.http().get(stock(Shops.open(SERVER.cafe())) + query), 200)
                .json()
                .path("items")
                .forEach(item -> found.add(item.path("stockId").asString()));
        assertThat(String.join("|", found)).isEqualTo(ids);
    }

    @ParameterizedTest
    @CsvSource({
        "filter=LOW, filter: must be one of low",
        "search=%00, search: must be",
        "after=%00&search=, after: must be"
    })
    void aSearchThatMeansNothingIsRefused(String query, String error) {
        Http.Answer answer = SERVER.http().get(stock(Shops.open(SERVER.cafe())) + "?" + query);
        requireProblem(answer, "malformed-request", 400);
        assertThat(answer.errors()).singleElement().asString().startsWith(error);
    }
}
