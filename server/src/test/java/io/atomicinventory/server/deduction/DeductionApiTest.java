package io.atomicinventory.server.deduction;

import static io.atomicinventory.server.testing.Problems.requireProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.Shops;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Sales that are made, over HTTP: answers, replays, and what the books then show. */
class DeductionApiTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static final String REPLAY_WARNING = "Request already processed (idempotency)";

    private static String sales(String store) {
        return "/api/v1/stores/" + store + "/deductions";
    }

    private static String sale(String transactionId, String productId, String quantity) {
        return "{\"transactionId\": \"%s\", \"items\": [{\"productId\": \"%s\", \"quantity\": %s}]}"
                .formatted(transactionId, productId, quantity);
    }

    private static Http.Answer made(Http.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        return answer;
    }

    private static JsonNode found(String path) {
        Http.Answer answer = SERVER.http().get(path);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.json();
    }

    private static String quantity(String store, String stockId) {
        return found("/api/v1/stores/" + store + "/stock/" + stockId)
                .path("quantity")
                .asString();
    }

    @Test
    void I1_aSaleIsAnsweredWith201AndWithEveryStockItemItTook() {
        String store = Shops.open(SERVER.cafe());
        Http.Answer answer = SERVER.http().key("k").post(sales(store), sale("t", Cafe.COFFEE, "2"));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.header("Idempotent-Replayed")).isEmpty();
        assertThat(answer.response().body())
                .isEqualTo("{\"success\":true,\"transactionId\":\"t\",\"replayed\":false,\"errors\":[],\"warnings\":[],"
                        + "\"deductedItems\":["
                        + "{\"inventoryStockId\":\"coffee-beans\",\"ingredientName\":\"Coffee Beans\",\"unit\":\"piece\","
                        + "\"quantityDeducted\":0.036,\"previousStock\":100,\"newStock\":99.964},"
                        + "{\"inventoryStockId\":\"cup\",\"ingredientName\":\"Cup\",\"unit\":\"piece\","
                        + "\"quantityDeducted\":2,\"previousStock\":100,\"newStock\":98}]}");
    }

    @Test
    void quantitiesMayBeStringsAndAreAnsweredAsPlainNumbersWithoutTrailingZeros() {
        String store = Shops.open(SERVER.cafe(), "99999999999.9999");
        String body = made(SERVER.http().key("k").post(sales(store), sale("t", Cafe.CROFFLE, "\"1000000.0000\"")))
                .response()
                .body();

        assertThat(body)
                .contains("\"quantityDeducted\":1000000,")
                .contains("\"previousStock\":99999999999.9999,")
                .contains("\"newStock\":99998999999.9999}");
        assertThat(made(SERVER.http().key("k2").post(sales(store), sale("t2", Cafe.CROFFLE, "2.5000")))
                        .response()
                        .body())
                .contains("\"quantityDeducted\":2.5,");
        assertThat(SERVER.http()
                        .get("/api/v1/stores/" + store + "/stock/cream")
                        .response()
                        .body())
                .contains("\"quantity\":99998999997.4999,");
    }

    @Test
    void I1_linesOfOneStockItemAreSummedAndNameTheirIngredientsInTheOrderOfTheRequest() {
        String store = Shops.open(SERVER.cafe());
        SERVER.cafe().product("shared", "Shared", "Syrup pump 2", "Sauce pump 1");
        SERVER.cafe().map(store, "Syrup", "pump", "caramel", "0.5");
        SERVER.cafe().map(store, "Sauce", "pump", "caramel", "0.25");
        JsonNode items =
                made(SERVER.http().key("k").post(sales(store), """
                        {"transactionId": "t", "items": [{"productId": "shared", "quantity": 1},
                         {"productId": "caramel-croffle", "quantity": 1}, {"productId": "shared", "quantity": 3}]}""")).json().path("deductedItems");

        assertThat(items.size()).isEqualTo(4);
        assertThat(items.get(0).path("inventoryStockId").asString()).isEqualTo("caramel");
        assertThat(items.get(0).path("ingredientName").asString()).isEqualTo("Syrup, Sauce, Caramel");
        assertThat(items.get(0).path("quantityDeducted").asString()).isEqualTo("6");
    }

    @Test
    void I2_aReplayedKeyReturnsTheFirstOutcomeInFull() {
        String store = Shops.open(SERVER.cafe());
        String sale = """
                {"transactionId": "t1", "items": [{"productId": "caramel-croffle", "quantity": 2}], "userId": "ana"}""";
        Http.Answer first = made(SERVER.http().key("k1").post(sales(store), sale));
        SERVER.cafe().receive(store, "cream", "50", "later");
        Http.Answer again = SERVER.http().key("k1").post(sales(store), sale);

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.header("Content-Type")).isEqualTo("application/json");
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.json().propertyNames())
                .containsExactlyElementsOf(first.json().propertyNames());
        assertThat(again.json().path("replayed").asBoolean()).isTrue();
        assertThat(again.json().path("warnings").toString()).isEqualTo("[\"" + REPLAY_WARNING + "\"]");
        ObjectNode same = (ObjectNode) again.json();
        same.put("replayed", false).putArray("warnings");
        assertThat(same).isEqualTo(first.json());
        assertThat(quantity(store, "cream")).isEqualTo("148");
    }

    @Test
    void I2_aNewKeyForADeductedTransactionIsAReplayWhateverLinesTheSameItemsComeIn() {
        String store = Shops.open(SERVER.cafe());
        JsonNode first = made(SERVER.http().key("k1").post(sales(store), """
                        {"transactionId": "t", "items": [{"productId": "caramel-croffle", "quantity": 2},
                         {"productId": "americano", "quantity": 1}]}""")).json();
        for (String key : List.of("k2", "k2", "k3")) {
            Http.Answer again = SERVER.http().key(key).post(sales(store), """
                    {"transactionId": "t", "items": [{"productId": "americano", "quantity": "1.00"},
                     {"productId": "caramel-croffle", "quantity": 1}, {"productId": "caramel-croffle", "quantity": 1}]}""");
            assertThat(again.status()).isEqualTo(200);
            assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
            assertThat(again.json().path("deductedItems")).isEqualTo(first.path("deductedItems"));
        }
        assertThat(quantity(store, "cup")).isEqualTo("99");
    }

    @Test
    void I2_quotesAroundAKeyAreNotPartOfIt() {
        String store = Shops.open(SERVER.cafe());
        made(SERVER.http().key("\"quoted-1\"").post(sales(store), sale("t", Cafe.CROFFLE, "1")));
        assertThat(SERVER.http()
                        .key("quoted-1")
                        .post(sales(store), sale("t", Cafe.CROFFLE, "1"))
                        .status())
                .isEqualTo(200);
        assertThat(found(sales(store) + "/t").path("idempotencyKey").asString()).isEqualTo("quoted-1");
    }

    @Test
    void I2_ofManyRequestsWithOneKeyAtOnceOneIsMadeAndTheOthersAreItsReplays() throws Exception {
        String store = Shops.open(SERVER.cafe());
        List<Http.Answer> answers = new ArrayList<>();
        try (ExecutorService tills = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Http.Answer>> sent = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                sent.add(tills.submit(() -> SERVER.http().key("k").post(sales(store), sale("t", Cafe.CROFFLE, "3"))));
            }
            for (Future<Http.Answer> answer : sent) {
                answers.add(answer.get());
            }
        }
        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
        assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(11);
        assertThat(answers)
                .extracting(answer -> answer.json().path("deductedItems"))
                .containsOnly(answers.getFirst().json().path("deductedItems"));
        assertThat(quantity(store, "croissant")).isEqualTo("97");
    }

    @Test
    void I3_keysAndTransactionsBelongToTheirStore() {
        String here = Shops.open(SERVER.cafe());
        String there = Shops.open(SERVER.cafe());
        made(SERVER.http().key("k").post(sales(here), sale("t", Cafe.CROFFLE, "1")));
        requireProblem(SERVER.http().get(sales(there) + "/t"), "not-found", 404);
        assertThat(found(sales(there)).path("items").size()).isZero();
        made(SERVER.http().key("k").post(sales(there), sale("t", Cafe.CROFFLE, "5")));

        assertThat(quantity(here, "cream")).isEqualTo("99");
        assertThat(quantity(there, "cream")).isEqualTo("95");
    }

    @Test
    void I10_theBooksHoldWhoWasAuthenticatedBesideWhoWasNamedAndWhenItHappenedBesideWhenItWasRecorded() {
        String store = Shops.open(SERVER.cafe());
        OffsetDateTime occurred =
                OffsetDateTime.now(ZoneOffset.ofHours(8)).minusDays(2).truncatedTo(ChronoUnit.MILLIS);
        String utc = occurred.toInstant().toString();
        made(SERVER.http().key("k").post(sales(store), """
                {"transactionId": "t", "items": [{"productId": "americano", "quantity": 2}],
                 "userId": "Ana María", "occurredAt": "%s"}""".formatted(occurred)));

        JsonNode sold = found(sales(store) + "/t");
        assertThat(sold.propertyNames())
                .containsExactly(
                        "transactionId",
                        "idempotencyKey",
                        "items",
                        "deductedItems",
                        "restored",
                        "who",
                        "userId",
                        "occurredAt",
                        "recordedAt");
        assertThat(sold.path("items").toString())
                .isEqualTo("[{\"productId\":\"americano\",\"productName\":\"Americano\",\"quantity\":2,"
                        + "\"recipeVersion\":1}]");
        JsonNode movement = found("/api/v1/stores/" + store + "/stock/cup/movements")
                .path("items")
                .get(0);
        assertThat(movement.path("kind").asString()).isEqualTo("deduction");
        assertThat(movement.path("transactionId").asString()).isEqualTo("t");
        for (JsonNode record : List.of(sold, movement)) {
            assertThat(record.path("idempotencyKey").asString()).isEqualTo("k");
            assertThat(record.path("who").asString()).isEqualTo("admin");
            assertThat(record.path("userId").asString()).isEqualTo("Ana María");
            assertThat(record.path("occurredAt").asString()).isEqualTo(utc).endsWith("Z");
            String recorded = record.path("recordedAt").asString();
            assertThat(recorded).endsWith("Z");
            assertThat(Instant.parse(recorded)).isAfter(occurred.toInstant().plus(1, ChronoUnit.DAYS));
        }
    }

    @Test
    void withoutUserIdAndOccurredAtNobodyIsNamedAndTheSaleHappensWhenItIsRecorded() {
        String store = Shops.open(SERVER.cafe());
        made(SERVER.http().key("k").post(sales(store), """
                {"transactionId": "t", "items": [{"productId": "americano", "productName": null, "quantity": 2}],
                 "userId": null, "occurredAt": null}"""));
        JsonNode sold = found(sales(store) + "/t");
        assertThat(sold.path("userId").isNull()).isTrue();
        assertThat(sold.path("occurredAt")).isEqualTo(sold.path("recordedAt"));
    }

    /** One of more than 72 hours ago waits for a person. */
    @Test
    void aSaleMayBeToldAlmostThirtyDaysLateAndAlmostFiveMinutesEarly() {
        String store = Shops.open(SERVER.cafe());
        Instant now = Instant.now();
        assertThat(tell(store, now.minus(30, ChronoUnit.DAYS).plusSeconds(60))).isEqualTo(202);
        assertThat(tell(store, now.minus(72, ChronoUnit.HOURS).plusSeconds(60))).isEqualTo(201);
        assertThat(tell(store, now.plusSeconds(240))).isEqualTo(201);
    }

    private static int tell(String store, Instant occurred) {
        return SERVER.http()
                .key("k" + occurred)
                .post(sales(store), """
                        {"transactionId": "t:%s", "items": [{"productId": "americano", "quantity": 1}],
                         "occurredAt": "%s"}""".formatted(occurred.getEpochSecond(), occurred))
                .status();
    }

    @Test
    void theListShowsEachDeductionOnceInTheOrderOfRecordingPageByPage() {
        String store = Shops.open(SERVER.cafe());
        List<String> made = List.of("t9", "t1", "t5", "t3", "t7");
        made.forEach(id -> made(SERVER.http().key("k" + id).post(sales(store), sale(id, Cafe.COFFEE, "1"))));
        SERVER.http().key("refused").post(sales(store), sale("refused", "nothing", "1"));
        SERVER.http().key("replayed").post(sales(store), sale("t1", Cafe.COFFEE, "1"));

        List<String> shown = new ArrayList<>();
        String path = sales(store) + "?limit=2";
        int pages = 0;
        for (String next = ""; next != null; pages++) {
            JsonNode page = found(path + next);
            assertThat(page.propertyNames()).containsExactly("items", "next");
            assertThat(page.path("items").size()).isLessThanOrEqualTo(2);
            page.path("items")
                    .forEach(item -> shown.add(item.path("transactionId").asString()));
            next = page.path("next").isNull()
                    ? null
                    : "&after=" + page.path("next").asString();
        }
        assertThat(shown).isEqualTo(made);
        assertThat(pages).isEqualTo(3);
        assertThat(found(sales(store)).path("items").get(1)).isEqualTo(found(sales(store) + "/t1"));
    }

    @Test
    void theListBeginsWithFromAndEndsBeforeTo() {
        String store = Shops.open(SERVER.cafe());
        for (String id : List.of("t1", "t2", "t3")) {
            made(SERVER.http().key("k" + id).post(sales(store), sale(id, Cafe.COFFEE, "1")));
        }
        String second = found(sales(store) + "/t2").path("recordedAt").asString();
        String third = found(sales(store) + "/t3").path("recordedAt").asString();
        JsonNode page = found(sales(store) + "?from=" + second + "&to=" + third);
        assertThat(page.path("items").size()).isEqualTo(1);
        assertThat(page.path("items").get(0).path("transactionId").asString()).isEqualTo("t2");

        // A plus sign that nobody escaped arrives as a space.
        String inManila = OffsetDateTime.parse(second)
                .withOffsetSameInstant(ZoneOffset.ofHours(8))
                .toString();
        assertThat(found(sales(store) + "?from=" + inManila).path("items").size())
                .isEqualTo(2);
        assertThat(found(sales(store) + "?to=2020-01-01T00:00:00Z")
                        .path("items")
                        .size())
                .isZero();
    }

    @Test
    void aListIsRefusedWhereItsBoundsAreNotTimesOrItsPageIsNotAPage() {
        String list = sales(Cafe.CEBU);
        for (String query : List.of(
                "from=yesterday",
                "to=2026-01-31T09:30:00",
                "from=-999999999-01-01T00:00:00Z",
                "to=%2B999999999-12-31T23:59:59Z",
                "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z",
                "limit=0",
                "limit=1001",
                "limit=many",
                "limit=1&limit=2",
                "after=nowhere",
                "after=%2B999999999-12-31T23:59:59Z_t",
                "after=" + "x".repeat(2501))) {
            Http.Answer answer = requireProblem(SERVER.http().get(list + "?" + query), "malformed-request", 400);
            assertThat(answer.errors().getFirst()).startsWith(query.substring(0, query.indexOf('=')) + ": ");
        }
        assertThat(SERVER.http().get(list + "?limit=1000").status()).isEqualTo(200);
        requireProblem(SERVER.http().get(sales("nowhere")), "not-found", 404);
    }

    @Test
    void oneDeductionIsFoundByItsTransactionAndARefusedOneIsNone() {
        String store = Shops.open(SERVER.cafe());
        SERVER.http().key("k").post(sales(store), sale("refused", Cafe.CROFFLE, "101"));
        assertThat(requireProblem(SERVER.http().get(sales(store) + "/refused"), "not-found", 404)
                        .errors())
                .containsExactly("No deduction of transaction refused in store " + store);
        requireProblem(SERVER.http().get(sales("nowhere") + "/t"), "not-found", 404);
        requireProblem(SERVER.http().get(sales(store) + "/-t"), "malformed-request", 400);
    }
}
