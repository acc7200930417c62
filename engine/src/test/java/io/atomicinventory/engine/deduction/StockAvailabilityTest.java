package io.atomicinventory.engine.deduction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.stock.StockItemSettings;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.OpenCafe;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Asking whether a sale would fit says what a sale would say, and changes nothing. */
class StockAvailabilityTest {
    @RegisterExtension
    private static final OpenCafe OPEN = new OpenCafe();

    private String books = "";

    @BeforeEach
    void remember() {
        books = OPEN.books();
    }

    @AfterEach
    void I4_askingChangesNothing() {
        assertThat(OPEN.books()).isEqualTo(books);
    }

    @Test
    void I8_aSaleThatFitsIsValidAndShowsWhatItNeeds() {
        Availability availability = validate(new SaleItem(Cafe.COFFEE, 2), new SaleItem(Cafe.COFFEE, 1));

        assertThat(availability)
                .isEqualTo(new Availability(
                        true,
                        List.of(),
                        List.of(),
                        List.of(
                                needed("coffee-beans", "Coffee Beans", "0.054", "100"),
                                needed("cup", "Cup", "3", "100"))));
    }

    @Test
    void I8_aShortageIsToldForEachStockItem() {
        Availability availability = validate(new SaleItem(Cafe.CROFFLE, 105));

        assertThat(availability.isValid()).isFalse();
        assertThat(availability.problems()).isEmpty();
        assertThat(availability.errors()).hasSize(4);
        assertThat(availability.errors().getFirst().text())
                .isEqualTo("Caramel Croffle - Croissant: Need 105, Have 100 (Short: 5)");
        assertThat(availability.availableIngredients())
                .contains(needed("croissant", "Croissant", "105", "100"))
                .hasSize(4);
    }

    @Test
    void I5_whatIsHeldIsNotShownAsAvailable() {
        OPEN.database().execute("UPDATE inventory_stock SET held = 40 WHERE stock_id = 'cup'");
        remember();

        Availability availability = validate(new SaleItem(Cafe.COFFEE, 61));

        assertThat(availability.errors())
                .containsExactly(new Shortage("Americano", "Cup", "cup", decimal("61"), decimal("60"), decimal("1")));
        assertThat(validate(new SaleItem(Cafe.COFFEE, 60)).isValid()).isTrue();
    }

    @Test
    void I5_aStockItemThatMayGoBelowZeroIsNeverShort() {
        OPEN.cafe().stock(Cafe.CEBU, "cup", new StockItemSettings("cup", "piece", null, true, true, null));
        remember();

        assertThat(validate(new SaleItem(Cafe.COFFEE, 1000)).isValid()).isTrue();
    }

    @Test
    void I8_everythingElseThatStandsAgainstItIsToldInWords() {
        Cafe cafe = OPEN.cafe();
        OPEN.engine().catalog().deleteMapping(Cafe.CEBU, "Caramel", "portion");
        cafe.stock(Cafe.CEBU, "cream", new StockItemSettings("Cream", "piece", null, false, false, null));
        cafe.saveProduct("old-tea", "Old Tea", false, "Cup piece 1");
        remember();

        Availability availability = validate(
                new SaleItem(Cafe.CROFFLE, 101),
                new SaleItem(Cafe.COFFEE, decimal("0.0001")),
                new SaleItem("ghost", "Ghost Tea", BigDecimal.ONE),
                new SaleItem("old-tea", 1));

        assertThat(availability.isValid()).isFalse();
        assertThat(availability.problems())
                .containsExactly(
                        "Unknown product: ghost (Ghost Tea)",
                        "Product is not sold: old-tea (Old Tea)",
                        "No conversion mapping found for Caramel in store cebu",
                        "Stock item is switched off: cream (Cream)",
                        "Americano - Coffee Beans: 0.0000018 needs more than 4 decimals");
        assertThat(availability.errors().stream().map(Shortage::inventoryStockId))
                .containsExactly("croissant", "wax-paper");
    }

    @Test
    void I8_aMenuThatChangedElsewhereIsSeen() {
        assertThat(validate(new SaleItem("affogato", 1)).problems()).containsExactly("Unknown product: affogato");

        new Cafe(OPEN.otherNode()).product("affogato", "Affogato", "Cup piece 2");

        assertThat(validate(new SaleItem("affogato", 1)).availableIngredients())
                .containsExactly(needed("cup", "Cup", "2", "100"));
    }

    @Test
    void I3_anUnknownStoreHasNoAnswer() {
        assertThat(OPEN.engine().deductions().validateStockAvailability("davao", List.of(new SaleItem("x", 1))))
                .isEmpty();
    }

    @Test
    void I8_theLinesAreBoundedAsThoseOfASale() {
        AtomicInventoryService deductions = OPEN.engine().deductions();
        for (List<SaleItem> items :
                List.of(List.<SaleItem>of(), Collections.nCopies(201, new SaleItem(Cafe.COFFEE, 1)))) {
            assertThatThrownBy(() -> deductions.validateStockAvailability(Cafe.CEBU, items))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessage("items: must have 1 to 200 lines");
        }
        assertThatThrownBy(() -> validate(new SaleItem(Cafe.COFFEE, 1_000_000), new SaleItem(Cafe.COFFEE, 1)))
                .isInstanceOf(InvalidRequestException.class);
    }

    private static Availability validate(SaleItem... items) {
        return OPEN.engine()
                .deductions()
                .validateStockAvailability(Cafe.CEBU, List.of(items))
                .orElseThrow();
    }

    private static Availability.Ingredient needed(String stockId, String ingredient, String amount, String stock) {
        return new Availability.Ingredient(stockId, ingredient, decimal(amount), "piece", decimal(stock), 1);
    }

    private static BigDecimal decimal(String number) {
        return new BigDecimal(number);
    }
}
