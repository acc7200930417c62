package io.atomicinventory.engine.deduction;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.deduction.DeductionOutcome.Deducted;
import io.atomicinventory.engine.stock.StockItemSettings;
import io.atomicinventory.engine.testing.Blocked;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.OpenCafe;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * One node remembers the menu and another changes it: the next sale of the first goes by the new menu, and so
 * does a sale that had been planned by the old one and was still waiting for its stock.
 */
class MenuChangeTest {
    @RegisterExtension
    private static final OpenCafe OPEN = new OpenCafe();

    private Cafe elsewhere;

    @BeforeEach
    void warmTheMenu() {
        elsewhere = new Cafe(OPEN.otherNode());
        assertThat(sell("warm-1", Cafe.CROFFLE)).isInstanceOf(Deducted.class);
        assertThat(sell("warm-2", Cafe.COFFEE)).isInstanceOf(Deducted.class);
        assertThat(quantity("croissant")).isEqualByComparingTo("99");
        assertThat(quantity("cup")).isEqualByComparingTo("99");
    }

    @Test
    void I8_aRecipeChangedElsewhereIsUsedByTheNextSale() {
        elsewhere.product(Cafe.CROFFLE, "Caramel Croffle", "Croissant piece 2", "Cup piece 1");

        Deducted deducted = (Deducted) sell("t1", Cafe.CROFFLE);

        assertThat(taken(deducted)).containsExactly("croissant 2", "cup 1");
        assertThat(OPEN.engine()
                        .deductions()
                        .findDeduction(Cafe.CEBU, "t1")
                        .orElseThrow()
                        .items()
                        .getFirst()
                        .recipeVersion())
                .isEqualTo(2);
    }

    @Test
    void I8_aProductSwitchedOffElsewhereIsNotSold() {
        elsewhere.saveProduct(Cafe.COFFEE, "Americano", false, "Coffee Beans gram 18", "Cup piece 1");

        assertThat(sell("t1", Cafe.COFFEE).errors()).containsExactly("Product is not sold: americano (Americano)");
    }

    @Test
    void I8_aMappingRemovedElsewhereRefusesTheSale() {
        OPEN.otherNode().catalog().deleteMapping(Cafe.CEBU, "Caramel", "portion");

        assertThat(sell("t1", Cafe.CROFFLE).errors())
                .containsExactly("No conversion mapping found for Caramel in store cebu");
    }

    @Test
    void I8_aMappingMovedElsewhereTakesFromTheNewStockItem() {
        elsewhere.stock(Cafe.CEBU, "oat-cream", "10");
        elsewhere.map(Cafe.CEBU, "Cream", "serving", "oat-cream", "1");

        assertThat(taken((Deducted) sell("t1", Cafe.CROFFLE)))
                .containsExactly("croissant 1", "oat-cream 1", "caramel 1", "wax-paper 1");
        assertThat(quantity("oat-cream")).isEqualByComparingTo("9");
        assertThat(quantity("cream")).isEqualByComparingTo("99");
    }

    @Test
    void I8_aFactorChangedElsewhereIsUsedByTheNextSale() {
        elsewhere.map(Cafe.CEBU, "Coffee Beans", "gram", "coffee-beans", "0.5");

        assertThat(taken((Deducted) sell("t1", Cafe.COFFEE))).containsExactly("coffee-beans 9", "cup 1");
    }

    @Test
    void I8_aStockItemSwitchedOffElsewhereRefusesTheSale() {
        elsewhere.stock(Cafe.CEBU, "cup", new StockItemSettings("Paper Cup", "piece", null, false, false, null));

        assertThat(sell("t1", Cafe.COFFEE).errors()).containsExactly("Stock item is switched off: cup (Paper Cup)");
    }

    @Test
    void I5_aStockItemThatMayNoLongerGoBelowZeroRefusesTheSale() {
        elsewhere.stock(Cafe.CEBU, "cup", new StockItemSettings("cup", "piece", null, true, true, null));
        assertThat(sell("t1", Cafe.COFFEE, 99).success()).isTrue();
        elsewhere.stock(Cafe.CEBU, "cup", new StockItemSettings("cup", "piece", null, false, true, null));

        assertThat(sell("t2", Cafe.COFFEE).errors()).containsExactly("Americano - Cup: Need 1, Have 0 (Short: 1)");
    }

    @Test
    void I8_aProductAddedElsewhereIsSold() {
        elsewhere.product("affogato", "Affogato", "Coffee Beans gram 9", "Cup piece 1");

        assertThat(taken((Deducted) sell("t1", "affogato"))).containsExactly("coffee-beans 0.009", "cup 1");
    }

    @Test
    void I8_aMappingAddedElsewhereLetsTheNextSaleBeMade() {
        elsewhere.product("latte", "Latte", "Milk ml 200", "Cup piece 1");
        assertThat(sell("t1", "latte").errors()).containsExactly("No conversion mapping found for Milk in store cebu");
        elsewhere.stock(Cafe.CEBU, "milk", "10");
        elsewhere.map(Cafe.CEBU, "Milk", "ml", "milk", "0.001");

        assertThat(taken((Deducted) sell("t2", "latte"))).containsExactly("milk 0.2", "cup 1");
    }

