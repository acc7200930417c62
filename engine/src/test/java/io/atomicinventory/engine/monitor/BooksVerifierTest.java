package io.atomicinventory.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.deduction.CompensationRequest;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.deduction.DeductionRequest;
import io.atomicinventory.engine.deduction.Disposition;
import io.atomicinventory.engine.deduction.SaleItem;
import io.atomicinventory.engine.stock.AdjustmentRequest;
import io.atomicinventory.engine.stock.CountRequest;
import io.atomicinventory.engine.stock.ReversalRequest;
import io.atomicinventory.engine.stock.StockItemSettings;
import io.atomicinventory.engine.stock.StockService;
import io.atomicinventory.engine.stock.TransferRequest;
import io.atomicinventory.engine.stock.WasteRequest;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.TestDatabase;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each damage is planted as the owner of the tables, in a store of its own that has a short history. */
class BooksVerifierTest {
    private static final String SUM = "quantity is the sum of its movements, version their number";
    private static final String CHAIN = "each movement starts where the one before ended";
    private static final String ADDS_UP = "each movement adds up";
    private static final String HAS_ROW = "each movement has its stock row";
    private static final String BELOW_ZERO = "below zero only with leave";
    private static final String OVERDRAFT = "an approved overdraft is never more than is used";
    private static final String ONCE = "a transaction is deducted once";
    private static final String REPLAYED = "a replayed key has a deduction";
    private static final String ONE_KEY = "a key appears once";
    private static final String WHOLE_SALE = "a sale's movements are what its record says";
    private static final String WHOLE_BOOKING = "a booking's movement is what its record says";
    private static final String WHOLE_TRANSFER = "a transfer's movements are what its record says";
    private static final String TAKEN_BACK = "a reversal takes back what it names, once";
    private static final String IN_A_COUNT = "what was in a count already changes nothing";
    private static final String GIVEN_BACK = "a void gives back at most what was taken";
    private static final String WHOLE_VOID = "a void's movements are what its log says";
    private static final String VOID_LOG = "a void's log is what its record says";

    private static TestDatabase database;
    private static AtomicInventory engine;
    private static Cafe cafe;
    private static int stores;

    @BeforeAll
    static void open() {
        database = new TestDatabase();
        engine = database.engine();
        cafe = Cafe.open(engine);
    }

    @AfterAll
    static void close() {
        database.close();
    }

    /** What was damaged in other stores is not in these books. */
    @AfterEach
    void theBooksOfAnotherStoreAreRight() {
        assertThat(engine.verifier().verify(Cafe.CEBU)).isEmpty();
    }

