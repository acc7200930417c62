package io.atomicinventory.engine.catalog;

import static io.atomicinventory.engine.testing.Cafe.ANA;
import static io.atomicinventory.engine.testing.Cafe.CEBU;
import static io.atomicinventory.engine.testing.Cafe.COFFEE;
import static io.atomicinventory.engine.testing.Cafe.CROFFLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.catalog.MenuGap.Kind;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.deduction.DeductionRequest;
import io.atomicinventory.engine.deduction.SaleItem;
import io.atomicinventory.engine.monitor.Finding;
import io.atomicinventory.engine.monitor.HealthStatus;
import io.atomicinventory.engine.stock.StockItemSettings;
import io.atomicinventory.engine.testing.OpenCafe;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MenuGapTest {
    private static final String MANDAUE = "mandaue";
    private static final String LATTE = "latte";

    @RegisterExtension
    static final OpenCafe CAFE = new OpenCafe();

    private int sales;

    private static List<MenuGap> gaps(String storeId) {
        return CAFE.engine().catalog().gaps(storeId, null, 100).items();
    }

    private static MenuGap onlyGap() {
        assertThat(gaps(CEBU)).hasSize(1);
        return gaps(CEBU).getFirst();
    }

    private DeductionOutcome sell(String storeId, String... productIds) {
        sales++;
        return sellAs("sale-" + sales, "key-" + sales, storeId, productIds);
    }

    private static DeductionOutcome sellAs(String transactionId, String key, String storeId, String... productIds) {
        List<SaleItem> items = new ArrayList<>();
        for (String productId : productIds) {
            items.add(new SaleItem(productId, 1));
        }
        return CAFE.engine()
                .deductions()
                .deductInventoryAtomic(new DeductionRequest(transactionId, storeId, items, "ana", key));
    }

    /** As the owner: every refusal recorded so far. */
    private static void refusalsAre(String age) {
        CAFE.database()
                .execute("UPDATE inventory_deduction_idempotency SET recorded_at = now() - interval '" + age
                        + "' WHERE outcome = 'refused'");
    }

    private static void switchOff(String stockId) {
        CAFE.cafe().stock(CEBU, stockId, new StockItemSettings(stockId, "piece", null, false, false, BigDecimal.ZERO));
    }

    private static Finding check(String storeId, HealthStatus status) {
        Finding finding = CAFE.engine().monitor().runHealthCheck(storeId).orElseThrow().checks().stream()
                .filter(one -> one.name().equals("mappings"))
                .findFirst()
                .orElseThrow();
        assertThat(finding.status()).as(finding.message()).isEqualTo(status);
        return finding;
    }

    // What is a gap

    @Test
    void I8_whatAProductLacksThatTheStoreHasBegunToMapIsAGap() {
        assertThat(gaps(CEBU)).isEmpty();

        CAFE.cafe().product(LATTE, "Latte", "Oat Milk ml 150", "Coffee Beans gram 18");

        assertThat(onlyGap())
                .isEqualTo(new MenuGap(
                        Kind.MISSING,
                        "Oat Milk",
                        "ml",
                        null,
                        0,
                        null,
                        1,
                        List.of(new MenuGap.Concerned(LATTE, "Latte")),
                        List.of()));
    }

    @Test
    void I8_whatAStoreDoesNotSellIsNoGapUntilItIsRefusedThere() {
        CAFE.cafe().product("matcha", "Matcha", "Matcha Powder gram 4", "Ice cube 5");
        CAFE.cafe().product("iced-tea", "Iced Tea", "Tea gram 4", "Ice cube 5");
        assertThat(gaps(CEBU)).isEmpty();
        assertThat(gaps("nowhere")).isEmpty();

        assertThat(sell(CEBU, "matcha").success()).isFalse();

        // Tea was never asked for, and the ice of a tea that nobody sells is the matcha's alone.
        assertThat(gaps(CEBU))
                .extracting(MenuGap::ingredient, MenuGap::refusedSales, MenuGap::products)
                .containsExactly(tuple("Ice", 1L, 1), tuple("Matcha Powder", 1L, 1));
    }

    @Test
    void I8_packagingAloneDoesNotBeginAProduct() {
        sharesItsCup(IngredientRole.PACKAGING);
        assertThat(gaps(CEBU))
                .as("a store that maps cups does not sell all that is drunk")
                .isEmpty();

        sell(CEBU, "matcha");
        assertThat(onlyGap().ingredient()).isEqualTo("Matcha Powder");
        refusalsAre("8 days");
        assertThat(gaps(CEBU)).isEmpty();

        sharesItsCup(IngredientRole.ADDON);
        assertThat(onlyGap().ingredient()).isEqualTo("Matcha Powder");
    }

    private static void sharesItsCup(IngredientRole role) {
        assertThat(CAFE.engine()
                        .catalog()
                        .saveProduct(
                                new Product(
                                        "matcha",
                                        "Matcha",
                                        null,
                                        true,
                                        List.of(
                                                new Ingredient("Matcha Powder", "gram", new BigDecimal(4)),
                                                new Ingredient("Cup", "piece", BigDecimal.ONE, role, null))),
                                ANA))
                .isInstanceOf(CatalogSaved.Saved.class);
    }

    @Test
    void I8_aProductThatIsNotSoldOrNoLongerNeedsItHasNoGap() {
        CAFE.cafe().product(LATTE, "Latte", "Oat Milk ml 150", "Coffee Beans gram 18");
        sell(CEBU, LATTE);
        assertThat(gaps(CEBU)).hasSize(1);

        CAFE.cafe().saveProduct(LATTE, "Latte", false, "Oat Milk ml 150", "Coffee Beans gram 18");
        assertThat(gaps(CEBU)).isEmpty();

        CAFE.cafe().product(LATTE, "Latte", "Coffee Beans gram 18");
        assertThat(gaps(CEBU)).isEmpty();
    }

    @Test
    void I8_namesAreComparedAsMappingsAre() {
        CAFE.cafe().product("brulee", "Brûlée", "Cre\u0300me  BRÛLÉE Piece 1", "Cup piece 1");
        CAFE.cafe().product("brulee-2", "Brûlée for two", "crème brûlée PIECE 2", "Cup piece 1");
        sell(CEBU, "brulee", "brulee-2");

        MenuGap gap = onlyGap();
        assertThat(gap.ingredient()).isEqualTo("Cre\u0300me  BRÛLÉE");
        assertThat(gap.products()).isEqualTo(2);
        assertThat(gap.refusedSales()).as("one sale, in two spellings").isEqualTo(1);

        CAFE.cafe().map(CEBU, "CRÈME BRÛLÉE", "piece", "cream", "1");
        assertThat(gaps(CEBU)).isEmpty();
    }

    @Test
    void I8_aMappingToWhatIsSwitchedOffIsAGapOfAnotherKind() {
        switchOff("cream");
        assertThat(sell(CEBU, CROFFLE).success()).isFalse();

        MenuGap gap = onlyGap();
        assertThat(gap.kind()).isEqualTo(Kind.INACTIVE);
        assertThat(gap.ingredient()).isEqualTo("Cream");
        assertThat(gap.stockId()).isEqualTo("cream");
        assertThat(gap.refusedSales()).isEqualTo(1);
        assertThat(gap.examples()).containsExactly(new MenuGap.Concerned(CROFFLE, "Caramel Croffle"));
        assertThat(gap.suggestions()).as("not the same again").isEmpty();

        CAFE.cafe().stock(CEBU, "cream", "0");
        assertThat(gaps(CEBU)).isEmpty();
    }

    // Order

    @Test
    void I8_theGapThatMostSalesWereRefusedForComesFirst() {
        CAFE.cafe().product("a", "A", "Almond gram 1", "Butter gram 1", "Cup piece 1");
        CAFE.cafe().product("b", "B", "Butter gram 1", "Cup piece 1");
        CAFE.cafe().product("c", "C", "Corn gram 1", "Cup piece 1");
        CAFE.cafe().product("d", "D", "Dates gram 1", "Cup piece 1");
        CAFE.cafe().product("e", "E", "Dates kg 1", "Cup piece 1");
        sell(CEBU, "c");
        Instant before = Instant.now();
        sell(CEBU, "c", "d");
        sellAs("sale-1", "again", CEBU, "c");

        assertThat(gaps(CEBU))
                .extracting(MenuGap::ingredient, MenuGap::unit, MenuGap::refusedSales, MenuGap::products)
                .containsExactly(
                        tuple("Corn", "gram", 2L, 1),
                        tuple("Dates", "gram", 1L, 1),
                        tuple("Dates", "kg", 1L, 1),
                        tuple("Butter", "gram", 0L, 2),
                        tuple("Almond", "gram", 0L, 1));
        assertThat(gaps(CEBU).getFirst().lastRefusedAt()).isBetween(before.minusSeconds(5), before.plusSeconds(30));
    }

    @Test
    void I8_anIngredientComesFirstByTheRefusalsOfSevenDaysByTheClock() {
        CAFE.cafe().product("a", "A", "Almond gram 1", "Cup piece 1");
        CAFE.cafe().product("b", "B", "Butter gram 1", "Cup piece 1");
        CAFE.cafe().product("matcha", "Matcha", "Matcha Powder gram 4");
        sell(CEBU, "b");
        sell(CEBU, "matcha");

        refusalsAre("6 days 23 hours 59 minutes");
        assertThat(gaps(CEBU))
                .extracting(MenuGap::ingredient, MenuGap::refusedSales)
                .containsExactly(tuple("Butter", 1L), tuple("Matcha Powder", 1L), tuple("Almond", 0L));
        assertThat(Duration.between(gaps(CEBU).getFirst().lastRefusedAt(), Instant.now()))
                .isBetween(Duration.ofHours(6 * 24 + 23), Duration.ofDays(7));

        refusalsAre("7 days 1 minute");
        assertThat(gaps(CEBU))
                .extracting(MenuGap::ingredient, MenuGap::refusedSales, MenuGap::lastRefusedAt)
                .containsExactly(tuple("Almond", 0L, null), tuple("Butter", 0L, null));
    }

    @Test
    void I3_whatOtherStoresMapRefuseAndStockIsNotSeen() {
        CAFE.cafe().store(MANDAUE);
        CAFE.cafe().stock(MANDAUE, "oat-milk", item("Oat Milk", "ml", true));
        CAFE.cafe().product(LATTE, "Latte", "Oat Milk ml 150", "Coffee Beans gram 18");
        sell(MANDAUE, LATTE);

        assertThat(gaps(MANDAUE))
                .extracting(MenuGap::ingredient, MenuGap::refusedSales)
                .containsExactly(tuple("Coffee Beans", 1L), tuple("Oat Milk", 1L));
        assertThat(onlyGap().refusedSales()).isZero();
        assertThat(onlyGap().suggestions()).isEmpty();

        CAFE.cafe().map(MANDAUE, "Oat Milk", "ml", "oat-milk", "1");
        assertThat(onlyGap().ingredient()).isEqualTo("Oat Milk");
        assertThat(gaps(MANDAUE)).extracting(MenuGap::ingredient).containsExactly("Coffee Beans");
    }

    @Test
    void pagesGoOnWhereTheOneBeforeEnded() {
        for (int i = 0; i < 7; i++) {
            CAFE.cafe().product("p" + i, "P " + i, "New " + i % 5 + " gram 1", "Other " + i + " ml 1", "Cup piece 1");
        }
        sell(CEBU, "p4");
        List<MenuGap> all = gaps(CEBU);
        assertThat(all).hasSize(12);

        List<MenuGap> read = new ArrayList<>();
        String after = null;
        do {
            Page<MenuGap> page = CAFE.engine().catalog().gaps(CEBU, after, 5);
            read.addAll(page.items());
            after = page.next();
        } while (after != null);

        assertThat(read).isEqualTo(all);
        for (String wrong : new String[] {"", "x", "1\u001f2\u001fmilk", "1\u001ftwo\u001fmilk\u001fml"}) {
            assertThatThrownBy(() -> CAFE.engine().catalog().gaps(CEBU, wrong, 5))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessage("after: must be the next of the page before");
        }
        assertThatThrownBy(() -> CAFE.engine().catalog().gaps(CEBU, null, 0))
                .isInstanceOf(InvalidRequestException.class);
    }

    // Suggestions

    private static StockItemSettings item(String name, String unit, boolean isActive) {
        return new StockItemSettings(
                name, unit, null, false, isActive, isActive ? new BigDecimal("1000") : BigDecimal.ZERO);
    }

    @Test
    void aStockItemIsSuggestedByItsWordsAndItsUnit() {
        CAFE.cafe().stock(CEBU, "bc-1", item("Croissant, butter", "piece", true));
        CAFE.cafe().stock(CEBU, "bc-2", item("Croisant butter", "pcs", true));
        CAFE.cafe().stock(CEBU, "bc-3", item("Butter Croissant (large)", "kg", true));
        CAFE.cafe().stock(CEBU, "bc-4", item("Butter Croissant", "piece", false));
        CAFE.cafe().product("plain", "Plain", "Butter Croissant piece 1", "Cup piece 1");

        assertThat(onlyGap().suggestions())
                .extracting(MappingSuggestion::stockId, MappingSuggestion::factor)
                .containsExactly(
                        tuple("bc-1", BigDecimal.ONE),
                        tuple("bc-2", BigDecimal.ONE),
                        tuple("bc-3", null),
                        tuple("croissant", BigDecimal.ONE));
        assertThat(onlyGap().suggestions())
                .extracting(MappingSuggestion::score)
                .startsWith(100)
                .allMatch(score -> score >= MappingSuggestion.MIN_SCORE && score <= 100)
                .isSortedAccordingTo((one, other) -> other - one);
        assertThat(onlyGap()).isEqualTo(onlyGap());
    }

    @Test
    void I8_nothingIsMappedUntilSomebodySaysSoAndThenItSells() {
        CAFE.cafe().stock(CEBU, "oat-milk", item("OAT  milk", "L", true));
        CAFE.cafe().product(LATTE, "Latte", "Oat Milk ml 150", "Coffee Beans gram 18");
        assertThat(sell(CEBU, LATTE).success()).isFalse();
        MenuGap gap = onlyGap();
        MappingSuggestion suggestion = gap.suggestions().getFirst();
        assertThat(suggestion)
                .isEqualTo(new MappingSuggestion("oat-milk", "OAT  milk", "L", 100, new BigDecimal("0.001")));
        assertThat(sell(CEBU, LATTE).success()).isFalse();
        check(CEBU, HealthStatus.CRITICAL);

        CAFE.engine()
                .catalog()
                .saveMappings(
                        CEBU,
                        List.of(new Mapping(gap.ingredient(), gap.unit(), suggestion.stockId(), factor(suggestion))));

        assertThat(gaps(CEBU)).isEmpty();
        check(CEBU, HealthStatus.HEALTHY);
        assertThat(sell(CEBU, LATTE).success()).isTrue();
        assertThat(CAFE.cafe().quantity(CEBU, "oat-milk")).isEqualByComparingTo("999.85");
    }

    private static BigDecimal factor(MappingSuggestion suggestion) {
        return Objects.requireNonNull(suggestion.factor());
    }

    // Health

    @Test
    void I8_aMissingMappingWarnsAndIsCriticalOnceSalesAreRefusedForIt() {
        check(CEBU, HealthStatus.HEALTHY);
        CAFE.database().execute("""
                CREATE TABLE kept AS SELECT * FROM conversion_mappings WHERE recipe_ingredient_name = 'cream';
                DELETE FROM conversion_mappings WHERE recipe_ingredient_name = 'cream'""");
        try {
            Finding warning = check(CEBU, HealthStatus.WARNING);
            assertThat(warning.details())
                    .containsEntry("found", 1L)
                    .containsEntry("examples", List.of("Cream in serving"));
            assertThat(warning.message()).contains("Cream in serving", "0 were");
            assertThat(warning.details().get("todo")).asString().contains("Map each");

            assertThat(CAFE.otherNode()
                            .deductions()
                            .deductInventoryAtomic(new DeductionRequest(
                                    "lost", CEBU, List.of(new SaleItem(CROFFLE, 1)), "ana", "lost"))
                            .success())
                    .isFalse();
            assertThat(check(CEBU, HealthStatus.CRITICAL).details()).containsEntry("refusedSales24h", 1);

            refusalsAre("24 hours 1 minute");
            check(CEBU, HealthStatus.WARNING);
            refusalsAre("23 hours 59 minutes");
            check(CEBU, HealthStatus.CRITICAL);
        } finally {
            CAFE.database().execute("INSERT INTO conversion_mappings SELECT * FROM kept", "DROP TABLE kept");
        }
        Finding fine = check(CEBU, HealthStatus.HEALTHY);
        assertThat(fine.details())
                .containsEntry("found", 0L)
                .containsEntry("examples", List.of())
                .containsEntry("todo", "");
    }

    @Test
    void I8_anItemThatIsSwitchedOffWarns() {
        CAFE.database().execute("UPDATE inventory_stock SET is_active = false WHERE stock_id = 'cup'");
        assertThat(check(CEBU, HealthStatus.WARNING).message()).contains("Cup in piece (cup is switched off)");

        CAFE.database().execute("UPDATE inventory_stock SET is_active = true WHERE stock_id = 'cup'");
        check(CEBU, HealthStatus.HEALTHY);
    }

    @Test
    void I8_aStoreWithoutMappingsIsHealthyUntilSalesAreRefusedThere() {
        CAFE.cafe().store(MANDAUE);
        check(MANDAUE, HealthStatus.HEALTHY);

        sell(MANDAUE, COFFEE);
        assertThat(check(MANDAUE, HealthStatus.CRITICAL).details())
                .containsEntry("examples", List.of("Coffee Beans in gram", "Cup in piece"));

        refusalsAre("7 days 1 minute");
        check(MANDAUE, HealthStatus.HEALTHY);
        check(CEBU, HealthStatus.HEALTHY);
    }
}