    @Test
    void I3_aStoreAddedElsewhereSellsByItsOwnMappings() {
        DeductionRequest sale = new DeductionRequest("t1", "davao", List.of(new SaleItem(Cafe.COFFEE, 1)), "ana", "k1");
        assertThat(OPEN.engine().deductions().deductInventoryAtomic(sale).errors())
                .containsExactly("Unknown store: davao");
        elsewhere.store("davao");
        elsewhere.stock("davao", "beans-and-cups", "10");
        elsewhere.map("davao", "Coffee Beans", "gram", "beans-and-cups", "0.5");
        elsewhere.map("davao", "Cup", "piece", "beans-and-cups", "0.25");

        // What was not recorded leaves the key free.
        assertThat(taken((Deducted) OPEN.engine().deductions().deductInventoryAtomic(sale)))
                .containsExactly("beans-and-cups 9.25");
        assertThat(quantity("cup")).isEqualByComparingTo("99");
    }

    @Test
    void I8_aSaleThatWasPlannedByTheOldMenuAndWaitsForItsStockGoesByTheNewMenu() throws Exception {
        elsewhere.stock(Cafe.CEBU, "oat-cream", "10");
        meetAnotherWriter();
        CompletableFuture<DeductionOutcome> waiting;
        try (Blocked stock = Blocked.on(
                OPEN.database(), "SELECT FROM inventory_stock WHERE stock_id = 'wax-paper' FOR NO KEY UPDATE")) {
            waiting = CompletableFuture.supplyAsync(() -> sell("t1", Cafe.CROFFLE));
            stock.awaitWaiting(1);
            elsewhere.map(Cafe.CEBU, "Cream", "serving", "oat-cream", "1");
            elsewhere.product(
                    Cafe.CROFFLE, "Caramel Croffle", "Croissant piece 3", "Cream serving 2", "Wax Paper piece 1");
        }

        assertThat(taken((Deducted) waiting.get())).containsExactly("croissant 3", "oat-cream 2", "wax-paper 1");
        assertThat(quantity("cream")).isEqualByComparingTo("99");
    }

    /** It read the menu's revision before the change, so it counts as before the change: all of it. */
    @Test
    void I8_aSaleThatWritesOnRememberedStockWhileTheMenuChangesGoesByOneMenuWhole() throws Exception {
        elsewhere.stock(Cafe.CEBU, "oat-cream", "10");
        CompletableFuture<DeductionOutcome> waiting;
        try (Blocked stock = Blocked.on(
                OPEN.database(), "SELECT FROM inventory_stock WHERE stock_id = 'wax-paper' FOR NO KEY UPDATE")) {
            waiting = CompletableFuture.supplyAsync(() -> sell("t1", Cafe.CROFFLE));
            stock.awaitWaiting(1);
            elsewhere.map(Cafe.CEBU, "Cream", "serving", "oat-cream", "1");
            elsewhere.product(
                    Cafe.CROFFLE, "Caramel Croffle", "Croissant piece 3", "Cream serving 2", "Wax Paper piece 1");
        }

        assertThat(taken((Deducted) waiting.get()))
                .isIn(
                        List.of("croissant 1", "cream 1", "caramel 1", "wax-paper 1"),
                        List.of("croissant 3", "oat-cream 2", "wax-paper 1"));
        assertThat(taken((Deducted) sell("t2", Cafe.CROFFLE)))
                .containsExactly("croissant 3", "oat-cream 2", "wax-paper 1");
    }

    /** After that this node locks its rows before it reads anything. */
    private void meetAnotherWriter() {
        elsewhere.receive(Cafe.CEBU, "cream", "1", "delivery");
        sell("wary", Cafe.CROFFLE);
    }

    @Test
    void I8_aBatchGoesByOneMenuFromItsFirstToItsLastSale() {
        elsewhere.product(Cafe.COFFEE, "Americano", "Cup piece 2");

        List<DeductionOutcome> outcomes = OPEN.engine()
                .deductions()
                .deductInventoryAtomic(
                        List.of(Cafe.sale("t1", "k1", Cafe.COFFEE, 1), Cafe.sale("t2", "k2", Cafe.COFFEE, 2)));

        assertThat(outcomes.stream().map(outcome -> taken((Deducted) outcome)))
                .containsExactly(List.of("cup 2"), List.of("cup 4"));
    }

    private static DeductionOutcome sell(String transactionId, String productId) {
        return sell(transactionId, productId, 1);
    }

    private static DeductionOutcome sell(String transactionId, String productId, long quantity) {
        return OPEN.engine()
                .deductions()
                .deductInventoryAtomic(Cafe.sale(transactionId, "key-" + transactionId, productId, quantity));
    }

    private static List<String> taken(Deducted deducted) {
        return deducted.deductedItems().stream()
                .map(item ->
                        item.inventoryStockId() + " " + item.quantityDeducted().toPlainString())
                .toList();
    }

    private static BigDecimal quantity(String stockId) {
        return OPEN.cafe().quantity(Cafe.CEBU, stockId);
    }
}