    /**
     * @param subject of each violation that is found, in their order
     * @param sql with $ for the store
     */
    record Damage(String name, String invariant, String check, List<String> subject, List<String> sql) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Damage> damages() {
        return List.of(
                damage(
                        "I4: a lost update of a quantity",
                        SUM,
                        "croissant",
                        unguarded("quantity = quantity - 1 WHERE store_id = '$' AND stock_id = 'croissant'")),
                damage("I4: an update that raised the version and wrote no movement", SUM, "croissant", """
                        UPDATE inventory_stock SET quantity = quantity - 1, version = version + 1
                        WHERE store_id = '$' AND stock_id = 'croissant'"""),
                damage("I4: a version that is ahead", SUM, "croissant", """
                        UPDATE inventory_stock SET version = version + 1
                        WHERE store_id = '$' AND stock_id = 'croissant'"""),
                damage(
                        "I4: a version that has fallen",
                        SUM,
                        "croissant",
                        unguarded("version = version - 1 WHERE store_id = '$' AND stock_id = 'croissant'")),
                damage("I4: a quantity without a movement", SUM, "spare", """
                        DELETE FROM inventory_movements WHERE store_id = '$' AND stock_id = 'spare'"""),
                damage("I4: a row that never had a movement", SUM, "sugar", """
                        INSERT INTO inventory_stock (store_id, stock_id, item, unit, quantity, version)
                        VALUES ('$', 'sugar', 'Sugar', 'gram', 5, 1)"""),
                damage("I4: a gap in the chain", CHAIN, "cream", """
                        UPDATE inventory_movements SET version = 4
                        WHERE store_id = '$' AND stock_id = 'cream' AND version = 3"""),
                damage("I4: a chain that does not begin at zero", CHAIN, "spare", """
                        UPDATE inventory_movements SET previous_quantity = 1, new_quantity = 101
                        WHERE store_id = '$' AND stock_id = 'spare'"""),
                damage("I4: a chain that does not begin at one", CHAIN, "spare", """
                        UPDATE inventory_movements SET version = 2 WHERE store_id = '$' AND stock_id = 'spare'"""),
                damage("I4: a movement that starts elsewhere", CHAIN, "cream", """
                        UPDATE inventory_movements SET previous_quantity = 90, new_quantity = 95
                        WHERE store_id = '$' AND stock_id = 'cream' AND version = 3"""),
                damage(
                        "I4: a movement that does not add up",
                        ADDS_UP,
                        "croissant",
                        "ALTER TABLE inventory_movements DROP CONSTRAINT IF EXISTS movement_adds_up",
                        """
                        UPDATE inventory_movements SET new_quantity = new_quantity + 1
                        WHERE store_id = '$' AND stock_id = 'croissant' AND version = 2"""),
                damage("I4: movements of an item that never was", HAS_ROW, "ghost", movement("ghost", 1, 0, 0, "NULL")),
                damage(
                        "I4: movements of a row that is gone",
                        HAS_ROW,
                        "spare",
                        "ALTER TABLE inventory_stock DISABLE TRIGGER USER",
                        "DELETE FROM inventory_stock WHERE store_id = '$' AND stock_id = 'spare'",
                        "ALTER TABLE inventory_stock ENABLE TRIGGER USER"),
                damage(
                        "I5: below zero without leave",
                        BELOW_ZERO,
                        "spare",
                        "ALTER TABLE inventory_stock DROP CONSTRAINT IF EXISTS never_silently_negative",
                        "UPDATE inventory_stock SET quantity = -1 WHERE store_id = '$' AND stock_id = 'spare'"),
                damage(
                        "I5: further below zero than was approved",
                        BELOW_ZERO,
                        "spare",
                        "ALTER TABLE inventory_stock DROP CONSTRAINT IF EXISTS never_silently_negative",
                        """
                        UPDATE inventory_stock SET quantity = -2, approved_overdraft = 1.9999
                        WHERE store_id = '$' AND stock_id = 'spare'"""),
                damage(
                        "I5: an overdraft left over above zero",
                        OVERDRAFT,
                        "spare",
                        unguarded("approved_overdraft = 5 WHERE store_id = '$' AND stock_id = 'spare'")),
                damage(
                        "I5: an overdraft above the debt",
                        OVERDRAFT,
                        "spare",
                        """
                        UPDATE inventory_stock SET quantity = -1, approved_overdraft = 1
                        WHERE store_id = '$' AND stock_id = 'spare'""",
                        unguarded("approved_overdraft = 1.0001 WHERE store_id = '$' AND stock_id = 'spare'")),
                damage(
                        "I2: a transaction that was deducted twice",
                        ONCE,
                        "t1",
                        "DROP INDEX IF EXISTS settled_once",
                        outcome("again", "done", "t1")),
                damage("I2: a replayed key without a sale", REPLAYED, "k9", outcome("k9", "replayed", "t9")),
                damage(
                        "I2: a replayed key of a sale that was refused",
                        REPLAYED,
                        "k9",
                        outcome("k9", "replayed", "t3")),
                damage(
                        "I2: a key twice",
                        ONE_KEY,
                        "k3",
                        "ALTER TABLE inventory_deduction_idempotency"
                                + " DROP CONSTRAINT IF EXISTS inventory_deduction_idempotency_pkey",
                        outcome("k3", "refused", "t3")),
                damage(
                        "I1: half a sale, in stock that adds up",
                        WHOLE_SALE,
                        "t1",
                        "DELETE FROM inventory_movements WHERE store_id = '$' AND stock_id = 'wax-paper' AND version = 2",
                        unguarded("quantity = 100, version = 1 WHERE store_id = '$' AND stock_id = 'wax-paper'")),
                damage(
                        "I1: a receipt that is recorded and was never taken in, in stock that adds up",
                        WHOLE_BOOKING,
                        "r1",
                        "DELETE FROM inventory_movements WHERE store_id = '$' AND kind = 'receipt'",
                        unguarded("quantity = quantity - 5, version = version - 1"
                                + " WHERE store_id = '$' AND stock_id = 'cream'")),
                damage("I1: a receipt that nobody recorded", WHOLE_BOOKING, "r1", """
                        DELETE FROM inventory_deduction_idempotency
                        WHERE store_id = '$' AND idempotency_key = 'r1'"""),
                damage("I1: a sale that took another item too", WHOLE_SALE, "t1", more("spare", "'t1'")),
                damage("I1: a sale that took more than it says", WHOLE_SALE, "t1", more("croissant", "'t1'")),
                damage("I1: a sale that was refused and took something", WHOLE_SALE, "t3", more("croissant", "'t3'")),
                damage("I1: a sale that nobody made", WHOLE_SALE, "t9", more("croissant", "'t9'")),
                damage("I1: a deduction without a sale", WHOLE_SALE, "(no transaction)", more("croissant", "NULL")),
                damage("I1: a record without its items", WHOLE_SALE, List.of("t2", "t2"), """
                        UPDATE inventory_deduction_idempotency SET deduction_data = NULL
                        WHERE store_id = '$' AND idempotency_key = 'k2'"""),
                damage("I1: a record that says more than was taken", WHOLE_SALE, List.of("t2"), """
                        UPDATE inventory_deduction_idempotency
                        SET deduction_data = replace(deduction_data::text,
                                                     '"piece",1,', '"piece",1.0001,')::json
                        WHERE store_id = '$' AND idempotency_key = 'k2'"""),
                damage("I1: a record of a sale that took nothing", WHOLE_SALE, "t9", """
                        INSERT INTO inventory_deduction_idempotency (store_id, idempotency_key, operation, outcome,
                            transaction_id, items_hash, request_hash, attempt, who, occurred_at, duration_micros,
                            deduction_data)
                        VALUES ('$', 'k9', 'deduction', 'done', 't9', '', '', 1, 'eve', now(), 1,
                                '{"deducted": [{"inventoryStockId": "cup", "quantityDeducted": 1}]}')"""),
                damage("I1: a count whose record says another difference", WHOLE_BOOKING, List.of("c1"), """
                        UPDATE inventory_deduction_idempotency
                        SET deduction_data = replace(deduction_data::text,
                                                     '"quantityChange":-8', '"quantityChange":-9')::json
                        WHERE store_id = '$' AND idempotency_key = 'c1'"""),
                damage("I1: waste that nobody recorded", WHOLE_BOOKING, "w9", moved("spare", "waste", "-1", "w9")),
                damage("I1: an adjustment without a key", WHOLE_BOOKING, "(no key)", """
                        UPDATE inventory_deduction_idempotency SET outcome = 'refused'
                        WHERE store_id = '$' AND idempotency_key = 'a2'""", """
                        UPDATE inventory_movements SET idempotency_key = NULL
                        WHERE store_id = '$' AND idempotency_key = 'a2'"""),
                damage("I1: a transfer whose record says more than went", WHOLE_TRANSFER, List.of("sent"), """
                        UPDATE inventory_deduction_idempotency
                        SET deduction_data = replace(deduction_data::text,
                                                     '"quantityChange":-5', '"quantityChange":-6')::json
                        WHERE store_id = '$' AND idempotency_key = 'sent'"""),
                damage("I1: a transfer that nobody recorded", WHOLE_TRANSFER, "sent", """
                        DELETE FROM inventory_deduction_idempotency
                        WHERE store_id = '$' AND idempotency_key = 'sent'"""),
                damage(
                        "I1: goods that arrived from nowhere",
                        WHOLE_TRANSFER,
                        "from-nowhere",
                        moved("spare", "transfer_in", "1", "from-nowhere")),
                damage("I1: a reversal of what never was", TAKEN_BACK, "caramel", """
                        UPDATE inventory_movements SET reverses = 99 WHERE store_id = '$' AND kind = 'reversal'"""),
                damage("I1: a reversal of nothing", TAKEN_BACK, "caramel", """
                        UPDATE inventory_movements SET reverses = NULL WHERE store_id = '$' AND kind = 'reversal'"""),
                damage("I1: a reversal of another amount", TAKEN_BACK, "caramel", """
                        UPDATE inventory_movements SET reverses = 1 WHERE store_id = '$' AND kind = 'reversal'"""),
                damage(
                        "I1: a reversal that was made twice",
                        TAKEN_BACK,
                        "caramel",
                        "DROP INDEX IF EXISTS reversed_once",
                        moved("caramel", "reversal", "-4", "x2"),
                        "UPDATE inventory_movements SET reverses = 2 WHERE store_id = '$' AND idempotency_key = 'x2'"),
                damage(
                        "I1: a correction that changes the stock",
                        IN_A_COUNT,
                        "spare",
                        moved("spare", "correction", "1", "k9")),
                damage(
                        "I1: a correction of more than was sold",
                        IN_A_COUNT,
                        "coffee-beans",
                        moved("coffee-beans", "correction", "1", "k5")),
                damage(
                        "I6: more given back than was taken",
                        GIVEN_BACK,
                        "t1",
                        givenBack("t1", "croissant", 1, "2", "0", "2"),
                        givenBack("t1", "croissant", 2, "2", "0", "0.0001")),
                damage(
                        "I6: given back of a sale that never was",
                        GIVEN_BACK,
                        "t9",
                        givenBack("t9", "croissant", 1, "2", "0", "1")),
                damage(
                        "I6: given back of what the sale did not take",
                        GIVEN_BACK,
                        "t1",
                        givenBack("t1", "spare", 1, "2", "0", "1")),
                damage("I6: a log that says another amount was taken", GIVEN_BACK, "t4", """
                        UPDATE inventory_compensation_log SET deducted = deducted + 1
                        WHERE store_id = '$' AND transaction_id = 't4' AND stock_id = 'cup'"""),
                damage("I6: a log that has forgotten what was given back before", GIVEN_BACK, "t4", """
                        UPDATE inventory_compensation_log SET restored_before = 0
                        WHERE store_id = '$' AND transaction_id = 't4' AND stock_id = 'cup' AND sequence = 2"""),
                damage("I6: a log that says it was thrown away", WHOLE_VOID, "t4", """
                        UPDATE inventory_compensation_log SET disposition = 'waste'
                        WHERE store_id = '$' AND transaction_id = 't4' AND stock_id = 'cup' AND sequence = 2"""),
                damage(
                        "I6: given back and not in the log",
                        WHOLE_VOID,
                        "(no transaction)",
                        moved("spare", "compensation", "1", "v9")),
                damage("I6: a void that nobody recorded", VOID_LOG, "v2", """
                        DELETE FROM inventory_deduction_idempotency
                        WHERE store_id = '$' AND idempotency_key = 'v2'"""),
                damage("I6: a record that says more was given back", VOID_LOG, List.of("v2"), """
                        UPDATE inventory_deduction_idempotency
                        SET deduction_data = replace(deduction_data::text, '"piece",1,', '"piece",2,')::json
                        WHERE store_id = '$' AND idempotency_key = 'v2'"""));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void I1ToI6_eachDamageIsReportedAndNothingElse(Damage damage) {
        String store = storeWithAHistory();
        assertThat(engine.verifier().verify(store)).as("before").isEmpty();

        damage.sql().forEach(sql -> database.execute(sql.replace("$", store)));

        List<Violation> violations = engine.verifier().verify(store);
        assertThat(violations)
                .allSatisfy(violation -> assertThat(violation.text()).isNotBlank());
        assertThat(violations)
                .extracting(Violation::storeId, Violation::invariant, Violation::check, Violation::subject)
                .containsExactlyElementsOf(damage.subject().stream()
                        .map(subject -> Tuple.tuple(store, damage.invariant(), damage.check(), subject))
                        .toList());
    }

