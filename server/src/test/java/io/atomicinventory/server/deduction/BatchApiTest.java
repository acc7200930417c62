package io.atomicinventory.server.deduction;

import static io.atomicinventory.server.testing.Problems.requireBody;
import static io.atomicinventory.server.testing.Problems.requireProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.Shops;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Batches of sales, and asking whether a sale would fit. */
class BatchApiTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    @BeforeAll
    static void start() {
        SERVER.cafe().product("unmapped", "Unmapped Tart", "Croissant piece 1", "Saffron thread 2");
    }

    /** A member of a batch; a part that is missing is left out. */
    private record Entry(String key, String transactionId, String productId, String quantity) {
        String alone() {
            return "{\"transactionId\": \"%s\", \"items\": [{\"productId\": \"%s\", \"quantity\": %s}]}"
                    .formatted(transactionId, productId, quantity);
        }

        String member() {
            return "{\"idempotencyKey\": \"" + key + "\", " + alone().substring(1);
        }
    }

    private static String sales(String store) {
        return "/api/v1/stores/" + store + "/deductions";
    }

    private static JsonNode outcomes(Http.Answer answer, int size) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.json().propertyNames()).containsExactly("outcomes");
        JsonNode outcomes = answer.json().path("outcomes");
        assertThat(outcomes.size()).isEqualTo(size);
        outcomes.forEach(
                outcome -> assertThat(outcome.propertyNames()).containsExactly("idempotencyKey", "status", "body"));
        return outcomes;
    }

    private static JsonNode send(String store, Stream<String> members, int size) {
        String body = "{\"deductions\": [" + members.collect(Collectors.joining(", ")) + "]}";
        return outcomes(SERVER.http().post(sales(store) + "/batch", body), size);
    }

    private static JsonNode send(String store, List<Entry> entries) {
        return send(store, entries.stream().map(Entry::member), entries.size());
    }

    private static List<Integer> statuses(JsonNode outcomes) {
        List<Integer> statuses = new ArrayList<>();
        outcomes.forEach(outcome -> statuses.add(outcome.path("status").intValue()));
        return statuses;
    }

    @Test
    void I1_eachSaleOfABatchIsDecidedInOrderAsIfSentAlone() {
        List<Entry> entries = List.of(
                new Entry("k1", "t1", Cafe.CROFFLE, "60"),
                new Entry("k2", "t2", Cafe.CROFFLE, "60"),
                new Entry("k3", "t3", Cafe.CROFFLE, "40"),
                new Entry("k4", "t4", "nothing", "1"),
                new Entry("k5", "t5", "unmapped", "1"),
                new Entry("k6", "t6", Cafe.CROFFLE, "-1"),
                new Entry("k1", "t1", Cafe.CROFFLE, "60"),
                new Entry("k7", "t1", Cafe.CROFFLE, "60"),
                new Entry("k8", "t1", Cafe.CROFFLE, "61"),
                new Entry("k2", "t2", Cafe.CROFFLE, "60"),
                new Entry("k3", "t3", Cafe.CROFFLE, "41"),
                new Entry("k9", "t9", Cafe.COFFEE, "\"5.50\""));
        String together = Shops.open(SERVER.cafe());
        String alone = Shops.open(SERVER.cafe());

        JsonNode outcomes = send(together, entries);
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            Http.Answer answer = SERVER.http().key(entry.key()).post(sales(alone), entry.alone());
            JsonNode outcome = outcomes.get(i);
            assertThat(outcome.path("idempotencyKey").asString()).isEqualTo(entry.key());
            assertThat(outcome.path("status").intValue()).as(entry.toString()).isEqualTo(answer.status());
            assertThat(outcome.path("body").toString().replace(together, alone))
                    .isEqualTo(answer.json().toString());
        }
        assertThat(statuses(outcomes)).containsExactly(201, 409, 201, 422, 422, 400, 200, 200, 422, 409, 422, 201);
        assertThat(outcomes.get(1).path("body").path("errors").get(0).asString())
                .isEqualTo("Caramel Croffle - Croissant: Need 60, Have 40 (Short: 20)");
    }

    @Test
    void I2_aBatchThatIsSentAgainIsReplayedInFull() {
        String store = Shops.open(SERVER.cafe());
        List<Entry> entries = List.of(
                new Entry("k1", "t1", Cafe.CROFFLE, "60"),
                new Entry("k2", "t2", Cafe.CROFFLE, "60"),
                new Entry("k3", "t3", Cafe.COFFEE, "1"));
        JsonNode first = send(store, entries);
        SERVER.cafe().receive(store, "cream", "500", "truck");
        JsonNode again = send(store, entries);

        assertThat(statuses(first)).containsExactly(201, 409, 201);
        assertThat(statuses(again)).containsExactly(200, 409, 200);
        assertThat(again.get(0).path("body").path("deductedItems"))
                .isEqualTo(first.get(0).path("body").path("deductedItems"));
        assertThat(again.get(1)).isEqualTo(first.get(1));
        assertThat(SERVER.http()
                        .key("k3")
                        .post(sales(store), entries.get(2).alone())
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aMalformedEntryIsRefusedByItselfAndTheOthersGoOn() {
        String store = Shops.open(SERVER.cafe());
        String good = new Entry("good", "t-good", Cafe.COFFEE, "1").member();
        List<String> members = List.of(
                "{\"transactionId\": \"t1\", \"items\": [{\"productId\": \"americano\", \"quantity\": 1}]}",
                good,
                "{\"idempotencyKey\": null, \"transactionId\": \"t1\"}",
                "{\"idempotencyKey\": \"two words\", \"transactionId\": \"-\", \"items\": []}",
                "{\"idempotencyKey\": 7, \"transactionId\": \"t1\", \"extra\": 1}",
                "null",
                "[]",
                "7",
                good);
        JsonNode outcomes = send(store, members.stream(), members.size());
        assertThat(statuses(outcomes)).containsExactly(400, 201, 400, 400, 400, 400, 400, 400, 200);

        JsonNode keyless = outcomes.get(0);
        assertThat(keyless.path("idempotencyKey").isNull()).isTrue();
        requireBody(keyless.path("body"), "idempotency-key-missing", 400, "success", "transactionId");
        assertThat(keyless.path("body").path("transactionId").asString()).isEqualTo("t1");
        for (int i : List.of(2, 3, 4, 5, 6, 7)) {
            requireBody(outcomes.get(i).path("body"), "malformed-request", 400, "success", "transactionId");
            assertThat(outcomes.get(i).path("body").path("instance").asString()).isEqualTo(sales(store));
        }
        assertThat(outcomes.get(3).path("idempotencyKey").asString()).isEqualTo("two words");
        assertThat(outcomes.get(3).path("body").path("transactionId").asString())
                .isEmpty();
        assertThat(outcomes.get(3).path("body").path("errors").size()).isEqualTo(3);
    }

    @Test
    void aBatchWithoutAnySaleThatCanBeReadChangesNothing() {
        String store = Shops.open(SERVER.cafe());
        assertThat(statuses(send(store, Stream.of("{}", "{}"), 2))).containsExactly(400, 400);
        assertThat(SERVER.http().get(sales(store)).json().path("items").size()).isZero();
    }

    @Test
    void aBatchOfAnUnknownStoreIsNotFound() {
        Http.Answer answer = SERVER.http()
                .post(
                        sales("nowhere") + "/batch",
                        "{\"deductions\": [" + new Entry("k", "t", Cafe.COFFEE, "1").member() + "]}");
        requireProblem(answer, "not-found", 404);
        assertThat(answer.errors()).containsExactly("Unknown store: nowhere");
    }

    @Test
    void aBatchHas1To500Sales() {
        String store = Shops.open(SERVER.cafe(), "1000");
        List<Entry> entries = IntStream.rangeClosed(1, 501)
                .mapToObj(i -> new Entry("k" + i, "t" + i, Cafe.COFFEE, "1"))
                .toList();
        for (List<Entry> wrong : List.of(entries, List.<Entry>of())) {
            String body =
                    wrong.stream().map(Entry::member).collect(Collectors.joining(",", "{\"deductions\": [", "]}"));
            requireProblem(SERVER.http().post(sales(store) + "/batch", body), "malformed-request", 400);
        }
        JsonNode outcomes = send(store, entries.subList(0, 500));
        assertThat(statuses(outcomes)).containsOnly(201);
        assertThat(outcomes.get(499)
                        .path("body")
                        .path("deductedItems")
                        .get(1)
                        .path("newStock")
                        .asString())
                .isEqualTo("500");
    }

    @Test
    void aBatchIsAnObjectWithItsDeductionsOnly() {
        for (String body : List.of(
                "{}",
                "[]",
                "null",
                "7",
                "{\"deductions\": {}}",
                "{\"deductions\": null}",
                "{\"deductions\": [{}], \"storeId\": \"cebu\"}")) {
            requireProblem(SERVER.http().post(sales(Cafe.CEBU) + "/batch", body), "malformed-request", 400);
        }
        requireProblem(SERVER.http().post(sales("-x") + "/batch", "{\"deductions\": [{}]}"), "malformed-request", 400);
    }

    @Test
    void validatingTellsWhatASaleWouldTakeAndChangesNothing() {
        String store = Shops.open(SERVER.cafe());
        SERVER.http().key("k").post(sales(store), new Entry("k", "t", Cafe.COFFEE, "10").alone());
        String stock = "/api/v1/stores/" + store + "/stock";
        String before = SERVER.http().get(stock).response().body();

        Http.Answer fits = SERVER.http()
                .post(sales(store) + "/validate", "{\"items\": [{\"productId\": \"americano\", \"quantity\": 90}]}");
        assertThat(fits.status()).isEqualTo(200);
        assertThat(fits.response().body())
                .isEqualTo("{\"isValid\":true,\"errors\":[],\"problems\":[],\"availableIngredients\":["
                        + "{\"inventoryStockId\":\"coffee-beans\",\"ingredientName\":\"Coffee Beans\","
                        + "\"quantityNeeded\":1.62,\"unit\":\"piece\",\"currentStock\":99.82,\"version\":2},"
                        + "{\"inventoryStockId\":\"cup\",\"ingredientName\":\"Cup\","
                        + "\"quantityNeeded\":90,\"unit\":\"piece\",\"currentStock\":90,\"version\":2}]}");
        assertThat(SERVER.http().get(stock).response().body()).isEqualTo(before);
        assertThat(SERVER.http().get(sales(store)).json().path("items").size()).isEqualTo(1);
    }

    @Test
    void validatingTellsShortagesAndProblemsWithoutRefusing() {
        String store = Shops.open(SERVER.cafe());
        Http.Answer answer = SERVER.http().post(sales(store) + "/validate", """
                {"items": [{"productId": "americano", "quantity": 101}, {"productId": "nothing", "quantity": 1},
                 {"productId": "unmapped", "quantity": 1}]}""");
        assertThat(answer.status()).isEqualTo(200);
        JsonNode body = answer.json();
        assertThat(body.path("isValid").asBoolean()).isFalse();
        assertThat(body.path("errors").toString())
                .isEqualTo("[{\"productName\":\"Americano\",\"ingredientName\":\"Cup\",\"inventoryStockId\":\"cup\","
                        + "\"required\":101,\"available\":100,\"shortfall\":1}]");
        assertThat(body.path("problems").toString())
                .isEqualTo("[\"Unknown product: nothing\",\"No conversion mapping found for Saffron in store " + store
                        + "\"]");
        assertThat(body.path("availableIngredients").size()).isEqualTo(3);
    }

    @Test
    void validatingRefusesWhatIsMalformedAndWhatIsNotThere() {
        String item = "{\"productId\": \"americano\", \"quantity\": 1}";
        for (String body : List.of(
                "{}",
                "{\"items\": []}",
                "{\"items\": [" + item + "], \"transactionId\": \"t\"}",
                "{\"items\": [{\"productId\": \"americano\", \"quantity\": 0}]}")) {
            requireProblem(SERVER.http().post(sales(Cafe.CEBU) + "/validate", body), "malformed-request", 400);
        }
        requireProblem(
                SERVER.http().post(sales("nowhere") + "/validate", "{\"items\": [" + item + "]}"), "not-found", 404);
    }
}
