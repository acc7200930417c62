package io.atomicinventory.server.deduction;

import static io.atomicinventory.server.testing.Problems.requireProblem;
import static io.atomicinventory.server.testing.Problems.requireRefusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.stock.StockItemSettings;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.Shops;
import io.atomicinventory.server.testing.TestServer;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Sales that are refused, over HTTP: each reason with its slug, status, words and members, and their order. */
class DeductionRefusalTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static final String ITEM = "{\"productId\": \"caramel-croffle\", \"quantity\": 1}";

    @BeforeAll
    static void start() {
        SERVER.cafe().saveProduct("retired", "Retired", false, "Croissant piece 1");
        SERVER.cafe().product("unmapped", "Unmapped Tart", "Croissant piece 1", "Saffron thread 2", "Gold leaf 1");
        SERVER.cafe().product("dusted", "Dusted Bun", "Cocoa gram 1");
        SERVER.cafe().product("off", "Off Menu", "Chili piece 1");
    }

    /** A store like Cebu with an item that is switched off, and one of which a sale can take less than 0.0001. */
    private static String shop() {
        String store = Shops.open(SERVER.cafe());
        SERVER.cafe()
                .stock(store, "chili", new StockItemSettings("chili", "piece", null, false, false, BigDecimal.TEN));
        SERVER.cafe().map(store, "Chili", "piece", "chili", "1");
        SERVER.cafe().stock(store, "cocoa", "100");
        SERVER.cafe().map(store, "Cocoa", "gram", "cocoa", "0.0001");
        return store;
    }

    private static String sales(String store) {
        return "/api/v1/stores/" + store + "/deductions";
    }

    private static String sale(String transactionId, String... productsAndQuantities) {
        List<String> items = new ArrayList<>();
        for (String item : productsAndQuantities) {
            String[] parts = item.split(" ", 2);
            items.add("{\"productId\": \"" + parts[0] + "\", \"quantity\": " + parts[1] + "}");
        }
        return "{\"transactionId\": \"" + transactionId + "\", \"items\": [" + String.join(", ", items) + "]}";
    }

    private static String stock(String store) {
        return SERVER.http()
                .get("/api/v1/stores/" + store + "/stock")
                .response()
                .body();
    }

    /** Refused, the refusal is kept, and nothing was taken. */
    private static JsonNode refused(String store, String slug, int status, String... items) {
        String before = stock(store);
        String body = sale("t-" + slug, items);
        Http.Answer first = SERVER.http().key("k-" + slug).post(sales(store), body);
        requireRefusal(first, slug, status, "t-" + slug);
        assertThat(first.header("Idempotent-Replayed")).isEmpty();

        Http.Answer again = SERVER.http().key("k-" + slug).post(sales(store), body);
        assertThat(again.status()).isEqualTo(status);
        assertThat(again.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.response().body()).isEqualTo(first.response().body());
        assertThat(stock(store)).isEqualTo(before);
        return first.json();
    }

    private static List<String> errors(JsonNode body) {
        List<String> errors = new ArrayList<>();
        body.path("errors").forEach(error -> errors.add(error.asString()));
        return errors;
    }

    @Test
    void I1_aShortageIsToldForEachStockItemInStockUnitsAndNothingIsTaken() {
        String store = shop();
        SERVER.cafe().product("big-coffee", "Big Coffee", "Coffee Beans gram 36");
        JsonNode body = refused(
                store, "insufficient-stock", 409, "americano 50.5", "caramel-croffle 101", "big-coffee 2752.75");
        assertThat(body.path("shortages").toString())
                .isEqualTo("[{\"productName\":\"Americano, Big Coffee\",\"ingredientName\":\"Coffee Beans\","
                        + "\"inventoryStockId\":\"coffee-beans\",\"required\":100.008,\"available\":100,"
                        + "\"shortfall\":0.008}"
                        + Stream.of("Croissant", "Cream", "Caramel", "Wax Paper")
                                .map(name -> (",{\"productName\":\"Caramel Croffle\",\"ingredientName\":\"%s\","
                                                + "\"inventoryStockId\":\"%s\",\"required\":101,\"available\":100,"
                                                + "\"shortfall\":1}")
                                        .formatted(
                                                name,
                                                name.toLowerCase(Locale.ROOT).replace(' ', '-')))
                                .collect(Collectors.joining())
                        + "]");
        assertThat(errors(body))
                .containsExactly(
                        "Americano, Big Coffee - Coffee Beans: Need 100.008, Have 100 (Short: 0.008)",
                        "Caramel Croffle - Croissant: Need 101, Have 100 (Short: 1)",
                        "Caramel Croffle - Cream: Need 101, Have 100 (Short: 1)",
                        "Caramel Croffle - Caramel: Need 101, Have 100 (Short: 1)",
                        "Caramel Croffle - Wax Paper: Need 101, Have 100 (Short: 1)");
    }

    @Test
    void I2_aRefusedKeyStaysRefusedAfterARestockAndANewKeySellsTheSameTransaction() {
        String store = shop();
        JsonNode first = refused(store, "insufficient-stock", 409, "americano 101");
        SERVER.cafe().receive(store, "cup", "50", "truck");
        String body = sale("t-insufficient-stock", "americano 101");
        Http.Answer again = SERVER.http().key("k-insufficient-stock").post(sales(store), body);
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.json()).isEqualTo(first);
        assertThat(SERVER.http().key("another").post(sales(store), body).status())
                .isEqualTo(201);
    }

    @Test
    void I8_anUnknownProductAndOneThatIsNotSoldAreRefused() {
        JsonNode body = refused(shop(), "unknown-product", 422, "nothing 1", "caramel-croffle 1", "retired 2");
        assertThat(errors(body)).containsExactly("Unknown product: nothing", "Product is not sold: retired (Retired)");
    }

    @Test
    void I8_eachMissingMappingIsNamedWithItsStore() {
        String store = shop();
        JsonNode body = refused(store, "no-conversion-mapping", 422, "unmapped 1", "caramel-croffle 1");
        assertThat(errors(body))
                .containsExactly(
                        "No conversion mapping found for Saffron in store " + store,
                        "No conversion mapping found for Gold in store " + store);
    }

    @Test
    void I8_aStockItemThatIsSwitchedOffIsRefused() {
        JsonNode body = refused(shop(), "inactive-item", 422, "caramel-croffle 1", "off 1");
        assertThat(errors(body)).containsExactly("Stock item is switched off: chili (chili)");
    }

    @Test
    void I8_anAmountThatFourDecimalsCannotHoldIsRefused() {
        JsonNode body = refused(shop(), "quantity-not-exact", 422, "dusted 0.5");
        assertThat(errors(body)).containsExactly("Dusted Bun - Cocoa: 0.00005 needs more than 4 decimals");
    }

    @Test
    void I2_aTransactionThatWasDeductedIsRefusedWithOtherItems() {
        String store = shop();
        SERVER.http().key("first").post(sales(store), sale("t-transaction-already-deducted", "americano 1"));
        JsonNode body = refused(store, "transaction-already-deducted", 422, "americano 2");
        assertThat(errors(body))
                .containsExactly("Transaction t-transaction-already-deducted was already deducted with other items");
    }

    @Test
    void I2_aKeyIsRefusedWithAnotherRequestAndKeepsItsOutcome() {
        String store = shop();
        String sale = sale("t", "americano 1");
        SERVER.http().key("k").post(sales(store), sale);
        for (String other : List.of(sale("t", "americano 2"), sale("t2", "americano 1"))) {
            Http.Answer answer = SERVER.http().key("k").post(sales(store), other);
            requireRefusal(answer, "idempotency-key-reused", 422, other.contains("t2") ? "t2" : "t");
            assertThat(answer.errors()).containsExactly("Idempotency key already used with another request: k");
            assertThat(answer.header("Idempotent-Replayed")).isEmpty();
        }
        assertThat(SERVER.http().key("k").post(sales(store), sale).status()).isEqualTo(200);

        SERVER.cafe().receive(store, "cup", "1", "delivery");
        requireRefusal(SERVER.http().key("delivery").post(sales(store), sale), "idempotency-key-reused", 422, "t");
    }

    @Test
    void anUnknownStoreIsNotFound() {
        Http.Answer answer = SERVER.http().key("k").post(sales("nowhere"), sale("t", "americano 1"));
        requireRefusal(answer, "not-found", 404, "t");
        assertThat(answer.errors()).containsExactly("Unknown store: nowhere");
    }

    /** The products that cause each reason, in the contract's order of precedence. */
    private static final List<String[]> REASONS = List.of(
            new String[] {"transaction-already-deducted", ""},
            new String[] {"unknown-product", "nothing 1"},
            new String[] {"no-conversion-mapping", "unmapped 1"},
            new String[] {"inactive-item", "off 1"},
            new String[] {"quantity-not-exact", "dusted 0.5"},
            new String[] {"insufficient-stock", "americano 1000"});

    @Test
    void allReasonsOfOneSaleComeTogetherInTheOrderOfTheContractAndTheFirstGivesSlugAndStatus() {
        String store = shop();
        List<String> seen = new ArrayList<>();
        for (int first = REASONS.size() - 1; first >= 0; first--) {
            String transaction = "all-" + first;
            if (first == 0) {
                SERVER.http().key("before").post(sales(store), sale(transaction, "caramel-croffle 1"));
            }
            // The last reason first: the order of the lines does not decide.
            List<String> products = REASONS.subList(first, REASONS.size()).stream()
                    .map(reason -> reason[1])
                    .filter(product -> !product.isEmpty())
                    .toList()
                    .reversed();
            Http.Answer answer = SERVER.http()
                    .key("all-" + first)
                    .post(sales(store), sale(transaction, products.toArray(String[]::new)));
            String slug = REASONS.get(first)[0];
            requireRefusal(answer, slug, slug.equals("insufficient-stock") ? 409 : 422, transaction);
            assertThat(answer.json().path("shortages").size()).isEqualTo(1);
            assertThat(answer.errors()).endsWith(seen.toArray(String[]::new)).hasSizeGreaterThan(seen.size());
            assertThat(answer.json().path("detail").asString()).contains(answer.errors());
            seen = answer.errors();
        }
        assertThat(seen)
                .containsExactly(
                        "Transaction all-0 was already deducted with other items",
                        "Unknown product: nothing",
                        "No conversion mapping found for Saffron in store " + store,
                        "No conversion mapping found for Gold in store " + store,
                        "Stock item is switched off: chili (chili)",
                        "Dusted Bun - Cocoa: 0.00005 needs more than 4 decimals",
                        "Americano - Cup: Need 1000, Have 100 (Short: 900)");
    }

    @Test
    void aMissingKeyIsRefusedAndTogetherWithOtherFaultsComesAfterThem() {
        String store = shop();
        requireRefusal(SERVER.http().post(sales(store), sale("t", "americano 1")), "idempotency-key-missing", 400, "t");
        requireRefusal(
                SERVER.http().with("Idempotency-Key", "").post(sales(store), sale("t", "americano 1")),
                "idempotency-key-missing",
                400,
                "t");
        Http.Answer both = SERVER.http().post(sales(store), sale("t", "americano 0"));
        requireRefusal(both, "malformed-request", 400, "t");
        assertThat(both.errors()).hasSize(2);
        assertThat(both.errors().get(0)).startsWith("items[0].quantity: ");
        assertThat(both.errors().get(1)).startsWith("Idempotency-Key: ");
    }

    @Test
    void aKeyOfOtherFormIsMalformed() {
        for (String key : List.of("k".repeat(201), "two words", "\"\"", "tab\tbed")) {
            Http.Answer answer = SERVER.http().key(key).post(sales(Cafe.CEBU), sale("t", "americano 1"));
            requireRefusal(answer, "malformed-request", 400, "t");
            assertThat(answer.errors()).allMatch(error -> error.startsWith("Idempotency-Key: "));
        }
        String longest = "~".repeat(199) + "!";
        assertThat(SERVER.http()
                        .key(longest)
                        .post(sales(shop()), sale("t", "americano 1"))
                        .status())
                .isEqualTo(201);
    }

    static Stream<Arguments> malformedSales() {
        String items = "\"items\": [" + ITEM + "]";
        String longId = "x".repeat(129);
        String lines = Stream.generate(() -> ITEM).limit(201).collect(Collectors.joining(","));
        String late = Instant.now().minusSeconds(30 * 24 * 3600 + 60).toString();
        String early = Instant.now().plusSeconds(360).toString();
        return Stream.of(
                Arguments.of("{" + items + "}", "transactionId"),
                Arguments.of("{\"transactionId\": null, " + items + "}", "transactionId"),
                Arguments.of("{\"transactionId\": 1, " + items + "}", "transactionId"),
                Arguments.of("{\"transactionId\": \"\", " + items + "}", "transactionId"),
                Arguments.of("{\"transactionId\": \"-t\", " + items + "}", "transactionId"),
                Arguments.of("{\"transactionId\": \"a b\", " + items + "}", "transactionId"),
                Arguments.of("{\"transactionId\": \"" + longId + "\", " + items + "}", "transactionId"),
                Arguments.of("{\"transactionId\": \"t\"}", "items"),
                Arguments.of("{\"transactionId\": \"t\", \"items\": []}", "items"),
                Arguments.of("{\"transactionId\": \"t\", \"items\": null}", "items"),
                Arguments.of("{\"transactionId\": \"t\", \"items\": " + ITEM + "}", "items"),
                Arguments.of("{\"transactionId\": \"t\", \"items\": [" + lines + "]}", "items"),
                Arguments.of("{\"transactionId\": \"t\", \"items\": [" + ITEM + ", null]}", "items[1]"),
                Arguments.of("{\"transactionId\": \"t\", \"items\": [\"x\"]}", "items[0]"),
                Arguments.of("{\"transactionId\": \"t\", \"items\": [{\"quantity\": 1}]}", "items[0].productId"),
                Arguments.of("{\"transactionId\": \"t\", \"items\": [{\"productId\": \"a\"}]}", "items[0].quantity"),
                Arguments.of(
                        "{\"transactionId\": \"t\", \"items\": [{\"productId\": \"a\", \"quantity\": 1, \"x\": 1}]}",
                        "items[0].x"),
                Arguments.of(
                        "{\"transactionId\": \"t\", \"items\": [{\"productId\": \"a\", \"productName\": 7,"
                                + " \"quantity\": 1}]}",
                        "items[0].productName"),
                Arguments.of("{\"transactionId\": \"t\", " + items + ", \"userId\": \"\"}", "userId"),
                Arguments.of("{\"transactionId\": \"t\", " + items + ", \"userId\": 7}", "userId"),
                Arguments.of("{\"transactionId\": \"t\", " + items + ", \"userId\": \"a\\u0000\"}", "userId"),
                Arguments.of("{\"transactionId\": \"t\", " + items + ", \"userId\": \"\\ud800\"}", "userId"),
                Arguments.of("{\"transactionId\": \"t\", " + items + ", \"extra\": 1}", "extra"),
                Arguments.of("{\"transactionId\": \"t\", " + items + ", \"storeId\": \"cebu\"}", "storeId"),
                Arguments.of("{\"transactionId\": \"t\", " + items + ", \"occurredAt\": 1}", "occurredAt"),
                Arguments.of("{\"transactionId\": \"t\", " + items + ", \"occurredAt\": \"today\"}", "occurredAt"),
                Arguments.of(
                        "{\"transactionId\": \"t\", " + items + ", \"occurredAt\": \"" + early.replace("Z", "") + "\"}",
                        "occurredAt"),
                Arguments.of(
                        "{\"transactionId\": \"t\", " + items + ", \"occurredAt\": \"" + early + "\"}", "occurredAt"),
                Arguments.of(
                        "{\"transactionId\": \"t\", " + items + ", \"occurredAt\": \"" + late + "\"}", "occurredAt"));
    }

    @ParameterizedTest
    @MethodSource("malformedSales")
    void aMalformedSaleIsRefusedWithTheFieldAndItsKeyMayTryAgain(String body, String field) {
        Http again = SERVER.http().key("again-" + UUID.randomUUID());
        Http.Answer answer = again.post(sales(Cafe.CEBU), body);
        requireRefusal(answer, "malformed-request", 400, body.contains("\"transactionId\": \"t\"") ? "t" : "");
        assertThat(answer.errors()).hasSize(1);
        assertThat(answer.errors().getFirst()).startsWith(field + ": ");
        String healed = sale(UUID.randomUUID().toString(), "caramel-croffle 1");
        assertThat(again.post(sales(Cafe.CEBU), healed).status()).isEqualTo(201);
    }

    @Test
    void aQuantityIsAPlainDecimalAbove0WithFourDecimalsAtMost() {
        for (String quantity : List.of(
                "0",
                "-1",
                "0.00001",
                "1.00001",
                "1000000.0001",
                "1000001",
                "1e7",
                "1e-5",
                "1e2147483647",
                "1e-2147483647",
                "null",
                "true",
                "[]",
                "{}",
                "\"\"",
                "\" 1\"",
                "\"1 \"",
                "\"1e3\"",
                "\"+1\"",
                "\"0x10\"",
                "\"1,5\"",
                "\".5\"",
                "\"NaN\"",
                "\"١\"")) {
            Http.Answer answer = SERVER.http()
                    .key("k")
                    .post(
                            sales(Cafe.CEBU),
                            sale("t", "americano 1").replace("\"quantity\": 1", "\"quantity\": " + quantity));
            requireRefusal(answer, "malformed-request", 400, "t");
            assertThat(answer.errors().getFirst()).as(quantity).startsWith("items[0].quantity: ");
        }
    }

    @Test
    void linesOfOneProductThatAddUpToMoreThanASaleMayHaveAreMalformed() {
        requireRefusal(
                SERVER.http().key("k").post(sales(Cafe.CEBU), sale("t", "americano 600000", "americano 600000")),
                "malformed-request",
                400,
                "t");
    }

    @Test
    void twoHundredLinesAreASale() {
        String store = shop();
        String[] lines = Stream.generate(() -> "caramel-croffle 0.5").limit(200).toArray(String[]::new);
        assertThat(SERVER.http().key("k").post(sales(store), sale("t", lines)).status())
                .isEqualTo(201);
    }

    @Test
    void allFaultsOfARequestComeTogether() {
        Http.Answer answer = SERVER.http().key("two words").post(sales("-store"), """
                {"transactionId": 7, "items": [{"productId": "a", "quantity": 0}, {"quantity": 1, "x": 0}],
                 "userId": "", "occurredAt": "now", "more": 1}""");
        requireRefusal(answer, "malformed-request", 400, "");
        assertThat(answer.errors())
                .extracting(error -> error.substring(0, error.indexOf(':')))
                .containsExactlyInAnyOrder(
                        "storeId",
                        "Idempotency-Key",
                        "transactionId",
                        "items[0].quantity",
                        "items[1].productId",
                        "items[1].x",
                        "userId",
                        "occurredAt",
                        "more");
    }

    @Test
    void whoeverWaitsForOthersUntilHisDeadlineIsToldForWhatAndMayTryTheSameKeyAgain() throws SQLException {
        String store = shop();
        String sale = sale("t", "americano 1");
        try (TestServer impatient = TestServer.start(SERVER.database(), "inventory.request.timeout=400ms");
                Connection other = SERVER.database().owner().getConnection()) {
            other.setAutoCommit(false);
            run(other, "SELECT 1 FROM inventory_stock WHERE store_id = ? AND stock_id = 'cup' FOR UPDATE", store);
            Http.Answer conflict = impatient.http().key("k").post(sales(store), sale);
            requireRefusal(conflict, "version-conflict", 409, "t");
            assertThat(conflict.errors()).containsExactly("Version conflict on inventory_stock_id: cup");
            other.rollback();

            run(other, """
                    INSERT INTO inventory_deduction_idempotency (store_id, idempotency_key, operation, transaction_id,
                        outcome, request_hash, items_hash, attempt, who, occurred_at, duration_micros)
                    VALUES (?, 'k', 'deduction', 't', 'refused', '', '', 1, 'x', now(), 1)""", store);
            Http.Answer inFlight = impatient.http().key("k").post(sales(store), sale);
            requireRefusal(inFlight, "idempotency-key-in-flight", 409, "t");
            assertThat(inFlight.errors())
                    .containsExactly("The first request with this idempotency key is still being processed: k");
            other.rollback();

            assertThat(impatient.http().key("k").post(sales(store), sale).status())
                    .isEqualTo(201);
        }
    }

    @Test
    void aWrongAddressIsRefusedLikeAWrongBody() {
        requireRefusal(
                SERVER.http().key("k").post(sales("-x"), sale("t", "americano 1")), "malformed-request", 400, "t");
        requireProblem(SERVER.http().get(sales("-x")), "malformed-request", 400);
    }

    private static void run(Connection connection, String sql, String store) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, store);
            statement.execute();
        }
    }
}
