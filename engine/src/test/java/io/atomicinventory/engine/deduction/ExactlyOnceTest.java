package io.atomicinventory.engine.deduction;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.EngineSettings;
import io.atomicinventory.engine.Undecided;
import io.atomicinventory.engine.deduction.DeductionOutcome.Deducted;
import io.atomicinventory.engine.deduction.DeductionOutcome.NotDecided;
import io.atomicinventory.engine.stock.MovementOutcome;
import io.atomicinventory.engine.testing.Blocked;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.OpenCafe;
import io.atomicinventory.engine.testing.Together;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The same sale from many tills at once, on two nodes; and what others' open transactions do to it. */
class ExactlyOnceTest {
    private static final int CALLERS = 64;
    private static final EngineSettings IMPATIENT = EngineSettings.defaults()
            .withRequestTimeout(Duration.ofMillis(1_500))
            .withLockTimeout(Duration.ofMillis(100));

    /** Somebody has begun to write the outcome of key-held and has neither committed nor gone away. */
    private static final String HOLD_KEY = """
            INSERT INTO inventory_deduction_idempotency (store_id, idempotency_key, operation, transaction_id, outcome,
                request_hash, items_hash, attempt, who, occurred_at, duration_micros)
            VALUES ('cebu', 'key-held', 'deduction', 'held', 'refused', '\\x00', '\\x00', 0, 'ana', now(), 0)""";

    private static final String HOLD_CREAM = "SELECT FROM inventory_stock WHERE stock_id = 'cream' FOR NO KEY UPDATE";

    @RegisterExtension
    private static final OpenCafe OPEN = new OpenCafe();

    @Test
    void I2_oneKeyFromManyCallersIsDeductedOnceAndReplayedToTheOthers() throws Exception {
        for (int round = 1; round <= 3; round++) {
            DeductionRequest request = Cafe.sale("t" + round, "k" + round, Cafe.CROFFLE, 60);

            assertOneAndReplays(fromAll(caller -> request));

            assertThat(OPEN.cafe().quantity(Cafe.CEBU, "cream")).isEqualByComparingTo("40");
            assertThat(OPEN.count("inventory_deduction_idempotency WHERE operation = 'deduction'"))
                    .isEqualTo(round);
            restock(round);
        }
    }

    /** There is stock for one of them only, so that a second look at the stock would refuse. */
    @Test
    void I2_oneTransactionUnderManyKeysIsDeductedOnceAndEachKeyIsBoundToIt() throws Exception {
        for (int round = 1; round <= 3; round++) {
            String prefix = "t" + round;

            assertOneAndReplays(fromAll(caller -> Cafe.sale(prefix, prefix + "-" + caller, Cafe.CROFFLE, 60)));

            assertThat(OPEN.cafe().quantity(Cafe.CEBU, "cream")).isEqualByComparingTo("40");
            assertThat(OPEN.count("inventory_deduction_idempotency WHERE operation = 'deduction' AND outcome = 'done'"))
                    .isEqualTo(round);
            assertThat(OPEN.count("inventory_deduction_idempotency WHERE operation = 'deduction'"))
                    .isEqualTo((long) round * CALLERS);
            restock(round);
        }
    }

    private static void restock(int round) {
        for (String item : List.of("croissant", "cream", "caramel", "wax-paper")) {
            OPEN.cafe().receive(Cafe.CEBU, item, "60", "delivery-" + item + round);
        }
    }

    /** The two sales have no stock row in common, so that nothing but the key stands between them. */
    @Test
    void I2_oneKeyWithTwoContentsIsTakenByExactlyOneOfThem() throws Exception {
        for (int round = 1; round <= 3; round++) {
            String key = "k" + round;
            DeductionRequest croffle = Cafe.sale("croffle-" + round, key, Cafe.CROFFLE, 1);
            DeductionRequest coffee = Cafe.sale("coffee-" + round, key, Cafe.COFFEE, 1);

            List<DeductionOutcome> outcomes = fromAll(caller -> caller % 4 < 2 ? croffle : coffee);

            List<DeductionOutcome> won =
                    outcomes.stream().filter(Deducted.class::isInstance).toList();
            assertOneAndReplays(won);
            assertThat(won).hasSize(CALLERS / 2);
            assertThat(won.stream()
                            .map(DeductionOutcome::transactionId)
                            .distinct()
                            .toList())
                    .hasSize(1);
            assertThat(outcomes.stream().filter(outcome -> !won.contains(outcome)))
                    .hasSize(CALLERS / 2)
                    .allMatch(outcome -> outcome instanceof NotDecided notDecided
                            && notDecided.why().equals(new Undecided.KeyReused(key)));
            assertThat(OPEN.count("inventory_deduction_idempotency")).isEqualTo(round);
        }
    }

