package io.atomicinventory.engine.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.deduction.DeductionRequest;
import io.atomicinventory.engine.deduction.Problem;
import io.atomicinventory.engine.deduction.SaleItem;
import io.atomicinventory.engine.stock.StockItemSettings;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.TestDatabase;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each test has a store, a product and ingredients of its own in one database. */
class CatalogServiceTest {
    private static final Actor BEN = Actor.of("ben");
    private static final ZoneId MANILA = ZoneId.of("Asia/Manila");

    private static TestDatabase database;
    private static AtomicInventory engine;
    private static CatalogService catalog;
    private static Cafe cafe;
    private static int tests;

    private String store = "";
    private String product = "";
    /** In the names of ingredients, so that no other test's mapping is meant. */
    private String mark = "";

    @BeforeAll
    static void open() {
        database = new TestDatabase();
        engine = database.engine();
        catalog = engine.catalog();
        cafe = new Cafe(engine);
    }

    @BeforeEach
    void aStore() {
        tests++;
        store = "store-" + tests;
        product = "product-" + tests;
        mark = "x" + tests + " ";
        cafe.store(store);
        cafe.stock(store, "milk", "100");
        cafe.stock(store, "tea", "100");
    }

    @AfterEach
    void booksAreRight() {
        assertThat(engine.verifier().verify()).isEmpty();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    // Stores

    @Test
    void I3_aStoreIsCreatedOnceAndThenUpdated() {
        Store first = new Store("ayala", "Ayala", MANILA, ShortagePolicy.REFUSE);
        Store renamed = new Store("ayala", "Ayala Center ☕", ZoneId.of("UTC"), ShortagePolicy.REFUSE);

        assertThat(catalog.store("ayala")).isEmpty();
        assertThat(catalog.saveStore(first)).isEqualTo(new CatalogSaved.Saved(true));
        assertThat(catalog.store("ayala")).contains(first);
        assertThat(catalog.saveStore(renamed)).isEqualTo(new CatalogSaved.Saved(false));
        assertThat(catalog.saveStore(renamed)).isEqualTo(new CatalogSaved.Saved(false));
        assertThat(catalog.store("ayala")).contains(renamed);
    }

    @Test
    void I3_anUpdateOfAStoreKeepsItsMenuAndItsStock() {
        map("Milk", "ml", "milk", "1");
        long revision = menuRevision();

        cafe.store(store);

        assertThat(menuRevision()).isEqualTo(revision).isPositive();
        assertThat(mappings()).hasSize(1);
        assertThat(cafe.quantity(store, "milk")).isEqualByComparingTo("100");
    }

    @Test
    void I3_aStoreIsFoundByItsWholeIdAndItsCase() {
        catalog.saveStore(new Store("Case", "Upper", MANILA, ShortagePolicy.REFUSE));
        catalog.saveStore(new Store("case", "Lower", MANILA, ShortagePolicy.REFUSE));

        assertThat(catalog.store("Case").orElseThrow().name()).isEqualTo("Upper");
        assertThat(catalog.store("case").orElseThrow().name()).isEqualTo("Lower");
        assertThat(catalog.store("CASE")).isEmpty();
        assertThat(catalog.store("cas")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a b", "a,b", "é", "a/b", "a\n"})
    void I3_anIdThatCouldBeMisreadIsRefused(String id) {
        assertThatThrownBy(() -> new Store(id, "A store", MANILA, ShortagePolicy.REFUSE))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("storeId: ");
    }

    @Test
    void I3_storesArePagedByIdWithoutGapsOrRepeats() {
        List<String> ids = List.of("zz", "zz-1", "zz.1", "zz0", "zz:1", "zzA", "zz_1", "zza", "zzz");
        ids.reversed().forEach(cafe::store);

        assertPages(ids, Store::storeId, (after, limit) -> catalog.stores(after == null ? "zy" : after, limit));
    }

    // Products

    @Test
    void I8_aProductIsCreatedWithTheFirstVersionOfItsRecipe() {
        Product latte = new Product(
                product,
                "Latte",
                "Coffee",
                false,
                List.of(
                        ingredient("Milk", "ml", new BigDecimal("150.25"), IngredientRole.CHOICE),
                        ingredient("Cup", "piece", BigDecimal.ONE, IngredientRole.PACKAGING),
                        ingredient("Milk", "ml", new BigDecimal("0.0001"), IngredientRole.ADDON),
                        new Ingredient("Beans", "gram", new BigDecimal("1000000"))));

        assertThat(catalog.product(product)).isEmpty();
        assertThat(catalog.saveProduct(latte, BEN)).isEqualTo(new CatalogSaved.Saved(true));

        assertThat(catalog.product(product)).contains(new Product.Versioned(latte, 1));
        assertThat(recipes()).containsExactly("1 ben");
    }

    @Test
    void I8_anEqualProductMakesNoNewVersionAndChangesNothing() {
        save(product("Tea", "Milk ml 1.5"));
        long revision = catalogRevision();

        assertThat(save(product("Tea", "Milk ml 1.50"))).isEqualTo(new CatalogSaved.Saved(false));

        assertThat(version()).isEqualTo(1);
        assertThat(recipes()).containsExactly("1 ben");
        assertThat(catalogRevision()).isEqualTo(revision);
    }

    @Test
    void I8_anEqualRecipeOfAChangedProductMakesNoNewVersion() {
        save(product("Tea", "Milk ml 1"));
        long revision = catalogRevision();
        Product renamed = new Product(
                product, "Chai", "Tea", false, product("", "Milk ml 1").ingredients());

        assertThat(save(renamed)).isEqualTo(new CatalogSaved.Saved(false));

        assertThat(catalog.product(product)).contains(new Product.Versioned(renamed, 1));
        assertThat(recipes()).containsExactly("1 ben");
        assertThat(catalogRevision()).as("menus made before are stale").isGreaterThan(revision);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Milk ml 2, Tea gram 1",
                "Milk l 1, Tea gram 1",
                "Oat Milk ml 1, Tea gram 1",
                "Milk ml 1",
                "Milk ml 1, Tea gram 1, Cup piece 1",
                "Tea gram 1, Milk ml 1"
            })
    void I8_anUnequalRecipeIsANewVersionAndTheOlderStays(String recipe) {
        save(product("Tea", "Milk ml 1, Tea gram 1"));
        List<String> before = ingredients(1);

        assertThat(catalog.saveProduct(product("Tea", recipe), Actor.of("cleo")))
                .isEqualTo(new CatalogSaved.Saved(false));

        assertThat(catalog.product(product)).contains(new Product.Versioned(product("Tea", recipe), 2));
        assertThat(recipes()).containsExactly("1 ben", "2 cleo");
        assertThat(ingredients(1)).isEqualTo(before).hasSize(2);
    }

    @Test
    void I8_anotherRoleIsAnotherRecipe() {
        save(product("Tea", "Milk ml 1"));

        save(new Product(
                product, "Tea", null, true, List.of(ingredient("Milk", "ml", BigDecimal.ONE, IngredientRole.ADDON))));

        assertThat(version()).isEqualTo(2);
    }

    @Test
    void I8_goingBackToAnOlderRecipeIsANewVersion() {
        save(product("Tea", "Milk ml 1"));
        save(product("Tea", "Milk ml 2"));
        save(product("Tea", "Milk ml 1"));

        assertThat(version()).isEqualTo(3);
        assertThat(ingredients(1)).isEqualTo(ingredients(3));
    }

    @Test
    void I8_aSaleUsesTheRecipeInForceAndRemembersWhichItWas() {
        map("Milk", "ml", "milk", "1");
        save(product("Tea", mark + "Milk ml 1"));
        sell("t1");
        save(product("Tea", mark + "Milk ml 2"));
        sell("t2");

        assertThat(cafe.quantity(store, "milk")).isEqualByComparingTo("97");
        for (int i = 1; i <= 2; i++) {
            assertThat(engine.deductions()
                            .findDeduction(store, "t" + i)
                            .orElseThrow()
                            .items()
                            .getFirst()
                            .recipeVersion())
                    .isEqualTo(i);
        }
    }

    @Test
    void I8_aProductWithoutIngredientsIsRefused() {
        List<Ingredient> tooMany = Collections.nCopies(201, new Ingredient("Milk", "ml", BigDecimal.ONE));

        for (List<Ingredient> ingredients : List.of(List.<Ingredient>of(), tooMany)) {
            assertThatThrownBy(() -> new Product(product, "Air", null, true, ingredients))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageStartingWith("ingredients: ");
        }
        assertThat(save(new Product(product, "All", null, true, tooMany.subList(0, 200))))
                .isEqualTo(new CatalogSaved.Saved(true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "0.00001", "1000000.0001"})
    void I8_anIngredientOfNoExactQuantityIsRefused(String quantity) {
        assertThatThrownBy(() -> new Ingredient("Milk", "ml", new BigDecimal(quantity)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("quantity: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\u00a0", "\u3000\u2007", "a\tb", "a\u0000"})
    void I8_aNameWithoutAVisibleLetterIsRefused(String name) {
        assertThatThrownBy(() -> new Ingredient(name, "ml", BigDecimal.ONE))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("name: ");
        assertThatThrownBy(() -> new Mapping("Milk", name, "milk", BigDecimal.ONE))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("unit: ");
    }

    @Test
    void I8_productsArePagedByIdWithoutGapsOrRepeats() {
        List<String> ids = List.of("zz", "zz-1", "zz.1", "zz0", "zz:1", "zzA", "zz_1", "zza", "zzz");
        for (String id : ids.reversed()) {
            cafe.product(id, "Product", "Milk ml 1", "Tea gram 2", "Cup piece 1");
        }

        assertPages(
                ids,
                versioned -> versioned.product().productId(),
                (after, limit) -> catalog.products(after == null ? "zy" : after, limit));
        assertThat(catalog.products("zy", 2).items())
                .allSatisfy(versioned ->
                        assertThat(versioned.product().ingredients()).hasSize(3));
    }

    @Test
    void I8_theSameProductSavedAtOnceIsOneVersion() throws Exception {
        List<CatalogSaved> saved = atOnce(i -> save(product("Tea", "Milk ml 1")));

        assertThat(saved).filteredOn(new CatalogSaved.Saved(true)::equals).hasSize(1);
        assertThat(saved).filteredOn(new CatalogSaved.Saved(false)::equals).hasSize(saved.size() - 1);
        assertThat(recipes()).hasSize(1);
    }

    @Test
    void I8_differentRecipesSavedAtOnceAreAllVersions() throws Exception {
        List<CatalogSaved> saved = atOnce(i -> save(product("Tea", "Milk ml " + (i + 1))));

        assertThat(version()).isEqualTo(saved.size());
        assertThat(recipes()).hasSize(saved.size());
    }

    // Exactness

    @Test
    void I8_aProductThatAStoreCouldNotDeductExactlyIsRefused() {
        String other = store + "-b";
        cafe.store(other);
        cafe.stock(other, "milk", "1");
        map("Milk", "ml", "milk", "0.001");
        cafe.map(other, mark + "milk", "ML", "milk", "0.0001");
        long revision = catalogRevision();

        assertThat(save(product("Latte", mark + "Milk ml 0.25")))
                .isEqualTo(new CatalogSaved.NotExact(List.of(
                        "Latte - " + mark + "Milk in store " + store
                                + ": 0.25 × 0.001 = 0.00025 needs more than 4 decimals",
                        "Latte - " + mark + "Milk in store " + other
                                + ": 0.25 × 0.0001 = 0.000025 needs more than 4 decimals")));

        assertThat(catalog.product(product)).isEmpty();
        assertThat(recipes()).isEmpty();
        assertThat(catalogRevision()).isEqualTo(revision);
    }

    @Test
    void I8_aRecipeThatCouldNotBeDeductedExactlyLeavesTheOneInForce() {
        map("Milk", "ml", "milk", "0.001");
        Product exact = product("Latte", mark + "Milk ml 0.1");
        assertThat(save(exact)).as("0.0001 is exact").isEqualTo(new CatalogSaved.Saved(true));
        long revision = catalogRevision();

        assertThat(save(product("Renamed", mark + "Milk ml 0.01"))).isInstanceOf(CatalogSaved.NotExact.class);

        assertThat(catalog.product(product)).contains(new Product.Versioned(exact, 1));
        assertThat(catalogRevision()).isEqualTo(revision);
    }

    @Test
    void I8_aMappingThatCouldNotBeDeductedExactlyIsRefusedWithAllOfItsCall() {
        save(product("Latte", mark + "Milk ml 0.25"));
        map("Milk", "ml", "milk", "2");
        long revision = menuRevision();

        assertThat(catalog.saveMappings(
                        store, List.of(mapping("Tea", "gram", "tea", "1"), mapping("MILK", "ML", "tea", "0.001"))))
                .isEqualTo(new CatalogSaved.NotExact(
                        List.of("Latte - " + mark + "Milk: 0.25 × 0.001 = 0.00025 needs more than 4 decimals")));

        assertThat(mappings()).containsExactly(mapping("Milk", "ml", "milk", "2"));
        assertThat(menuRevision()).isEqualTo(revision);
    }

    @Test
    void I8_aMappingIsMeasuredAgainstTheRecipesInForceOnly() {
        save(product("Latte", mark + "Milk ml 0.25"));
        save(product("Latte", mark + "Milk ml 1"));

        assertThat(catalog.saveMappings(store, List.of(mapping("Milk", "ml", "milk", "0.001"))))
                .isEqualTo(new CatalogSaved.Saved(true));
    }

    @ParameterizedTest
    @CsvSource({
        "3, 0.333333333333, false",
        "2.5, 0.4, true",
        "0.0001, 1000000000, true",
        "1000000, 0.000000000001, false",
        "0.0004, 0.25, true",
        "0.0004, 0.125, false"
    })
    void I8_exactIsWhatFourDecimalsHold(String quantity, String factor, boolean isExact) {
        map("Milk", "ml", "milk", factor);

        assertThat(save(product("Latte", mark + "Milk ml " + quantity)))
                .isInstanceOf(isExact ? CatalogSaved.Saved.class : CatalogSaved.NotExact.class);
    }

    // Mappings

    @Test
    void I8_aMappingIsCreatedOnceAndThenReplaced() {
        assertThat(catalog.saveMappings(store, List.of(mapping("Milk", "ml", "milk", "1"))))
                .isEqualTo(new CatalogSaved.Saved(true));
        assertThat(catalog.saveMappings(store, List.of(mapping("Milk", "ml", "tea", "0.000000000001"))))
                .isEqualTo(new CatalogSaved.Saved(false));
        assertThat(mappings()).containsExactly(mapping("Milk", "ml", "tea", "0.000000000001"));

        assertThat(catalog.saveMappings(
                        store, List.of(mapping("Milk", "ml", "milk", "2"), mapping("Milk", "l", "milk", "1000000000"))))
                .as("one of them is new")
                .isEqualTo(new CatalogSaved.Saved(true));
        assertThat(mappings())
                .containsExactly(mapping("Milk", "l", "milk", "1000000000"), mapping("Milk", "ml", "milk", "2"));
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "  Whipped  CREAM ,whipped cream",
                "whipped\u00a0\u3000cream\u2003,WHIPPED CREAM",
                "Cr\u00e8me br\u00fbl\u00e9e,CRE\u0300ME BRU\u0302LE\u0301E",
                "cafe\u0301,caf\u00e9",
                "Wei\u00dfe So\u00dfe,WEISSE SOSSE",
                "WEI\u1e9eE SO\u1e9eE,wei\u00dfe so\u00dfe",
                "\u03a3\u038a\u03a3\u03a5\u03a6\u039f\u03a3,\u03c3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2",
                "o\ufb03ce,OFFICE",
                "\u212bngstrom,\u00e5ngstrom",
                "\u041c\u043e\u043b\u043e\u043a\u043e,\u041c\u041e\u041b\u041e\u041a\u041e"
            })
    void I8_namesAndUnitsMatchHoweverTheyAreWritten(String written, String alsoWritten) {
        assertThat(catalog.saveMappings(store, List.of(mapping(written, written, "milk", "1"))))
                .isEqualTo(new CatalogSaved.Saved(true));
        Mapping other = mapping(alsoWritten, alsoWritten, "tea", "2");

        assertThatThrownBy(() -> catalog.saveMappings(store, List.of(mapping(written, written, "milk", "1"), other)))
                .isInstanceOf(InvalidRequestException.class);
        assertThat(catalog.saveMappings(store, List.of(other))).isEqualTo(new CatalogSaved.Saved(false));
        assertThat(mappings()).as("shown as it was written last").containsExactly(other);

        save(new Product(
                product, "Dish", null, true, List.of(new Ingredient(mark + written, written, BigDecimal.ONE))));
        sell("t");
        assertThat(cafe.quantity(store, "tea")).isEqualByComparingTo("98");
        assertThat(catalog.deleteMapping(store, mark + written, written)).isTrue();
        assertThat(mappings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"cream, creams", "cream, c ream", "cafe, caf\u00e9", "a-b, a b", "ml, m l", "0, o"})
    void I8_namesThatDifferInMoreDoNotMatch(String one, String other) {
        assertThat(catalog.saveMappings(
                        store,
                        List.of(
                                mapping(one, "ml", "milk", "1"),
                                mapping(other, "ml", "tea", "1"),
                                mapping("Milk", one, "milk", "1"),
                                mapping("Milk", other, "tea", "1"))))
                .isEqualTo(new CatalogSaved.Saved(true));
        assertThat(mappings()).hasSize(4);
    }

    @Test
    void I8_aNewMappingIsInForceWithTheNextSale() {
        map("Milk", "ml", "milk", "1");
        save(product("Tea", mark + "Milk ml 1"));
        sell("t1");
        map("milk", "ml", "tea", "3");
        sell("t2");

        assertThat(cafe.quantity(store, "milk")).isEqualByComparingTo("99");
        assertThat(cafe.quantity(store, "tea")).isEqualByComparingTo("97");
    }

    @Test
    void I8_anIngredientCannotBeMappedTwiceInOneCall() {
        List<Mapping> twice = List.of(
                mapping("Tea", "gram", "tea", "1"),
                mapping("Milk", "ml", "milk", "1"),
                mapping(" MILK", "Ml", "tea", "1"),
                mapping("milk", "ml", "milk", "1"));

        assertThatThrownBy(() -> catalog.saveMappings(store, twice))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        invalid -> assertThat(invalid.errors())
                                .containsExactly(
                                        "[2]: " + mark + " MILK in Ml is mapped twice",
                                        "[3]: " + mark + "milk in ml is mapped twice"));
        assertThat(mappings()).isEmpty();
    }

    @Test
    void I8_aCallHasOneToTenThousandMappings() {
        List<Mapping> many = IntStream.rangeClosed(1, 10_001)
                .mapToObj(i -> mapping("Milk " + i, "ml", "milk", "1"))
                .toList();

        for (List<Mapping> wrong : List.of(List.<Mapping>of(), many)) {
            assertThatThrownBy(() -> catalog.saveMappings(store, wrong))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageStartingWith("mappings: ");
        }
        assertThat(catalog.saveMappings(store, many.subList(0, 10_000))).isEqualTo(new CatalogSaved.Saved(true));
        assertThat(database.value("SELECT count(*) FROM conversion_mappings WHERE store_id = '" + store + "'"))
                .isEqualTo("10000");
    }

    @Test
    void I3_aMappingOfAnUnknownStoreIsRefused() {
        assertThat(catalog.saveMappings("nowhere", List.of(mapping("Milk", "ml", "milk", "1"))))
                .isEqualTo(new CatalogSaved.UnknownStore("nowhere"));
        assertThat(catalog.mappings("nowhere", null, 10)).isEqualTo(new Page<>(List.of(), null));
        assertThat(catalog.deleteMapping("nowhere", "Milk", "ml")).isFalse();
    }

    @Test
    void I3_mappingsToUnknownStockAreAllOrNone() {
        cafe.store(store + "-b");
        cafe.stock(store + "-b", "others", "5");
        map("Milk", "ml", "milk", "1");
        long revision = menuRevision();

        assertThat(catalog.saveMappings(
                        store,
                        List.of(
                                mapping("Tea", "gram", "tea", "1"),
                                mapping("Milk", "ml", "others", "1"),
                                mapping("Cup", "piece", "cup", "1"),
                                mapping("Lid", "piece", "cup", "1"))))
                .isEqualTo(new CatalogSaved.UnknownStockItems(store, List.of("cup", "others")));

        assertThat(mappings()).containsExactly(mapping("Milk", "ml", "milk", "1"));
        assertThat(menuRevision()).isEqualTo(revision);
    }

    @Test
    void I8_aMappingToAnItemThatIsSwitchedOffCanBeSaved() {
        cafe.stock(store, "off", new StockItemSettings("Off", "ml", null, false, false, null));

        assertThat(catalog.saveMappings(store, List.of(mapping("Milk", "ml", "off", "1"))))
                .isEqualTo(new CatalogSaved.Saved(true));
    }

    @Test
    void I8_aDeletedMappingIsGoneWithTheNextSale() {
        cafe.store(store + "-b");
        cafe.stock(store + "-b", "milk", "5");
        cafe.map(store + "-b", mark + "Milk", "ml", "milk", "1");
        map("Milk", "ml", "milk", "1");
        map("Milk", "l", "milk", "1000");
        save(product("Tea", mark + "Milk ml 1"));
        sell("t1");

        assertThat(catalog.deleteMapping(store, "  " + mark + "MILK ", " ML")).isTrue();
        assertThat(catalog.deleteMapping(store, mark + "Milk", "ml")).isFalse();

        assertThat(mappings()).containsExactly(mapping("Milk", "l", "milk", "1000"));
        assertThat(catalog.mappings(store + "-b", null, 10).items()).hasSize(1);
        assertThat(deduct("t2"))
                .isInstanceOfSatisfying(
                        DeductionOutcome.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Problem.Reason.NO_CONVERSION_MAPPING));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1000000000.1", "0.0000000000001"})
    void I8_aFactorOutOfItsBoundsIsRefused(String factor) {
        assertThatThrownBy(() -> mapping("Milk", "ml", "milk", factor))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("factor: ");
    }

    @Test
    void I8_mappingsArePagedByIngredientAndUnitWithoutGapsOrRepeats() {
        List<String> names = List.of(
                "a",
                "a b",
                "a\"b'c",
                "a%",
                "a,b",
                "a/b",
                "a\\",
                "a_",
                "ab",
                "a|",
                "\u00e1",
                "\u0416",
                "\u65e5\u672c",
                "\ufffd",
                "\ud83d\ude00");
        List<Mapping> all = new ArrayList<>();
        for (String name : names) {
            all.add(mapping(name, "ml", "milk", "1"));
            all.add(mapping(name, "\u00fcnit", "milk", "1"));
        }
        assertThat(catalog.saveMappings(store, all.reversed())).isEqualTo(new CatalogSaved.Saved(true));

        assertPages(all, mapping -> mapping, (after, limit) -> catalog.mappings(store, after, limit));
    }

    // Pages

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1001, Integer.MAX_VALUE})
    void I8_aPageHasOneToAThousandRows(int limit) {
        assertThatThrownBy(() -> catalog.stores(null, limit)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> catalog.products(null, limit)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> catalog.mappings(store, null, limit)).isInstanceOf(InvalidRequestException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "~", "\u001f", "a\u001fb\u001fc", "' OR true --"})
    void I8_anyPositionIsAPlaceInTheList(String after) {
        map("Milk", "ml", "milk", "1");

        assertThat(catalog.stores(after, 1).items().size()).isLessThan(2);
        assertThat(catalog.products(after, 1).items().size()).isLessThan(2);
        assertThat(catalog.mappings(store, after, 1).items().size()).isLessThan(2);
    }

    /** The same list, whatever the size of its pages, and the last page says that it is the last. */
    private static <T, K> void assertPages(
            List<K> expected, Function<T, K> key, BiFunction<@Nullable String, Integer, Page<T>> list) {
        for (int limit : new int[] {1, 2, expected.size() - 1, expected.size(), expected.size() + 1, 1000}) {
            List<K> found = new ArrayList<>();
            String after = null;
            int pages = 0;
            do {
                Page<T> page = list.apply(after, limit);
                page.items().forEach(item -> found.add(key.apply(item)));
                after = page.next();
                pages++;
            } while (after != null && pages <= expected.size());
            assertThat(found).as("pages of %s", limit).containsExactlyElementsOf(expected);
            assertThat(pages).isEqualTo((expected.size() + limit - 1) / limit);
        }
    }

    private static <T> List<T> atOnce(IntFunction<T> work) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Callable<T>> tasks = IntStream.range(0, 8)
                    .<Callable<T>>mapToObj(i -> () -> work.apply(i))
                    .toList();
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(tasks)) {
                results.add(result.get());
            }
            return results;
        }
    }

    /** @param recipe {@code "name unit quantity"}, separated by commas */
    private Product product(String name, String recipe) {
        List<Ingredient> ingredients = new ArrayList<>();
        for (String line : recipe.split(", ", -1)) {
            int quantity = line.lastIndexOf(' ');
            int unit = line.lastIndexOf(' ', quantity - 1);
            ingredients.add(new Ingredient(
                    line.substring(0, unit),
                    line.substring(unit + 1, quantity),
                    new BigDecimal(line.substring(quantity + 1))));
        }
        return new Product(product, name.isEmpty() ? "Unnamed" : name, null, true, ingredients);
    }

    private static Ingredient ingredient(String name, String unit, BigDecimal quantity, IngredientRole role) {
        return new Ingredient(name, unit, quantity, role, null);
    }

    private CatalogSaved save(Product saved) {
        return catalog.saveProduct(saved, BEN);
    }

    private Mapping mapping(String ingredient, String unit, String stockId, String factor) {
        return new Mapping(mark + ingredient, unit, stockId, new BigDecimal(factor));
    }

    private void map(String ingredient, String unit, String stockId, String factor) {
        cafe.map(store, mark + ingredient, unit, stockId, factor);
    }

    private List<Mapping> mappings() {
        return catalog.mappings(store, null, 1000).items();
    }

    private DeductionOutcome deduct(String id) {
        return engine.deductions()
                .deductInventoryAtomic(
                        new DeductionRequest(id, store, List.of(new SaleItem(product, 1)), "ana", "key-" + id));
    }

    private void sell(String id) {
        DeductionOutcome outcome = deduct(id);
        assertThat(outcome.success()).as(outcome.toString()).isTrue();
    }

    private int version() {
        return catalog.product(product).orElseThrow().recipeVersion();
    }

    private List<String> recipes() {
        return rows("SELECT string_agg(recipe_version || ' ' || created_by, ',' ORDER BY recipe_version)"
                + " FROM recipes WHERE product_id = '" + product + "'");
    }

    private List<String> ingredients(int version) {
        return rows("SELECT string_agg(concat_ws(' ', line, name, unit, quantity, role), ',' ORDER BY line)"
                + " FROM recipe_ingredients WHERE product_id = '" + product + "' AND recipe_version = " + version);
    }

    private static List<String> rows(String query) {
        String rows = database.value(query);
        return rows.equals("null") ? List.of() : List.of(rows.split(",", -1));
    }

    private static long catalogRevision() {
        return Long.parseLong(database.value("SELECT revision FROM catalog_revision"));
    }

    private long menuRevision() {
        return Long.parseLong(database.value("SELECT menu_revision FROM stores WHERE store_id = '" + store + "'"));
    }
}
