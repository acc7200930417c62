package io.atomicinventory.server.stock;

import static io.atomicinventory.server.testing.Problems.requireProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.stock.StockItemSettings;
import io.atomicinventory.engine.testing.Together;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.Shops;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Transfers over HTTP. Each test has two stores of its own. */
class TransferApiTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static final String PATH = "/api/v1/transfers";

    private String here = "";
    private String there = "";

    @BeforeEach
    void twoStores() {
        here = Shops.open(SERVER.cafe());
        there = Shops.open(SERVER.cafe());
    }

    /** @param lines each {@code "from to quantity"} */
    private static String transfer(String from, String to, String... lines) {
        List<String> parts = List.of(lines).stream()
                .map(line -> line.split(" ", 3))
                .map(line -> "{\"fromStockId\": \"%s\", \"toStockId\": \"%s\", \"quantity\": %s}"
                        .formatted(line[0], line[1], line[2]))
                .toList();
        return "{\"fromStoreId\": \"%s\", \"toStoreId\": \"%s\", \"lines\": [%s], \"reason\": \"Party\", \"userId\": \"ana\"}"
                .formatted(from, to, String.join(", ", parts));
    }

    private static Http.Answer send(String key, String body) {
        return SERVER.http().key(key).post(PATH, body);
    }

    private static JsonNode answered(Http.Answer answer, int status) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        return answer.json();
    }

    private static String quantity(String store, String stockId) {
        return SERVER.cafe().quantity(store, stockId).toPlainString();
    }

    @Test
    void I4_aTransferIsAnsweredWithTheMovementsOfBothStores() {
        Http.Answer answer = send("k", transfer(here, there, "cup cup 5", "cream cup \"2.50\""));
        JsonNode body = answered(answer, 201);
        assertThat(body.propertyNames()).containsExactly("fromStoreId", "toStoreId", "replayed", "lines");
        assertThat(body.path("fromStoreId").asString()).isEqualTo(here);
        assertThat(body.path("toStoreId").asString()).isEqualTo(there);
        assertThat(body.path("replayed").asBoolean()).isFalse();
        assertThat(body.path("lines").size()).isEqualTo(2);
        JsonNode second = body.path("lines").get(1);
        assertThat(second.propertyNames()).containsExactly("from", "to");
        assertMovement(second.path("from"), "cream", "transfer_out", "-2.5", "97.5", "to store " + there + ": Party");
        assertMovement(second.path("to"), "cup", "transfer_in", "2.5", "107.5", "from store " + here + ": Party");

        assertThat(quantity(here, "cup")).isEqualTo("95");
        assertThat(quantity(here, "cream")).isEqualTo("97.5");
        assertThat(quantity(there, "cup")).isEqualTo("107.5");
        JsonNode trail = SERVER.http()
                .get("/api/v1/stores/" + there + "/stock/cup/movements")
                .json()
                .path("items");
        assertThat(trail.get(0)).isEqualTo(second.path("to"));
    }

    private static void assertMovement(
            JsonNode movement, String stockId, String kind, String change, String after, String reason) {
        assertThat(movement.path("stockId").asString()).isEqualTo(stockId);
        assertThat(movement.path("kind").asString()).isEqualTo(kind);
        assertThat(movement.path("quantityChange").asString()).isEqualTo(change);
        assertThat(movement.path("newQuantity").asString()).isEqualTo(after);
        assertThat(movement.path("reason").asString()).isEqualTo(reason);
        assertThat(movement.path("who").asString()).isEqualTo("admin");
        assertThat(movement.path("userId").asString()).isEqualTo("ana");
    }

    @Test
    void I2_aReplayedTransferReturnsTheFirstOutcomeAndTheKeyIsTheSendingStores() {
        String body = transfer(here, there, "cup cup 5");
        JsonNode first = answered(send("k", body), 201);
        Http.Answer again = send("k", body);
        assertThat(answered(again, 200).path("replayed").asBoolean()).isTrue();
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(((ObjectNode) again.json()).put("replayed", false)).isEqualTo(first);
        assertThat(quantity(there, "cup")).isEqualTo("105");

        requireProblem(send("k", transfer(here, there, "cup cup 6")), "idempotency-key-reused", 422);
        requireProblem(
                SERVER.http().key("k").post("/api/v1/stores/" + here + "/stock/cup/receipts", "{\"quantity\": 1}"),
                "idempotency-key-reused",
                422);
        answered(
                SERVER.http().key("k").post("/api/v1/stores/" + there + "/stock/cup/receipts", "{\"quantity\": 1}"),
                201);
        String third = Shops.open(SERVER.cafe());
        answered(send("k", transfer(third, there, "cup cup 5")), 201);
    }

    @Test
    void I1_ofATransferThatOneLineIsShortOfNothingMovesAndTheRefusalStays() {
        String body = transfer(here, there, "cream cream 1", "cup cup 60", "cup cream 40.5");
        Http.Answer refused = requireProblem(send("k", body), "insufficient-stock", 409, "shortages");
        assertThat(refused.errors()).containsExactly("Transfer - cup: Need 100.5, Have 100 (Short: 0.5)");
        assertThat(refused.json().path("shortages").toString())
                .isEqualTo("[{\"productName\":\"Transfer\",\"ingredientName\":\"cup\",\"inventoryStockId\":\"cup\","
                        + "\"required\":100.5,\"available\":100,\"shortfall\":0.5}]");
        assertThat(quantity(here, "cream")).isEqualTo("100");
        assertThat(quantity(there, "cream")).isEqualTo("100");

        SERVER.cafe().receive(here, "cup", "1", "more");
        Http.Answer again = requireProblem(send("k", body), "insufficient-stock", 409, "shortages");
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.json()).isEqualTo(refused.json());
        answered(send("k2", body), 201);
    }

    @Test
    void unitsMustAgreeAndAllThatDoNotAreNamed() {
        for (String item : List.of("syrup", "honey")) {
            SERVER.cafe().stock(there, item, new StockItemSettings(item, "liter", null, false, true, BigDecimal.TEN));
        }
        Http.Answer answer = requireProblem(
                send("k", transfer(here, there, "cup syrup 1", "cream cream 1", "cream honey 1")),
                "state-conflict",
                409);
        assertThat(answer.errors())
                .containsExactly(
                        "Units differ: cup is kept in piece in store %s, syrup in liter in store %s"
                                .formatted(here, there),
                        "Units differ: cream is kept in piece in store %s, honey in liter in store %s"
                                .formatted(here, there));
        answered(send("k", transfer(here, there, "cup cup 1")), 201);
    }

    @Test
    void aBalanceThatWouldBeTooLargeStandsInTheWay() {
        SERVER.cafe().receive(there, "cup", "99999999899", "much");
        Http.Answer answer =
                requireProblem(send("k", transfer(here, there, "cup cup 1", "cup cream 1")), "state-conflict", 409);
        assertThat(answer.errors()).containsExactly("stock item cup: the balance would exceed 99999999999.9999");
        assertThat(quantity(here, "cup")).isEqualTo("100");
        assertThat(quantity(there, "cream")).isEqualTo("100");
    }

    @Test
    void I3_whatIsNotThereIsNotFound() {
        assertThat(requireProblem(send("k", transfer("nowhere", there, "cup cup 1")), "not-found", 404)
                        .errors())
                .containsExactly("Unknown store: nowhere");
        assertThat(requireProblem(send("k", transfer(here, "nowhere", "cup cup 1")), "not-found", 404)
                        .errors())
                .containsExactly("Unknown store: nowhere");
        assertThat(requireProblem(send("k", transfer(here, there, "cup cup 1", "ghost cup 1")), "not-found", 404)
                        .errors())
                .containsExactly("Unknown stock item ghost in store " + here);
        assertThat(requireProblem(send("k", transfer(here, there, "cup cup 1", "cup ghost 1")), "not-found", 404)
                        .errors())
                .containsExactly("Unknown stock item ghost in store " + there);
        assertThat(quantity(here, "cup")).isEqualTo("100");
    }

    @Test
    void I4_transfersToAndFroAtOnceLeaveTheSumAsItWas() throws Exception {
        List<Http.Answer> answers = Together.call(12, i -> () -> {
            String body = i % 2 == 0
                    ? transfer(here, there, "cup cup 3", "cream cream 1")
                    : transfer(there, here, "cream cream 2", "cup cup 1");
            return send("k" + i, body);
        });
        answers.forEach(answer -> answered(answer, 201));
        assertThat(quantity(here, "cup")).isEqualTo("88");
        assertThat(quantity(there, "cup")).isEqualTo("112");
        assertThat(quantity(here, "cream")).isEqualTo("106");
        assertThat(quantity(there, "cream")).isEqualTo("94");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | fromStoreId, toStoreId, lines",
                "{\"fromStoreId\": \"a\", \"toStoreId\": \"b\", \"lines\": []} | lines",
                "{\"fromStoreId\": \"-\", \"toStoreId\": 1, \"lines\": [{\"quantity\": 0}], \"reason\": \"\", \"who\": 1} |"
                        + " fromStoreId, toStoreId, lines[0].fromStockId, lines[0].toStockId, lines[0].quantity,"
                        + " reason, who",
                "{\"fromStoreId\": \"a\", \"toStoreId\": \"a\", \"lines\": [{\"fromStockId\": \"a\", \"toStockId\":"
                        + " \"b\", \"quantity\": 1}]} | toStoreId",
            })
    void aMalformedTransferIsRefusedWithEveryFieldThatIsWrong(String body, String fields) {
        Http.Answer answer = requireProblem(send("k", body), "malformed-request", 400);
        assertThat(answer.errors())
                .extracting(error -> error.substring(0, error.indexOf(':')))
                .containsExactly(fields.split(", ", -1));
    }

    @Test
    void aTransferNeedsItsKeyAndItsReasonMayBeLeftOut() {
        String body = transfer(here, there, "cup cup 1");
        requireProblem(SERVER.http().post(PATH, body), "idempotency-key-missing", 400);
        JsonNode line = answered(send("k", body.replace("\"Party\"", "null").replace("\"ana\"", "null")), 201)
                .path("lines")
                .get(0);
        assertThat(line.path("from").path("reason").asString()).isEqualTo("to store " + there);
        assertThat(line.path("to").path("userId").isNull()).isTrue();
    }
}
