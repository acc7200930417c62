package io.atomicinventory.engine.stock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.Quantities;
import io.atomicinventory.engine.Undecided;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.deduction.DeductionRequest;
import io.atomicinventory.engine.deduction.SaleItem;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.TestDatabase;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each test has a store of its own in one database. */
class StockServiceTest {
    private static final Actor ANA = new Actor("ana", "till-7");
    private static final Actor BEN = Actor.of("ben");
    private static final StockItemSettings MILK =
            new StockItemSettings("Milk", "ml", new BigDecimal("20.5"), false, true, null);

    private static TestDatabase database;
    private static AtomicInventory engine;
    private static StockService stock;
    private static Cafe cafe;
    private static int tests;

    private String store = "";

    @BeforeAll
    static void open() {
        database = new TestDatabase();
        engine = database.engine();
        stock = engine.stock();
        cafe = Cafe.open(engine);
    }

    @BeforeEach
    void aStore() {
        tests++;
        store = "store-" + tests;
        cafe.store(store);
    }

    @AfterEach
    void booksAreRight() {
        assertThat(engine.verifier().verify()).isEmpty();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    // Items

    @Test
    void I4_theOpeningQuantityIsAMovement() {
        Instant before = Instant.now();

        StockSaved saved = stock.save(store, "milk", opening(MILK, "100.25"), ANA);

        StockItem milk = new StockItem(
                "milk",
                "Milk",
                "ml",
                new BigDecimal("100.25"),
                BigDecimal.ZERO,
                1,
                false,
                BigDecimal.ZERO,
                new BigDecimal("20.5"),
                true,
                null);
        assertThat(saved).isEqualTo(new StockSaved.Saved(milk, true));
        assertThat(stock.find(store, "milk")).contains(milk);
        assertThat(movements("milk")).singleElement().satisfies(opening -> {
            assertThat(describe(opening)).isEqualTo("1 OPENING 100.25 0 100.25");
            assertThat(opening.who()).isEqualTo("ana");
            assertThat(opening.claimedUserId()).isEqualTo("till-7");
            assertThat(opening.transactionId()).isNull();
            assertThat(opening.idempotencyKey()).isNull();
            assertThat(opening.occurredAt())
                    .isEqualTo(opening.recordedAt())
                    .isBetween(before.minusSeconds(1), Instant.now().plusSeconds(1));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0.0000"})
    void I4_anItemWithoutAnOpeningQuantityHasNoMovement(String quantity) {
        StockSaved saved = stock.save(store, "milk", opening(MILK, quantity), ANA);

        assertThat(saved).isInstanceOfSatisfying(StockSaved.Saved.class, created -> {
            assertThat(created.created()).isTrue();
            assertThat(created.item().version()).isZero();
        });
        assertThat(movements("milk")).isEmpty();
    }

    @Test
    void I4_theOpeningQuantityIsTakenOnlyAtCreation() {
        save(opening(MILK, "100"));
        StockItem created = milk();

        assertThat(stock.save(store, "milk", opening(MILK, "500"), BEN))
                .isEqualTo(new StockSaved.Saved(created, false));
        save(opening(with(false, false), "500"));

        assertThat(described("milk")).containsExactly("2 POLICY 0 100 100", "1 OPENING 100 0 100");
    }

    @Test
    void I4_theOpeningQuantityIsNotTakenLaterByAnItemThatHadNone() {
        save(MILK);

        save(opening(MILK, "100"));

        assertThat(milk().quantity()).isZero();
        assertThat(milk().version()).isZero();
    }

    static List<StockItemSettings> changes() {
        return List.of(
                new StockItemSettings("Fresh Milk", "ml", new BigDecimal("20.5"), false, true, null),
                new StockItemSettings("Milk", "ml", new BigDecimal("20.5001"), false, true, null),
                new StockItemSettings("Milk", "ml", BigDecimal.ZERO, false, true, null),
                new StockItemSettings("Milk", "ml", null, false, true, null),
                new StockItemSettings("Milk", "ml", new BigDecimal("20.5"), true, true, null),
                new StockItemSettings("Milk", "ml", new BigDecimal("20.5"), false, false, null),
                new StockItemSettings("Oat Milk", "ml", BigDecimal.ONE, true, false, null));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void I4_aChangeOfPolicyIsAMovementOfNothing(StockItemSettings change) {
        save(opening(MILK, "100"));

        StockSaved saved = stock.save(store, "milk", change, ANA);

        assertThat(saved).isEqualTo(new StockSaved.Saved(milk(), false));
        assertThat(milk())
                .isEqualTo(new StockItem(
                        "milk",
                        change.item(),
                        "ml",
                        new BigDecimal("100"),
                        BigDecimal.ZERO,
                        2,
                        change.allowNegative(),
                        BigDecimal.ZERO,
                        change.reorderLevel(),
                        change.isActive(),
                        null));
        assertThat(described("milk")).containsExactly("2 POLICY 0 100 100", "1 OPENING 100 0 100");
        assertThat(movements("milk").getFirst().who()).isEqualTo("ana");
        assertThat(movements("milk").getFirst().claimedUserId()).isEqualTo("till-7");
    }

    @Test
    void I4_anEqualPolicyIsNoMovement() {
        save(opening(MILK, "100"));

        assertThat(stock.save(
                        store,
                        "milk",
                        new StockItemSettings("Milk", "ml", new BigDecimal("20.5000"), false, true, null),
                        BEN))
                .isEqualTo(new StockSaved.Saved(milk(), false));
        assertThat(milk().version()).isEqualTo(1);

        save(new StockItemSettings("Milk", "ml", null, false, true, null));
        save(new StockItemSettings("Milk", "ml", null, false, true, null));
        assertThat(milk().version()).isEqualTo(2);
    }

    @Test
    void I4_aUnitThatHasMovementsCannotChange() {
        save(opening(MILK, "100"));
        StockItem before = milk();

        assertThat(stock.save(store, "milk", new StockItemSettings("Milk", "l", null, true, false, null), ANA))
                .isEqualTo(new StockSaved.Refused("Stock item milk has movements in ml; its unit cannot change."
                        + " Create another item for l."));

        assertThat(milk()).isEqualTo(before);
        assertThat(movements("milk")).hasSize(1);
    }

    @Test
    void I4_aUnitWithoutMovementsCanChange() {
        save(MILK);

        save(new StockItemSettings("Milk", "l", null, false, true, null));

        assertThat(milk().unit()).isEqualTo("l");
        assertThat(described("milk")).containsExactly("1 POLICY 0 0 0");
    }

    @Test
    void I5_belowZeroCannotBeForbiddenWhileItIsBelowZero() {
        save(with(true, true));
        database.execute("UPDATE inventory_stock SET quantity = -2.5 WHERE store_id = '" + store + "'");
        StockItem below = milk();

        assertThat(stock.save(store, "milk", with(false, true), ANA))
                .isEqualTo(new StockSaved.Refused(
                        "Stock item milk is at -2.5. Receive or count it before it may no longer go below zero."));
        assertThat(milk()).isEqualTo(below);
        save(with(true, false));

        receive("2.5", "r1");
        save(with(false, true));
        assertThat(milk().allowNegative()).isFalse();
    }

    @Test
    void I5_belowZeroAsFarAsSomebodyApprovedItsPolicyCanStillChange() {
        save(opening(MILK, "1"));
        overdraw("-2", "2");

        save(new StockItemSettings("Oat Milk", "ml", null, false, false, null));

        assertThat(milk().item()).isEqualTo("Oat Milk");
        assertThat(milk().approvedOverdraft()).isEqualByComparingTo("2");
    }

    @Test
    void I3_anItemBelongsToItsStore() {
        String other = store + "-b";
        cafe.store(other);
        save(opening(MILK, "100"));
        assertThat(stock.find(other, "milk")).isEmpty();
        assertThat(stock.items(other, null, 10).items()).isEmpty();
        assertThat(stock.movements(other, "milk", null, 10).items()).isEmpty();

        stock.save(other, "milk", opening(MILK, "7"), BEN);
        stock.save(other, "milk", with(true, true), BEN);

        assertThat(milk().quantity()).isEqualByComparingTo("100");
        assertThat(milk().version()).isEqualTo(1);
        assertThat(described("milk")).containsExactly("1 OPENING 100 0 100");
    }

    @Test
    void I3_anItemOfAnUnknownStoreIsRefused() {
        assertThat(stock.save("nowhere", "milk", opening(MILK, "1"), ANA))
                .isEqualTo(new StockSaved.UnknownStore("nowhere"));
        assertThat(stock.find("nowhere", "milk")).isEmpty();
        assertThat(stock.items("nowhere", null, 10)).isEqualTo(new Page<>(List.of(), null));
    }

    @ParameterizedTest
    @CsvSource({"'a,b', milk, storeId", "'', milk, storeId", "a, 'mi lk', stockId", "a, -milk, stockId"})
    void I3_anIdThatCouldBeMisreadIsRefused(String storeId, String stockId, String field) {
        assertThatThrownBy(() -> stock.save(storeId, stockId, MILK, ANA))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith(field + ": ");
        assertThatThrownBy(() -> new ReceiptRequest(storeId, stockId, BigDecimal.ONE, null, ANA, "k"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith(field + ": ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.0001", "0.00001", "100000000000"})
    void I4_settingsOutOfTheirBoundsAreRefused(String quantity) {
        assertThatThrownBy(() -> opening(MILK, quantity))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("openingQuantity: ");
        assertThatThrownBy(() -> new StockItemSettings("Milk", "ml", new BigDecimal(quantity), false, true, null))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("reorderLevel: ");
    }

    @Test
    void I4_theGreatestQuantityFits() {
        save(opening(MILK, "99999999999.9999"));

        assertThat(milk().quantity()).isEqualByComparingTo(Quantities.MAX_BALANCE);
    }

    @Test
    void I5_whatIsHeldIsNotAvailable() {
        save(opening(MILK, "100"));

        database.execute("UPDATE inventory_stock SET held = 30.5 WHERE store_id = '" + store + "'");

        assertThat(milk().held()).isEqualByComparingTo("30.5");
        assertThat(milk().available()).isEqualByComparingTo("69.5");
        assertThat(described("milk")).first().isEqualTo("2 EXTERNAL 0 100 100");
    }

    @Test
    void I4_theSameItemSavedAtOnceIsOpenedOnce() throws Exception {
        List<StockSaved> saved = atOnce(8, i -> stock.save(store, "milk", opening(MILK, "100"), ANA));

        assertThat(saved)
                .filteredOn(outcome -> outcome instanceof StockSaved.Saved created && created.created())
                .hasSize(1);
        assertThat(described("milk")).containsExactly("1 OPENING 100 0 100");
    }

    @Test
    void I4_policiesChangedAtOnceAreAllMovements() throws Exception {
        save(opening(MILK, "100"));

        atOnce(
                8,
                i -> stock.save(store, "milk", new StockItemSettings("Milk " + i, "ml", null, false, true, null), ANA));

        assertThat(movements("milk")).hasSize(9);
        assertThat(milk().version()).isEqualTo(9);
    }

    // Lists

    @Test
    void I3_itemsArePagedByIdWithoutGapsOrRepeats() {
        List<String> ids = List.of("0", "9", "A", "A-1", "A.1", "A1", "A:1", "A_1", "Z", "a", "a-1", "z", "zz");
        ids.reversed().forEach(id -> stock.save(store, id, MILK, ANA));

        assertPages(ids, StockItem::stockId, (after, limit) -> stock.items(store, after, limit));
    }

    @Test
    void I4_movementsArePagedNewestFirstWithoutGapsOrRepeats() {
        save(opening(MILK, "1"));
        stock.save(store, "milk-2", opening(MILK, "5"), ANA);
        List<Long> versions = new ArrayList<>(List.of(1L));
        for (long i = 2; i <= 12; i++) {
            receive("1", "r" + i);
            versions.addFirst(i);
        }

        assertPages(versions, Movement::version, (after, limit) -> stock.movements(store, "milk", after, limit));
    }

    @Test
    void I4_movementsThatComeMeanwhileDoNotShiftThePages() {
        save(opening(MILK, "1"));
        receive("1", "r1");
        receive("1", "r2");
        Page<Movement> first = stock.movements(store, "milk", null, 2);

        receive("1", "r3");

        assertThat(stock.movements(store, "milk", first.next(), 2).items())
                .extracting(Movement::version)
                .containsExactly(1L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1.5", "9223372036854775808", "1'"})
    void I4_aPositionThatNoPageGaveIsRefused(String after) {
        assertThatThrownBy(() -> stock.movements(store, "milk", after, 10))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("after: ");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1001})
    void I4_aPageHasOneToAThousandRows(int limit) {
        assertThatThrownBy(() -> stock.items(store, null, limit)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> stock.movements(store, "milk", null, limit))
                .isInstanceOf(InvalidRequestException.class);
    }

    // Receipts

    @Test
    void I4_aReceiptIsAMovementThatSaysWhoAndWhy() {
        save(opening(MILK, "100"));
        Instant before = Instant.now();

        MovementOutcome outcome = stock.receive(
                new ReceiptRequest(store, "milk", new BigDecimal("2.5000"), "Delivery note 17", ANA, "r1"));

        Movement movement = movements("milk").getFirst();
        assertThat(outcome).isEqualTo(new MovementOutcome.Recorded(movement, false, List.of()));
        assertThat(outcome.success()).isTrue();
        assertThat(outcome.errors()).isEmpty();
        assertThat(describe(movement)).isEqualTo("2 RECEIPT 2.5 100 102.5");
        assertThat(movement.why()).isEqualTo("Delivery note 17");
        assertThat(movement.who()).isEqualTo("ana");
        assertThat(movement.claimedUserId()).isEqualTo("till-7");
        assertThat(movement.idempotencyKey()).isEqualTo("r1");
        assertThat(movement.transactionId()).isNull();
        assertThat(movement.occurredAt())
                .isEqualTo(movement.recordedAt())
                .isBetween(before.minusSeconds(1), Instant.now().plusSeconds(1));
        assertThat(milk().quantity()).isEqualByComparingTo("102.5");
        assertThat(milk().version()).isEqualTo(2);
    }

    @Test
    void I2_aReplayedReceiptReturnsTheFirstMovementInFull() {
        save(opening(MILK, "100"));
        Movement first = recorded(receive("5", "r1"));
        receive("7", "r2");

        MovementOutcome again =
                stock.receive(new ReceiptRequest(store, "milk", new BigDecimal("5.0000"), null, BEN, "r1"));

        assertThat(again).isEqualTo(new MovementOutcome.Recorded(first, true, List.of()));
        assertThat(described("milk"))
                .containsExactly("3 RECEIPT 7 105 112", "2 RECEIPT 5 100 105", "1 OPENING 100 0 100");
    }

    @Test
    void I2_aReplayIsAnsweredWhateverHasBecomeOfTheItem() {
        save(opening(MILK, "100"));
        Movement first = recorded(receive("5", "r1"));
        save(with(false, false));
        database.execute("UPDATE inventory_stock SET quantity = 99999999999.9999 WHERE store_id = '" + store + "'");

        assertThat(receive("5", "r1")).isEqualTo(new MovementOutcome.Recorded(first, true, List.of()));
    }

    @Test
    void I2_aKeyOfAnotherReceiptIsRefused() {
        save(opening(MILK, "100"));
        stock.save(store, "cream", MILK, ANA);
        receive("5", "r1");

        for (ReceiptRequest other : List.of(
                new ReceiptRequest(store, "milk", new BigDecimal("5.0001"), null, ANA, "r1"),
                new ReceiptRequest(store, "cream", new BigDecimal("5"), null, ANA, "r1"),
                new ReceiptRequest(store, "milk", new BigDecimal("5"), "another", ANA, "r1"))) {
            MovementOutcome outcome = stock.receive(other);

            assertThat(outcome).isEqualTo(new MovementOutcome.NotDecided(new Undecided.KeyReused("r1")));
            assertThat(outcome.success()).isFalse();
            assertThat(outcome.errors()).containsExactly("Idempotency key already used with another request: r1");
        }
        assertThat(milk().quantity()).isEqualByComparingTo("105");
        assertThat(movements("cream")).isEmpty();
    }

    @Test
    void I2_salesAndReceiptsShareTheKeysOfAStore() {
        cafe.stock(store, "coffee-beans", "100");
        cafe.stock(store, "cup", "100");
        cafe.map(store, "Coffee Beans", "gram", "coffee-beans", "0.001");
        cafe.map(store, "Cup", "piece", "cup", "1");
        save(MILK);
        DeductionRequest sale = sale("t1", "k1");
        assertThat(engine.deductions().deductInventoryAtomic(sale).success()).isTrue();
        receive("5", "k2");

        assertThat(receive("5", "k1")).isEqualTo(new MovementOutcome.NotDecided(new Undecided.KeyReused("k1")));
        assertThat(engine.deductions().deductInventoryAtomic(sale("t2", "k2")))
                .isEqualTo(new DeductionOutcome.NotDecided("t2", new Undecided.KeyReused("k2")));
        assertThat(cafe.quantity(store, "cup")).isEqualByComparingTo("99");
        assertThat(milk().quantity()).isEqualByComparingTo("5");
    }

    @Test
    void I3_theSameKeyInAnotherStoreIsAnotherKey() {
        String other = store + "-b";
        cafe.store(other);
        save(MILK);
        stock.save(other, "milk", MILK, ANA);

        receive("5", "r1");
        recorded(cafe.receive(other, "milk", "7", "r1"));

        assertThat(milk().quantity()).isEqualByComparingTo("5");
        assertThat(cafe.quantity(other, "milk")).isEqualByComparingTo("7");
    }

    @Test
    void I8_aReceiptOfAnUnknownItemIsNotDecidedAndItsKeyStaysFree() {
        MovementOutcome unknown = receive("5", "r1");

        assertThat(unknown).isEqualTo(new MovementOutcome.NotDecided(new Undecided.UnknownStockItem(store, "milk")));
        assertThat(unknown.errors()).containsExactly("Unknown stock item milk in store " + store);
        assertThat(outcomes()).isEqualTo("0");

        save(MILK);
        assertThat(recorded(receive("6", "r1")).newQuantity()).isEqualByComparingTo("6");
    }

    @Test
    void I3_aReceiptOfAnotherStoresItemIsOfAnUnknownItem() {
        cafe.store(store + "-b");
        stock.save(store + "-b", "cream", opening(MILK, "1"), ANA);

        assertThat(cafe.receive(store, "cream", "5", "r1"))
                .isEqualTo(new MovementOutcome.NotDecided(new Undecided.UnknownStockItem(store, "cream")));
        assertThat(cafe.quantity(store + "-b", "cream")).isEqualByComparingTo("1");
    }

    @Test
    void I3_aReceiptOfAnUnknownStoreIsNotDecided() {
        assertThat(cafe.receive("nowhere", "milk", "5", "r1"))
                .isEqualTo(new MovementOutcome.NotDecided(new Undecided.UnknownStore("nowhere")));
    }

    @Test
    void I4_aReceiptBeyondTheGreatestBalanceChangesNothingAndItsKeyStaysFree() {
        save(opening(MILK, "99999999999.9998"));

        MovementOutcome outcome = receive("0.0002", "r1");

        assertThat(outcome)
                .isEqualTo(new MovementOutcome.OutOfBounds("quantity: the balance would exceed 99999999999.9999"));
        assertThat(outcome.success()).isFalse();
        assertThat(outcome.errors()).hasSize(1);
        assertThat(movements("milk")).hasSize(1);
        assertThat(outcomes()).isEqualTo("0");
        assertThat(recorded(receive("0.0001", "r1")).newQuantity()).isEqualByComparingTo(Quantities.MAX_BALANCE);
    }

    @Test
    void I4_whatArrivesForAnItemThatIsSwitchedOffIsTakenIn() {
        save(opening(with(false, false), "1"));

        assertThat(recorded(receive("5", "r1")).newQuantity()).isEqualByComparingTo("6");
        assertThat(milk().isActive()).isFalse();
    }

    @Test
    void I5_aReceiptPaysTheOverdraftBack() {
        save(opening(MILK, "1"));
        overdraw("-5", "5");

        receive("2", "r1");
        assertThat(milk().quantity()).isEqualByComparingTo("-3");
        assertThat(milk().approvedOverdraft()).isEqualByComparingTo("3");

        receive("10", "r2");
        assertThat(milk().quantity()).isEqualByComparingTo("7");
        assertThat(milk().approvedOverdraft()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "0.00001", "100000000000"})
    void I4_aReceiptOfNoExactQuantityIsRefused(String quantity) {
        assertThatThrownBy(() -> receive(quantity, "r1"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("quantity: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "é", "a\n"})
    void I2_aReceiptWithoutAKeyIsRefused(String key) {
        assertThatThrownBy(() -> receive("1", key))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("idempotencyKey: ");
    }

    @Test
    void I2_aReceiptSentManyTimesAtOnceIsTakenInOnce() throws Exception {
        save(opening(MILK, "100"));

        List<MovementOutcome> outcomes = atOnce(8, i -> receive("5", "r1"));

        Movement only = movements("milk").getFirst();
        assertThat(outcomes)
                .filteredOn(new MovementOutcome.Recorded(only, false, List.of())::equals)
                .hasSize(1);
        assertThat(outcomes)
                .filteredOn(new MovementOutcome.Recorded(only, true, List.of())::equals)
                .hasSize(7);
        assertThat(milk().quantity()).isEqualByComparingTo("105");
    }

    @Test
    void I4_receiptsAndPoliciesAtOnceAreAllInTheBooks() throws Exception {
        save(opening(MILK, "100"));

        List<Boolean> done = atOnce(
                40,
                i -> i % 4 == 0
                        ? stock.save(
                                        store,
                                        "milk",
                                        new StockItemSettings("Milk " + i, "ml", null, false, true, null),
                                        ANA)
                                instanceof StockSaved.Saved
                        : receive("0.5", "r" + i).success());

        assertThat(done).doesNotContain(false);
        assertThat(milk().quantity()).isEqualByComparingTo("115");
        assertThat(milk().version()).isEqualTo(41);
    }

    @Test
    void I10_aReceiptIsDatedByTheDatabase() {
        save(MILK);

        Movement movement = recorded(receive("5", "r1"));

        Instant now = Instant.parse(database.value(
                "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"));
        assertThat(Duration.between(Objects.requireNonNull(movement.recordedAt()), now))
                .isBetween(Duration.ZERO, Duration.ofSeconds(30));
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

    private static <T> List<T> atOnce(int times, IntFunction<T> work) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Callable<T>> tasks = IntStream.range(0, times)
                    .<Callable<T>>mapToObj(i -> () -> work.apply(i))
                    .toList();
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(tasks)) {
                results.add(result.get());
            }
            return results;
        }
    }

    private static StockItemSettings opening(StockItemSettings settings, String quantity) {
        return new StockItemSettings(
                settings.item(),
                settings.unit(),
                settings.reorderLevel(),
                settings.allowNegative(),
                settings.isActive(),
                quantity.isEmpty() ? null : new BigDecimal(quantity));
    }

    private static StockItemSettings with(boolean allowNegative, boolean isActive) {
        return new StockItemSettings("Milk", "ml", new BigDecimal("20.5"), allowNegative, isActive, null);
    }

    private void save(StockItemSettings settings) {
        assertThat(stock.save(store, "milk", settings, ANA)).isInstanceOf(StockSaved.Saved.class);
    }

    /** As an approval of a short sale would leave it. */
    private void overdraw(String quantity, String approved) {
        database.execute("UPDATE inventory_stock SET quantity = " + quantity + ", approved_overdraft = " + approved
                + " WHERE store_id = '" + store + "'");
    }

    private MovementOutcome receive(String quantity, String key) {
        return stock.receive(new ReceiptRequest(store, "milk", new BigDecimal(quantity), null, ANA, key));
    }

    private static Movement recorded(MovementOutcome outcome) {
        assertThat(outcome).isInstanceOf(MovementOutcome.Recorded.class);
        return ((MovementOutcome.Recorded) outcome).movement();
    }

    private DeductionRequest sale(String transaction, String key) {
        return new DeductionRequest(transaction, store, List.of(new SaleItem(Cafe.COFFEE, 1)), "ana", key);
    }

    private StockItem milk() {
        return stock.find(store, "milk").orElseThrow();
    }

    private List<Movement> movements(String stockId) {
        return stock.movements(store, stockId, null, 1000).items();
    }

    private List<String> described(String stockId) {
        return movements(stockId).stream().map(StockServiceTest::describe).toList();
    }

    private static String describe(Movement movement) {
        return String.join(
                " ",
                Long.toString(movement.version()),
                movement.kind().name(),
                movement.quantityChange().toPlainString(),
                movement.previousQuantity().toPlainString(),
                movement.newQuantity().toPlainString());
    }

    private String outcomes() {
        return database.value("SELECT count(*) FROM inventory_deduction_idempotency WHERE store_id = '" + store + "'");
    }
}
