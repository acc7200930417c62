package io.atomicinventory.engine.deduction;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.deduction.DeductionOutcome.Refused;
import io.atomicinventory.engine.deduction.Problem.Reason;
import io.atomicinventory.engine.stock.StockItemSettings;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.OpenCafe;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every reason why a sale is refused, in its exact words, alone and together with the others. */
class DeductionRefusalTest {
    @RegisterExtension
    private static final OpenCafe OPEN = new OpenCafe();

    @Test
    void I8_anUnknownProductIsRefusedByItsIdAndWhatTheTillCallsIt() {
        assertRefused(
                List.of(new SaleItem("ghost", 1), new SaleItem("phantom", "Phantom Tea", BigDecimal.TWO)),
                Reason.UNKNOWN_PRODUCT,
                "Unknown product: ghost",
                "Unknown product: phantom (Phantom Tea)");
    }

    @Test
    void I8_aProductThatIsNotSoldIsRefused() {
        OPEN.cafe().saveProduct(Cafe.COFFEE, "Americano", false, "Coffee Beans gram 18", "Cup piece 1");

        assertRefused(
                List.of(new SaleItem(Cafe.COFFEE, 1)),
                Reason.UNKNOWN_PRODUCT,
                "Product is not sold: americano (Americano)");
    }

    @Test
    void I8_eachMissingConversionMappingIsNamed() {
        OPEN.engine().catalog().deleteMapping(Cafe.CEBU, "Caramel", "portion");
        assertRefused(
                List.of(new SaleItem(Cafe.CROFFLE, 1)),
                Reason.NO_CONVERSION_MAPPING,
                "No conversion mapping found for Caramel in store cebu");

        OPEN.engine().catalog().deleteMapping(Cafe.CEBU, "Cup", "piece");
        OPEN.engine().catalog().deleteMapping(Cafe.CEBU, "Croissant", "piece");
        assertRefused(
                List.of(new SaleItem(Cafe.COFFEE, 1), new SaleItem(Cafe.CROFFLE, 1)),
                Reason.NO_CONVERSION_MAPPING,
                "No conversion mapping found for Cup in store cebu",
                "No conversion mapping found for Croissant in store cebu",
                "No conversion mapping found for Caramel in store cebu");
    }

    @Test
    void I8_aMappingOfTheNameInAnotherUnitIsNoMapping() {
        OPEN.cafe().product("brew", "Brew", "Coffee Beans ounce 1");

        assertRefused(
                List.of(new SaleItem("brew", 1)),
                Reason.NO_CONVERSION_MAPPING,
                "No conversion mapping found for Coffee Beans in store cebu");
    }

    @Test
    void I8_aStockItemThatIsSwitchedOffIsRefused() {
        OPEN.cafe().stock(Cafe.CEBU, "cream", new StockItemSettings("Whipped Cream", "piece", null, true, false, null));

        assertRefused(
                List.of(new SaleItem(Cafe.CROFFLE, 1)),
                Reason.INACTIVE_ITEM,
                "Stock item is switched off: cream (Whipped Cream)");
    }

    @Test
    void I8_anAmountThatFourDecimalsCannotHoldIsRefusedNotRounded() {
        assertRefused(
                List.of(new SaleItem(Cafe.COFFEE, new BigDecimal("0.0001"))),
                Reason.QUANTITY_NOT_EXACT,
                "Americano - Coffee Beans: 0.0000018 needs more than 4 decimals");
    }

    @Test
    void I1_aShortageOfOneIngredientTakesNothingOfTheOthers() {
        OPEN.cafe().stock(Cafe.CEBU, "three", "3");
        OPEN.cafe().map(Cafe.CEBU, "Croissant", "piece", "three", "1");

        Refused refused = assertRefused(
                List.of(new SaleItem(Cafe.CROFFLE, 5)),
                Reason.INSUFFICIENT_STOCK,
                "Caramel Croffle - Croissant: Need 5, Have 3 (Short: 2)");
        assertThat(refused.shortages())
                .containsExactly(new Shortage(
                        "Caramel Croffle",
                        "Croissant",
                        "three",
                        new BigDecimal("5"),
                        new BigDecimal("3"),
                        new BigDecimal("2")));
    }

    @Test
    void I1_aShortageNamesEveryProductAndIngredientInTheOrderOfTheRequest() {
        OPEN.cafe().product("gift-box", "Gift Box", "Napkin piece 2", "Wax Paper piece 0.5");
        OPEN.cafe().map(Cafe.CEBU, "Napkin", "piece", "wax-paper", "0.25");

        assertRefused(
                List.of(new SaleItem("gift-box", 1), new SaleItem(Cafe.CROFFLE, 100), new SaleItem("gift-box", 1)),
                Reason.INSUFFICIENT_STOCK,
                "Gift Box, Caramel Croffle - Napkin, Wax Paper: Need 102, Have 100 (Short: 2)");
        assertRefused(
                List.of(new SaleItem(Cafe.CROFFLE, 100), new SaleItem("gift-box", new BigDecimal("0.1"))),
                Reason.INSUFFICIENT_STOCK,
                "Caramel Croffle, Gift Box - Wax Paper, Napkin: Need 100.1, Have 100 (Short: 0.1)");
    }

