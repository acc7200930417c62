package io.atomicinventory.server.deduction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.Shops;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** The uses that people know, by the names that they know, over HTTP: the store in the path, the key in its header. */
class KnownNamesApiTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static JsonNode deduct(String storeId, String transactionId, String idempotencyKey, int quantity) {
        return SERVER.http()
                .key(idempotencyKey)
                .post("/api/v1/stores/" + storeId + "/deductions", """
                        {"transactionId": "%s",
                         "items": [{"productId": "caramel-croffle", "productName": "Caramel Croffle", "quantity": %d}],
                         "userId": "user-123"}""".formatted(transactionId, quantity))
                .json();
    }

    private static JsonNode validate(String storeId, int quantity) {
        Http.Answer answer =
                SERVER.http().post("/api/v1/stores/" + storeId + "/deductions/validate", """
                {"items": [{"productId": "americano", "quantity": %d}]}""".formatted(quantity));
        assertThat(answer.status()).isEqualTo(200);
        return answer.json();
    }

    private static int quantity(String storeId, String stockId) {
        return SERVER.http()
                .get("/api/v1/stores/" + storeId + "/stock/" + stockId)
                .json()
                .path("quantity")
                .asInt();
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asString()));
        return texts;
    }

    @Test
    void I1_aDeductionAnswersWithSuccessAndNoErrors() {
        String storeId = Shops.open(SERVER.cafe());
        JsonNode result = deduct(storeId, "txn-456", "txn-456:1", 2);

        assertThat(result.path("success").asBoolean()).isTrue();
        assertThat(result.path("errors").isArray()).isTrue();
        assertThat(result.path("errors")).isEmpty();
        assertThat(result.path("transactionId").asString()).isEqualTo("txn-456");
        assertThat(quantity(storeId, "croissant")).isEqualTo(98);
        JsonNode trail = SERVER.http()
                .get("/api/v1/stores/" + storeId + "/deductions/txn-456")
                .json();
        assertThat(trail.toString()).contains("\"user-123\"");
    }

    @Test
    void I1_aDeductionAnswersWithTheErrorsOfEveryShortage() {
        String storeId = Shops.open(SERVER.cafe());
        JsonNode result = deduct(storeId, "txn-456", "txn-456:1", 102);

        assertThat(result.path("success").isBoolean()).isTrue();
        assertThat(result.path("success").asBoolean()).isFalse();
        assertThat(texts(result.path("errors")))
                .containsExactly(
                        "Caramel Croffle - Croissant: Need 102, Have 100 (Short: 2)",
                        "Caramel Croffle - Cream: Need 102, Have 100 (Short: 2)",
                        "Caramel Croffle - Caramel: Need 102, Have 100 (Short: 2)",
                        "Caramel Croffle - Wax Paper: Need 102, Have 100 (Short: 2)");
        assertThat(quantity(storeId, "croissant")).isEqualTo(100);
    }

    @Test
    void I2_theSameIdempotencyKeyAgainIsAnsweredFromTheFirstTime() {
        String storeId = Shops.open(SERVER.cafe());
        JsonNode first = deduct(storeId, "txn-456", "key-1", 2);
        JsonNode again = deduct(storeId, "txn-456", "key-1", 2);

        assertThat(again.path("success").asBoolean()).isTrue();
        assertThat(texts(again.path("warnings"))).containsExactly("Request already processed (idempotency)");
        assertThat(again.path("deductedItems")).isEqualTo(first.path("deductedItems"));
        assertThat(quantity(storeId, "croissant")).isEqualTo(98);
    }

    private static void handlePayment(String storeId, String transactionId, int quantity) {
        JsonNode result = deduct(storeId, transactionId, transactionId + ":1", quantity);
        if (!result.path("success").asBoolean(false)) {
            throw new IllegalStateException("Payment failed: " + String.join(", ", texts(result.path("errors"))));
        }
    }

    @Test
    void I1_aPaymentHandlerFailsThePaymentWhenTheDeductionFails() {
        String storeId = Shops.open(SERVER.cafe());
        assertThatThrownBy(() -> handlePayment(storeId, "txn-1", 101))
                .hasMessageStartingWith(
                        "Payment failed: Caramel Croffle - Croissant: Need 101, Have 100 (Short: 1), Caramel Croffle");
        assertThatThrownBy(() -> handlePayment("nowhere", "txn-1", 1)).hasMessageStartingWith("Payment failed: ");
        assertThat(quantity(storeId, "croissant")).isEqualTo(100);

        handlePayment(storeId, "txn-2", 1);
        assertThat(quantity(storeId, "croissant")).isEqualTo(99);
    }

    @Test
    void validatingTellsWhatIsThere_andChangesNothing() {
        String storeId = Shops.open(SERVER.cafe());
        JsonNode validation = validate(storeId, 3);

        assertThat(validation.path("isValid").asBoolean()).isTrue();
        assertThat(validation.path("errors").isArray()).isTrue();
        assertThat(validation.path("errors")).isEmpty();
        assertThat(validation.path("availableIngredients").toString())
                .isEqualTo("[{\"inventoryStockId\":\"coffee-beans\",\"ingredientName\":\"Coffee Beans\","
                        + "\"quantityNeeded\":0.054,\"unit\":\"piece\",\"currentStock\":100,\"version\":1},"
                        + "{\"inventoryStockId\":\"cup\",\"ingredientName\":\"Cup\","
                        + "\"quantityNeeded\":3,\"unit\":\"piece\",\"currentStock\":100,\"version\":1}]");
        assertThat(quantity(storeId, "cup")).isEqualTo(100);
    }

    @Test
    void validatingTellsEveryShortage() {
        String storeId = Shops.open(SERVER.cafe());
        JsonNode validation = validate(storeId, 101);

        assertThat(validation.path("isValid").isBoolean()).isTrue();
        assertThat(validation.path("isValid").asBoolean()).isFalse();
        assertThat(validation.path("errors").toString())
                .isEqualTo("[{\"productName\":\"Americano\",\"ingredientName\":\"Cup\",\"inventoryStockId\":\"cup\","
                        + "\"required\":101,\"available\":100,\"shortfall\":1}]");
        assertThat(validation.path("availableIngredients")).hasSize(2);
    }
}