    @Test
    void I2_oneReceiptFromManyCallersIsTakenInOnce() throws Exception {
        List<MovementOutcome> outcomes = Together.call(
                CALLERS, caller -> () -> new Cafe(node(caller)).receive(Cafe.CEBU, "cream", "5", "delivery-1"));

        assertThat(outcomes.stream().filter(MovementOutcome.Recorded.class::isInstance))
                .hasSize(CALLERS);
        assertThat(outcomes.stream().filter(outcome -> outcome instanceof MovementOutcome.Recorded r && !r.replayed()))
                .hasSize(1);
        assertThat(OPEN.cafe().quantity(Cafe.CEBU, "cream")).isEqualByComparingTo("105");
    }

    @Test
    void I2_aKeyThatSomebodyIsStillWritingIsInFlightAtTheDeadlineAndFreeAfterwards() throws Exception {
        AtomicInventory engine = OPEN.engine(IMPATIENT);
        DeductionRequest request = Cafe.sale("t1", "key-held", Cafe.CROFFLE, 1);
        String books = OPEN.books();
        whileOthersHold(HOLD_KEY, () -> {
            DeductionOutcome outcome = engine.deductions().deductInventoryAtomic(request);
            assertThat(outcome).isEqualTo(new NotDecided("t1", new Undecided.KeyInFlight("key-held")));
            assertThat(outcome.errors())
                    .containsExactly("The first request with this idempotency key is still being processed: key-held");
            assertThat(new Cafe(engine).receive(Cafe.CEBU, "cream", "1", "key-held"))
                    .isEqualTo(new MovementOutcome.NotDecided(new Undecided.KeyInFlight("key-held")));
        });
        assertThat(OPEN.books()).isEqualTo(books);

        assertThat(((Deducted) engine.deductions().deductInventoryAtomic(request)).replayed())
                .isFalse();
    }

    @Test
    void I2_aKeyInFlightDoesNotKeepItsSaleFromBeingMadeUnderAnother() throws Exception {
        DeductionRequest request = Cafe.sale("t1", "key-held", Cafe.CROFFLE, 1);
        whileOthersHold(
                HOLD_KEY,
                () -> assertThat(
                                node(0).deductions().deductInventoryAtomic(Cafe.sale("t1", "another", Cafe.CROFFLE, 1)))
                        .isInstanceOf(Deducted.class));

        assertThat(((Deducted) node(1).deductions().deductInventoryAtomic(request)).replayed())
                .isTrue();
        assertThat(OPEN.cafe().quantity(Cafe.CEBU, "cream")).isEqualByComparingTo("99");
    }

    @Test
    void I2_aDuplicateThatWaitsForTheFirstOfItsKeyGetsItsAnswer() throws Exception {
        DeductionRequest request = Cafe.sale("t1", "k1", Cafe.CROFFLE, 1);
        CompletableFuture<DeductionOutcome> first;
        CompletableFuture<DeductionOutcome> second;
        try (Blocked cream = Blocked.on(OPEN.database(), HOLD_CREAM)) {
            first = CompletableFuture.supplyAsync(() -> node(0).deductions().deductInventoryAtomic(request));
            second = CompletableFuture.supplyAsync(() -> node(1).deductions().deductInventoryAtomic(request));
            cream.awaitWaiting(1);
        }
        assertOneAndReplays(List.of(first.get(), second.get()));
    }

    @Test
    void I1_aLockedStockItemIsNamedAtTheDeadlineAndTheSameKeySucceedsAfterwards() throws Exception {
        AtomicInventory engine = OPEN.engine(IMPATIENT);
        DeductionRequest request = Cafe.sale("t1", "k1", Cafe.CROFFLE, 1);
        String books = OPEN.books();
        whileOthersHold(HOLD_CREAM, () -> {
            DeductionOutcome outcome = engine.deductions().deductInventoryAtomic(request);
            assertThat(outcome).isEqualTo(new NotDecided("t1", new Undecided.VersionConflict("cream")));
            assertThat(outcome.errors()).containsExactly("Version conflict on inventory_stock_id: cream");
            assertThat(new Cafe(engine).receive(Cafe.CEBU, "cream", "1", "delivery-1"))
                    .isEqualTo(new MovementOutcome.NotDecided(new Undecided.VersionConflict("cream")));
        });
        assertThat(OPEN.books()).isEqualTo(books);

        Deducted deducted = (Deducted) engine.deductions().deductInventoryAtomic(request);
        assertThat(deducted.replayed()).isFalse();
    }

    @Test
    void I2_aSaleWhoseKeyIsHeldDoesNotHarmItsNeighboursInTheBatch() throws Exception {
        AtomicInventory engine = OPEN.engine(IMPATIENT);
        for (int poisoned : new int[] {0, 5, 11}) {
            List<DeductionRequest> batch = batch(poisoned, "key-held", Cafe.CROFFLE);
            whileOthersHold(HOLD_KEY, () -> {
                assertOnlyOneUndecided(
                        engine.deductions().deductInventoryAtomic(batch),
                        poisoned,
                        new Undecided.KeyInFlight("key-held"));
            });
        }
        assertThat(OPEN.cafe().quantity(Cafe.CEBU, "cream")).isEqualByComparingTo("67");
    }