    @Test
    void I6_allThatWasTakenMayBeGivenBackInParts() {
        String store = storeWithAHistory();

        for (String sql : List.of(
                givenBack("t1", "croissant", 1, "2", "0", "1"),
                givenBack("t1", "croissant", 2, "2", "1", "1"),
                givenBack("t1", "cream", 1, "2", "0", "2"))) {
            database.execute(sql.replace("$", store));
        }

        assertThat(engine.verifier().verify(store)).isEmpty();
    }

    @Test
    void I5_belowZeroWithLeaveIsNoDamage() {
        String store = storeWithAHistory();

        database.execute(
                "UPDATE inventory_stock SET quantity = -2, approved_overdraft = 2 WHERE store_id = '" + store
                        + "' AND stock_id = 'spare'",
                "UPDATE inventory_stock SET quantity = -2, allow_negative = true WHERE store_id = '" + store
                        + "' AND stock_id = 'cup'");

        assertThat(engine.verifier().verify(store)).isEmpty();
    }

    @Test
    void I4_theBooksAreRightAfterADaysWork() {
        String store = storeWithAHistory();
        cafe.product("mystery", "Mystery", "Unicorn piece 1");
        cafe.saveProduct("old", "Old", false, "Cup piece 1");
        cafe.stock(store, "cup", new StockItemSettings("Paper cup", "piece", BigDecimal.TEN, true, true, null));

        List<DeductionOutcome> outcomes = engine.deductions()
                .deductInventoryAtomic(List.of(
                        sale(store, "t10", "k10", Cafe.COFFEE, 20),
                        sale(store, "t10", "k10", Cafe.COFFEE, 20),
                        sale(store, "t10", "k10-b", Cafe.COFFEE, 20),
                        sale(store, "t10", "k10-c", Cafe.COFFEE, 21),
                        sale(store, "t10", "k10", Cafe.COFFEE, 21),
                        sale(store, "t11", "k11", Cafe.COFFEE, 50_000),
                        sale(store, "t12", "k12", "mystery", 1),
                        sale(store, "t13", "k13", "old", 1),
                        sale(store, "t14", "k14", "unknown", 1)));
        cafe.stock(store, "croissant", new StockItemSettings("Croissant", "piece", null, false, false, null));
        DeductionOutcome inactive =
                engine.deductions().deductInventoryAtomic(sale(store, "t15", "k15", Cafe.CROFFLE, 1));
        cafe.receive(store, "croissant", "12.3456", "r2");
        cafe.receive(store, "croissant", "12.3456", "r2");
        cafe.receive(store, "croissant", "1", "r2");
        database.execute("UPDATE inventory_stock SET quantity = 7 WHERE store_id = '" + store + "'");

        assertThat(outcomes)
                .extracting(DeductionOutcome::success)
                .containsExactly(true, true, true, false, false, false, false, false, false);
        assertThat(inactive.success()).isFalse();
        assertThat(engine.verifier().verify(store)).isEmpty();
    }