    @Test
    void I2_aDeductedTransactionWithOtherItemsIsRefusedForEver() {
        sell("t1", "k1", new SaleItem(Cafe.CROFFLE, 1));

        Refused refused = (Refused) sell("t1", "k2", new SaleItem(Cafe.CROFFLE, 2));
        assertThat(refused.reason()).isEqualTo(Reason.TRANSACTION_ALREADY_DEDUCTED);
        assertThat(refused.errors()).containsExactly("Transaction t1 was already deducted with other items");
        assertThat(((Refused) sell("t1", "k2", new SaleItem(Cafe.CROFFLE, 2))).replayed())
                .isTrue();
        assertThat(OPEN.cafe().quantity(Cafe.CEBU, "cream")).isEqualByComparingTo("99");
    }

    /** All of them against one sale; then each in turn is put right, the one that names the refusal first. */
    @Test
    void I8_allProblemsComeTogetherAndTheFirstInTheOrderOfPrecedenceNamesTheRefusal() {
        Cafe cafe = OPEN.cafe();
        cafe.stock(Cafe.CEBU, "three", "3");
        cafe.map(Cafe.CEBU, "Croissant", "piece", "three", "1");
        cafe.stock(Cafe.CEBU, "cream", new StockItemSettings("Cream", "piece", null, false, false, null));
        OPEN.engine().catalog().deleteMapping(Cafe.CEBU, "Caramel", "portion");
        cafe.saveProduct("old-tea", "Old Tea", false, "Cup piece 1");
        cafe.product("affogato", "Affogato", "Cup piece 1");
        sell("t1", "k0", new SaleItem("affogato", 1));
        SaleItem[] items = {
            new SaleItem(Cafe.CROFFLE, 5),
            new SaleItem(Cafe.COFFEE, new BigDecimal("0.0001")),
            new SaleItem("ghost", 1),
            new SaleItem("old-tea", 1)
        };
        String transaction = "TRANSACTION_ALREADY_DEDUCTED Transaction t1 was already deducted with other items";
        String ghost = "UNKNOWN_PRODUCT Unknown product: ghost";
        String oldTea = "UNKNOWN_PRODUCT Product is not sold: old-tea (Old Tea)";
        String caramel = "NO_CONVERSION_MAPPING No conversion mapping found for Caramel in store cebu";
        String cream = "INACTIVE_ITEM Stock item is switched off: cream (Cream)";
        String beans = "QUANTITY_NOT_EXACT Americano - Coffee Beans: 0.0000018 needs more than 4 decimals";
        String croissant = "INSUFFICIENT_STOCK Caramel Croffle - Croissant: Need 5, Have 3 (Short: 2)";

        assertThat(problems("t1", "k1", items))
                .containsExactly(transaction, ghost, oldTea, caramel, cream, beans, croissant);
        assertThat(problems("t2", "k2", items)).containsExactly(ghost, oldTea, caramel, cream, beans, croissant);
        cafe.product("ghost", "Ghost", "Cup piece 1");
        assertThat(problems("t2", "k3", items)).containsExactly(oldTea, caramel, cream, beans, croissant);
        cafe.product("old-tea", "Old Tea", "Cup piece 1");
        assertThat(problems("t2", "k4", items)).containsExactly(caramel, cream, beans, croissant);
        cafe.map(Cafe.CEBU, "Caramel", "portion", "caramel", "1");
        assertThat(problems("t2", "k5", items)).containsExactly(cream, beans, croissant);
        cafe.stock(Cafe.CEBU, "cream", new StockItemSettings("Cream", "piece", null, false, true, null));
        assertThat(problems("t2", "k6", items)).containsExactly(beans, croissant);
        cafe.product(Cafe.COFFEE, "Americano", "Cup piece 1");
        assertThat(problems("t2", "k7", items)).containsExactly(croissant);
        cafe.receive(Cafe.CEBU, "three", "2", "delivery-1");
        assertThat(sell("t2", "k8", items).success()).isTrue();
    }

    /** Refused with these texts, nothing moved, and the refusal recorded. */
    private static Refused assertRefused(List<SaleItem> items, Reason reason, String... texts) {
        long recorded = OPEN.count("inventory_deduction_idempotency WHERE outcome = 'refused'");
        String stock = OPEN.database().value("SELECT string_agg(s::text, ' ') FROM inventory_stock s");
        long movements = OPEN.count("inventory_movements");

        Refused refused = (Refused) sell("t" + recorded, "k" + recorded, items.toArray(SaleItem[]::new));

        assertThat(refused.errors()).containsExactly(texts);
        assertThat(refused.problems()).allMatch(problem -> problem.reason() == reason);
        assertThat(refused.reason()).isEqualTo(reason);
        assertThat(refused.success()).isFalse();
        assertThat(refused.replayed()).isFalse();
        assertThat(OPEN.count("inventory_deduction_idempotency WHERE outcome = 'refused'"))
                .isEqualTo(recorded + 1);
        assertThat(OPEN.database().value("SELECT string_agg(s::text, ' ') FROM inventory_stock s"))
                .isEqualTo(stock);
        assertThat(OPEN.count("inventory_movements")).isEqualTo(movements);
        return refused;
    }

    private static List<String> problems(String transactionId, String key, SaleItem... items) {
        return ((Refused) sell(transactionId, key, items))
                .problems().stream()
                        .map(problem -> problem.reason() + " " + problem.text())
                        .toList();
    }

    private static DeductionOutcome sell(String transactionId, String key, SaleItem... items) {
        return OPEN.engine()
                .deductions()
                .deductInventoryAtomic(new DeductionRequest(transactionId, Cafe.CEBU, List.of(items), "ana", key));
    }
}