    /** Where each statement takes a while, the neighbours need more than the blink that the deadline leaves them. */
    @Test
    void I2_aSaleWhoseKeyIsHeldDoesNotHarmItsNeighboursOnASlowDatabase() throws Exception {
        AtomicInventory engine = OPEN.engine(IMPATIENT);
        OPEN.database()
                .execute(
                        """
                        CREATE FUNCTION take_a_while() RETURNS trigger LANGUAGE plpgsql AS
                        $$ BEGIN PERFORM pg_sleep(0.01); RETURN NULL; END $$""", "CREATE TRIGGER slow AFTER INSERT ON inventory_movements EXECUTE FUNCTION take_a_while()");
        try {
            whileOthersHold(HOLD_KEY, () -> {
                assertOnlyOneUndecided(
                        engine.deductions().deductInventoryAtomic(batch(5, "key-held", Cafe.CROFFLE)),
                        5,
                        new Undecided.KeyInFlight("key-held"));
            });
        } finally {
            OPEN.database().execute("DROP FUNCTION take_a_while CASCADE");
        }
    }

    @Test
    void I1_aSaleWhoseStockIsLockedDoesNotHarmItsNeighboursInTheBatch() throws Exception {
        AtomicInventory engine = OPEN.engine(IMPATIENT);
        for (int poisoned : new int[] {0, 5, 11}) {
            List<DeductionRequest> batch = batch(poisoned, "k-" + poisoned, Cafe.COFFEE);
            whileOthersHold(HOLD_CREAM, () -> {
                assertOnlyOneUndecided(
                        engine.deductions().deductInventoryAtomic(batch),
                        poisoned,
                        new Undecided.VersionConflict("cream"));
            });
        }
        assertThat(OPEN.cafe().quantity(Cafe.CEBU, "cup")).isEqualByComparingTo("67");
    }

    @Test
    void I1_aBatchOfWhichNothingCanBeSettledIsAnsweredAtItsDeadlineNotAtThatOfEachSale() throws Exception {
        AtomicInventory engine = OPEN.engine(IMPATIENT);
        List<DeductionRequest> batch = IntStream.range(0, 100)
                .mapToObj(i -> Cafe.sale("t" + i, "k" + i, Cafe.CROFFLE, 1))
                .toList();
        String books = OPEN.books();
        whileOthersHold(HOLD_CREAM, () -> {
            long started = System.nanoTime();
            assertThat(engine.deductions().deductInventoryAtomic(batch))
                    .allMatch(outcome -> outcome instanceof NotDecided notDecided
                            && notDecided.why().equals(new Undecided.VersionConflict("cream")));
            Duration taken = Duration.ofNanos(System.nanoTime() - started);
            assertThat(taken).isLessThan(IMPATIENT.requestTimeout().multipliedBy(3));
        });
        assertThat(OPEN.books()).isEqualTo(books);
        assertThat(engine.deductions().deductInventoryAtomic(batch)).allMatch(DeductionOutcome::success);
    }

    /** Twelve sales of one product, and at one place a croffle under this key. */
    private static List<DeductionRequest> batch(int poisoned, String key, String productId) {
        List<DeductionRequest> batch = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String id = poisoned + "-" + i;
            batch.add(i == poisoned ? Cafe.sale(id, key, Cafe.CROFFLE, 1) : Cafe.sale(id, "key-" + id, productId, 1));
        }
        return batch;
    }

    private static void assertOnlyOneUndecided(List<DeductionOutcome> outcomes, int place, Undecided why) {
        for (int i = 0; i < outcomes.size(); i++) {
            if (i == place) {
                assertThat(outcomes.get(i)).isEqualTo(new NotDecided(place + "-" + i, why));
            } else {
                assertThat(outcomes.get(i)).as("sale %s of %s", i, outcomes).isInstanceOf(Deducted.class);
            }
        }
    }

    private interface Meanwhile {
        void run() throws Exception;
    }

    private static void whileOthersHold(String statement, Meanwhile meanwhile) throws Exception {
        Blocked others = Blocked.on(OPEN.database(), statement);
        try {
            meanwhile.run();
        } finally {
            others.close();
        }
    }

    private static List<DeductionOutcome> fromAll(IntFunction<DeductionRequest> requests) throws Exception {
        return Together.call(
                CALLERS, caller -> () -> node(caller).deductions().deductInventoryAtomic(requests.apply(caller)));
    }

    private static AtomicInventory node(int caller) {
        return caller % 2 == 0 ? OPEN.engine() : OPEN.otherNode();
    }

    private static void assertOneAndReplays(List<DeductionOutcome> outcomes) {
        assertThat(outcomes).allMatch(Deducted.class::isInstance);
        assertThat(outcomes.stream().filter(outcome -> !((Deducted) outcome).replayed()))
                .hasSize(1);
        assertThat(outcomes.stream()
                        .map(outcome -> ((Deducted) outcome).deductedItems())
                        .distinct()
                        .toList())
                .hasSize(1);
    }
}