    @Test
    void I4_theBooksAreRightAtEveryMomentWhileSalesGoOn() throws Exception {
        String store = storeWithAHistory();
        AtomicBoolean isOpen = new AtomicBoolean(true);
        try (ExecutorService tills = Executors.newFixedThreadPool(2)) {
            List<Future<?>> shifts = new ArrayList<>();
            for (String till : List.of("till-1", "till-2")) {
                shifts.add(tills.submit(() -> {
                    for (int i = 0; isOpen.get(); i++) {
                        String id = till + "-" + i;
                        engine.deductions().deductInventoryAtomic(sale(store, id, id, Cafe.CROFFLE, 1));
                        cafe.receive(store, "cream", "1", "r-" + id);
                    }
                }));
            }
            for (int i = 0; i < 100; i++) {
                assertThat(engine.verifier().verify(store)).isEmpty();
            }
            isOpen.set(false);
            for (Future<?> shift : shifts) {
                shift.get();
            }
        }
        assertThat(engine.verifier().verify(store)).isEmpty();
    }

    @Test
    void I4_allStoresAreVerifiedAndEachDamageNamesItsStore() {
        String one = storeWithAHistory();
        String other = storeWithAHistory();
        for (String store : List.of(one, other)) {
            database.execute(movement("ghost", 1, 0, 0, "NULL").replace("$", store));
        }

        assertThat(engine.verifier().verify())
                .filteredOn(violation -> violation.subject().equals("ghost"))
                .extracting(Violation::storeId)
                .contains(one, other);
    }

