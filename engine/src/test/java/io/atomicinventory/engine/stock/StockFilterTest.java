package io.atomicinventory.engine.stock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.TestDatabase;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody finds who looks for stock items. */
class StockFilterTest {
    private static final String SHELF = "shelf";

    private static TestDatabase database;
    private static AtomicInventory engine;
    private static StockService stock;
    private static Cafe cafe;

    @AfterAll
    static void close() {
        assertThat(engine.verifier().verify()).isEmpty();
        database.close();
    }

    @BeforeAll
    static void fill() {
        database = new TestDatabase();
        engine = database.engine();
        stock = engine.stock();
        cafe = new Cafe(engine);
        for (String store : List.of(SHELF, "other-shelf")) {
            cafe.store(store);
            put(store, "z-1", "Apple Juice", "5", "5", true);
            put(store, "a-9", "apple pie", "6", "5", true);
            put(store, "m_5", "Crème Brûlée", "1", "5", false);
            put(store, "b-2", "100% Cocoa", "9", null, true);
            put(store, "b-1", "Éclair", "0", null, true);
            put(store, "c-3", "Zucchini_fine", "0", "0", true);
            put(store, "c-4", "ЩИ", "3", null, true);
        }
        database.execute("""
                UPDATE inventory_stock SET allow_negative = true, quantity = -2 WHERE stock_id = 'b-1'""");
    }

    private static void put(
            String store, String id, String item, String quantity, @Nullable String level, boolean isActive) {
        cafe.stock(
                store,
                id,
                new StockItemSettings(
                        item,
                        "piece",
                        level == null ? null : new BigDecimal(level),
                        false,
                        isActive,
                        new BigDecimal(quantity)));
    }

    private static List<String> found(String search, @Nullable StockCondition condition) {
        return stock.items(SHELF, new StockFilter(search, condition), null, 100).items().stream()
                .map(StockItem::item)
                .toList();
    }

    @Test
    void itemsComeByNameWhateverItsCaseAndAccents() {
        assertThat(found("", null))
                .containsExactly(
                        "100% Cocoa", "Apple Juice", "apple pie", "Crème Brûlée", "Éclair", "Zucchini_fine", "ЩИ");
    }

    @ParameterizedTest
    @CsvSource({
        "APPLE, Apple Juice|apple pie",
        "creme bru, Crème Brûlée",
        "ÈCL, Éclair",
        "éclair, Éclair",
        "щи, ЩИ",
        "B-, 100% Cocoa|Éclair",
        "' pie ', apple pie",
        "%, 100% Cocoa",
        "_, Crème Brûlée|Zucchini_fine",
        "\\, ''",
        "nothing, ''",
        "''' OR 1=1 --', ''"
    })
    void aPartOfTheNameOrIdFindsAnItem_asItStands(String search, String items) {
        assertThat(String.join("|", found(search, null))).isEqualTo(items);
    }

    @ParameterizedTest
    @CsvSource({"LOW, Apple Juice|Zucchini_fine", "NEGATIVE, Éclair", "INACTIVE, Crème Brûlée"})
    void aConditionFindsThoseThatSayItOfThemselves(StockCondition condition, String items) {
        List<StockItem> page =
                stock.items(SHELF, new StockFilter("", condition), null, 100).items();
        assertThat(String.join("|", page.stream().map(StockItem::item).toList()))
                .isEqualTo(items);
        assertThat(page).allSatisfy(item -> assertThat(item.conditions()).contains(condition));
        assertThat(stock.items(SHELF, null, 100).items())
                .filteredOn(item -> item.conditions().contains(condition))
                .hasSameSizeAs(page);
        assertThat(found("zucc", condition)).hasSize(condition == StockCondition.LOW ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 6, 7})
    void pagesHaveNoGapsAndRepeats(int limit) {
        List<String> ids = new ArrayList<>();
        String after = null;
        do {
            Page<StockItem> page = stock.items(SHELF, new StockFilter("", null), after, limit);
            page.items().forEach(item -> ids.add(item.stockId()));
            after = page.next();
        } while (after != null);
        assertThat(ids).containsExactly("b-2", "z-1", "a-9", "m_5", "b-1", "c-3", "c-4");
    }

    @Test
    void I3_theItemsOfOtherStoresAreNotFound_alsoNotAsAPlaceToGoOn() {
        cafe.store("bare-shelf");
        StockFilter all = new StockFilter("", null);
        assertThat(stock.items("bare-shelf", all, null, 10).items()).isEmpty();
        assertThat(stock.items("bare-shelf", all, "z-1", 10).items()).isEmpty();
        assertThat(found("", null)).hasSize(7);
    }

    @Test
    void aSearchThatNoNameCanHoldIsRefused() {
        for (String search : List.of("x".repeat(201), "a\0b")) {
            assertThatThrownBy(() -> new StockFilter(search, null))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageStartingWith("search: ");
        }
    }
}
