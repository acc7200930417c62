package io.atomicinventory.engine.deduction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.TestDatabase;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The uses that people know, by the names that they know, in Java. */
class KnownNamesTest {
    private TestDatabase database;
    private AtomicInventory engine;
    private AtomicInventoryService atomicInventoryService;
    private Cafe cafe;

    @BeforeEach
    void open() {
        database = new TestDatabase();
        engine = database.engine();
        cafe = Cafe.open(engine);
        atomicInventoryService = engine.deductions();
    }

    @AfterEach
    void booksAreRight() {
        assertThat(engine.verifier().verify()).isEmpty();
        database.close();
    }

    private static DeductionRequest request(String transactionId, String idempotencyKey, long quantity) {
        String storeId = Cafe.CEBU;
        List<SaleItem> items = List.of(new SaleItem(Cafe.CROFFLE, "Caramel Croffle", BigDecimal.valueOf(quantity)));
        String userId = "user-123";
        return new DeductionRequest(transactionId, storeId, items, userId, idempotencyKey);
    }

    @Test
    void I1_deductInventoryAtomicAnswersWithSuccessAndNoErrors() {
        DeductionOutcome result = atomicInventoryService.deductInventoryAtomic(request("txn-456", "txn-456:1", 2));

        assertThat(result.success()).isTrue();
        assertThat(result.errors()).isEmpty();
        assertThat(result.transactionId()).isEqualTo("txn-456");
        assertThat(cafe.quantity(Cafe.CEBU, "croissant")).isEqualByComparingTo("98");
    }

    @Test
    void I1_deductInventoryAtomicAnswersWithTheErrorsOfEveryShortage() {
        DeductionOutcome result = atomicInventoryService.deductInventoryAtomic(request("txn-456", "txn-456:1", 102));

        assertThat(result.success()).isFalse();
        assertThat(result.errors())
                .containsExactly(
                        "Caramel Croffle - Croissant: Need 102, Have 100 (Short: 2)",
                        "Caramel Croffle - Cream: Need 102, Have 100 (Short: 2)",
                        "Caramel Croffle - Caramel: Need 102, Have 100 (Short: 2)",
                        "Caramel Croffle - Wax Paper: Need 102, Have 100 (Short: 2)");
        assertThat(cafe.quantity(Cafe.CEBU, "croissant")).isEqualByComparingTo("100");
    }

    @Test
    void I2_theSameIdempotencyKeyAgainIsAnsweredFromTheFirstTime() {
        DeductionOutcome first = atomicInventoryService.deductInventoryAtomic(request("txn-456", "key-1", 2));
        DeductionOutcome again = atomicInventoryService.deductInventoryAtomic(request("txn-456", "key-1", 2));

        assertThat(again)
                .isEqualTo(new DeductionOutcome.Deducted(
                        "txn-456",
                        ((DeductionOutcome.Deducted) first).deductedItems(),
                        true,
                        List.of("Request already processed (idempotency)")));
        assertThat(cafe.quantity(Cafe.CEBU, "croissant")).isEqualByComparingTo("98");
    }

    @Test
    void I8_anIngredientWithoutAMappingIsAnError() {
        cafe.product("new-drink", "New Drink", "Ube Syrup pump 1");
        DeductionOutcome result = atomicInventoryService.deductInventoryAtomic(
                new DeductionRequest("t", Cafe.CEBU, List.of(new SaleItem("new-drink", 1)), "ana", "k"));
        assertThat(result.success()).isFalse();
        assertThat(result.errors()).containsExactly("No conversion mapping found for Ube Syrup in store cebu");
    }

    /** What a till does with a payment. */
    private final class Till {
        private boolean isCaptured;

        void handlePayment(String transactionId, String attempt, long quantity) {
            DeductionOutcome result =
                    atomicInventoryService.deductInventoryAtomic(request(transactionId, attempt, quantity));
            if (!result.success()) {
                throw new IllegalStateException("Payment failed: " + String.join(", ", result.errors()));
            }
            isCaptured = true;
        }
    }

    @Test
    void I1_aPaymentHandlerFailsThePaymentWhenTheDeductionFails() {
        Till till = new Till();
        assertThatThrownBy(() -> till.handlePayment("txn-1", "txn-1:1", 101))
                .hasMessageStartingWith(
                        "Payment failed: Caramel Croffle - Croissant: Need 101, Have 100 (Short: 1), Caramel Croffle");
        assertThat(till.isCaptured).isFalse();
        assertThat(cafe.quantity(Cafe.CEBU, "croissant")).isEqualByComparingTo("100");

        till.handlePayment("txn-2", "txn-2:1", 1);
        assertThat(till.isCaptured).isTrue();
        assertThat(cafe.quantity(Cafe.CEBU, "croissant")).isEqualByComparingTo("99");
    }

    @Test
    void validateStockAvailabilityTellsWhatIsThere_andChangesNothing() {
        Availability validation = atomicInventoryService
                .validateStockAvailability(Cafe.CEBU, List.of(new SaleItem(Cafe.COFFEE, 3)))
                .orElseThrow();

        assertThat(validation.isValid()).isTrue();
        assertThat(validation.errors()).isEmpty();
        assertThat(validation.availableIngredients())
                .containsExactly(
                        new Availability.Ingredient(
                                "coffee-beans",
                                "Coffee Beans",
                                new BigDecimal("0.054"),
                                "piece",
                                new BigDecimal("100"),
                                1),
                        new Availability.Ingredient(
                                "cup", "Cup", new BigDecimal("3"), "piece", new BigDecimal("100"), 1));
        assertThat(cafe.quantity(Cafe.CEBU, "cup")).isEqualByComparingTo("100");
    }

    @Test
    void validateStockAvailabilityTellsEveryShortage() {
        Availability validation = atomicInventoryService
                .validateStockAvailability(Cafe.CEBU, List.of(new SaleItem(Cafe.COFFEE, 101)))
                .orElseThrow();

        assertThat(validation.isValid()).isFalse();
        assertThat(validation.errors())
                .containsExactly(new Shortage(
                        "Americano", "Cup", "cup", new BigDecimal("101"), new BigDecimal("100"), new BigDecimal("1")));
        assertThat(validation.availableIngredients())
                .extracting(Availability.Ingredient::ingredientName)
                .containsExactly("Coffee Beans", "Cup");
    }
}