    @Test
    void I4_aHundredViolationsOfACheckAreEnough() {
        String store = storeWithAHistory();
        for (int i = 0; i < 101; i++) {
            database.execute(movement("ghost-" + i, 1, 0, 0, "NULL").replace("$", store));
        }

        assertThat(engine.verifier().verify(store)).hasSize(100);
    }

    @Test
    void I4_aStoreThatDoesNotExistHasNothingToReport() {
        assertThat(engine.verifier().verify("nowhere")).isEmpty();
        assertThatThrownBy(() -> engine.verifier().verify("a,b")).isInstanceOf(InvalidRequestException.class);
    }

    /**
     * 2 croffles (t1), 1 coffee (t2), a refusal (t3), two replays of t1, 5 of cream received, and {@link #moreHistory}.
     */
    private static String storeWithAHistory() {
        String store = "store-" + ++stores;
        cafe.store(store);
        for (String item : List.of("croissant", "cream", "caramel", "wax-paper", "coffee-beans", "cup", "spare")) {
            cafe.stock(store, item, "100");
        }
        cafe.map(store, "Croissant", "piece", "croissant", "1");
        cafe.map(store, "Cream", "serving", "cream", "1");
        cafe.map(store, "Caramel", "portion", "caramel", "1");
        cafe.map(store, "Wax Paper", "piece", "wax-paper", "1");
        cafe.map(store, "Coffee Beans", "gram", "coffee-beans", "0.001");
        cafe.map(store, "Cup", "piece", "cup", "1");
        engine.deductions()
                .deductInventoryAtomic(List.of(
                        sale(store, "t1", "k1", Cafe.CROFFLE, 2),
                        sale(store, "t2", "k2", Cafe.COFFEE, 1),
                        sale(store, "t3", "k3", Cafe.CROFFLE, 1000),
                        sale(store, "t1", "k1", Cafe.CROFFLE, 2),
                        sale(store, "t1", "k1-again", Cafe.CROFFLE, 2)));
        cafe.receive(store, "cream", "5", "r1");
        assertThat(cafe.quantity(store, "cream")).isEqualByComparingTo("103");
        moreHistory(store);
        return store;
    }

    /** Of caramel, coffee beans and cups, something of every kind that the verifier has an eye on. */
    private static void moreHistory(String store) {
        StockService stock = engine.stock();
        BigDecimal four = new BigDecimal(4);
        requireAll(
                stock.adjust(new AdjustmentRequest(store, "caramel", four, "found", Cafe.ANA, "a1")),
                stock.reverse(new ReversalRequest(store, "caramel", 3, "not found", Cafe.ANA, "x1")),
                stock.adjust(new AdjustmentRequest(store, "caramel", four, "found", Cafe.ANA, "a2")),
                stock.waste(new WasteRequest(store, "caramel", BigDecimal.ONE, "spilt", Cafe.ANA, "w1")),
                stock.transfer(transfer(store, Cafe.CEBU, 5, "sent")),
                stock.transfer(transfer(Cafe.CEBU, store, 3, "sent-to-" + store)),
                engine.deductions().deductInventoryAtomic(sale(store, "t4", "k4", Cafe.COFFEE, 4)),
                engine.deductions().compensateDeduction(ofCups(store, Disposition.WASTE, "v1")),
                engine.deductions().compensateDeduction(ofCups(store, Disposition.RESTOCK, "v2")));
        Instant before = Instant.now();
        requireAll(
                stock.count(
                        new CountRequest(store, "coffee-beans", new BigDecimal("91.91"), null, null, Cafe.ANA, "c1")),
                engine.deductions()
                        .deductInventoryAtomic(new DeductionRequest(
                                "t5",
                                store,
                                List.of(new SaleItem(Cafe.COFFEE, 1)),
                                Cafe.ANA,
                                "k5",
                                before.minusSeconds(60))),
                stock.count(new CountRequest(
                        store, "coffee-beans", new BigDecimal("90"), before.minusSeconds(30), null, Cafe.ANA, "c2")));
        assertThat(cafe.quantity(store, "coffee-beans")).isEqualByComparingTo("91.91");
    }

    private static void requireAll(Outcome... outcomes) {
        assertThat(outcomes).allMatch(Outcome::success);
    }

    private static TransferRequest transfer(String from, String to, long quantity, String key) {
        return new TransferRequest(
                from,
                to,
                List.of(new TransferRequest.Line("caramel", "caramel", BigDecimal.valueOf(quantity))),
                null,
                Cafe.ANA,
                key);
    }

    private static CompensationRequest ofCups(String store, Disposition disposition, String key) {
        return new CompensationRequest(
                store,
                "t4",
                "void",
                Disposition.RESTOCK,
                List.of(new CompensationRequest.Line("cup", BigDecimal.ONE, disposition)),
                Cafe.ANA,
                key);
    }

    private static DeductionRequest sale(String store, String transaction, String key, String product, long quantity) {
        return new DeductionRequest(transaction, store, List.of(new SaleItem(product, quantity)), "ana", key);
    }

    private static Damage damage(String name, String check, String subject, String... sql) {
        return damage(name, check, List.of(subject), sql);
    }

    private static Damage damage(String name, String check, List<String> subject, String... sql) {
        return new Damage(name, name.substring(0, 2), check, subject, Arrays.asList(sql));
    }

    /** An update of the stock that its guard does not see. */
    private static String unguarded(String change) {
        return "ALTER TABLE inventory_stock DISABLE TRIGGER USER; UPDATE inventory_stock SET " + change
                + "; ALTER TABLE inventory_stock ENABLE TRIGGER USER";
    }

    private static String movement(String stockId, int version, int previous, int change, String transactionId) {
        return "INSERT INTO inventory_movements (store_id, stock_id, version, kind, previous_quantity,"
                + " quantity_change, new_quantity, transaction_id, who, occurred_at) VALUES ('$', '" + stockId + "', "
                + version + ", " + (change == 0 ? "'policy'" : "'deduction'") + ", " + previous + ", " + change + ", "
                + (previous + change) + ", " + transactionId + ", 'eve', now())";
    }

    /** Takes one more, by the rules of the stock: quantity, version and chain are right afterwards. */
    private static String more(String stockId, String transactionId) {
        return """
                WITH taken AS (UPDATE inventory_stock SET quantity = quantity - 1, version = version + 1
                               WHERE store_id = '$' AND stock_id = '%s' RETURNING *)
                INSERT INTO inventory_movements (store_id, stock_id, version, kind, previous_quantity, quantity_change,
                                                 new_quantity, transaction_id, who, occurred_at)
                SELECT store_id, stock_id, version, 'deduction', quantity + 1, -1, quantity, %s, 'eve', now()
                FROM taken""".formatted(stockId, transactionId);
    }

    private static String outcome(String key, String outcome, String transactionId) {
        return "INSERT INTO inventory_deduction_idempotency (store_id, idempotency_key, operation, outcome,"
                + " transaction_id, items_hash, request_hash, attempt, who, occurred_at, duration_micros) VALUES ('$', '"
                + key + "', 'deduction', '" + outcome + "', '" + transactionId + "', '', '', 1, 'eve', now(), 1)";
    }

    /** Moves stock by its rules: quantity, version and chain are right afterwards. */
    private static String moved(String stockId, String kind, String change, String key) {
        return """
                WITH moved AS (UPDATE inventory_stock SET quantity = quantity + %2$s, version = version + 1
                               WHERE store_id = '$' AND stock_id = '%1$s' RETURNING *)
                INSERT INTO inventory_movements (store_id, stock_id, version, kind, previous_quantity, quantity_change,
                                                 new_quantity, idempotency_key, who, occurred_at)
                SELECT store_id, stock_id, version, '%3$s', quantity - %2$s, %2$s, quantity, '%4$s', 'eve', now()
                FROM moved""".formatted(stockId, change, kind, key);
    }

    /** A void as the engine would write it, whatever it gives back. */
    private static String givenBack(
            String transactionId, String stockId, int sequence, String deducted, String before, String now) {
        String key = "given-back-" + stockId + "-" + sequence;
        return String.join(
                ";",
                "INSERT INTO inventory_compensation_log (store_id, transaction_id, stock_id, sequence,"
                        + " idempotency_key, deducted, restored_before, restored_now, disposition, reason, who)"
                        + " VALUES ('$', '" + transactionId + "', '" + stockId + "', " + sequence + ", '" + key + "', "
                        + deducted + ", " + before + ", " + now + ", 'restock', 'void', 'eve')",
                moved(stockId, "compensation", now, key),
                "UPDATE inventory_movements SET transaction_id = '" + transactionId
                        + "' WHERE store_id = '$' AND idempotency_key = '" + key + "'",
                "INSERT INTO inventory_deduction_idempotency (store_id, idempotency_key, operation, outcome,"
                        + " transaction_id, request_hash, attempt, who, occurred_at, duration_micros, deduction_data)"
                        + " VALUES ('$', '" + key + "', 'compensation', 'done', '" + transactionId
                        + "', '', 1, 'eve', now(), 1, '[[[\"" + stockId + "\",\"Item\",\"piece\"," + now
                        + ",\"restock\",0,0]],[]]')");
    }
}
