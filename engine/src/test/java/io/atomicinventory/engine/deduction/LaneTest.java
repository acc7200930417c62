package io.atomicinventory.engine.deduction;

import static io.atomicinventory.engine.deduction.Branches.sell;
import static io.atomicinventory.engine.deduction.Branches.till;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.EngineSettings;
import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.Quantities;
import io.atomicinventory.engine.Undecided;
import io.atomicinventory.engine.deduction.DeductionOutcome.Deducted;
import io.atomicinventory.engine.deduction.DeductionOutcome.NotDecided;
import io.atomicinventory.engine.deduction.DeductionOutcome.Refused;
import io.atomicinventory.engine.stock.MovementOutcome;
import io.atomicinventory.engine.testing.Blocked;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.OpenCafe;
import io.atomicinventory.engine.testing.StoppableNode;
import io.atomicinventory.engine.testing.StoppableNode.Caller;
import io.atomicinventory.engine.testing.StoppableNode.Commit;
import io.atomicinventory.engine.testing.StoppableNode.Stop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What waits in one lane: who is settled with whom, on what memory, how much may wait, and who comes first. */
@SuppressWarnings("try") // a lane is stopped as long as its block lasts
class LaneTest {
    private static final EngineSettings ONE_LANE =
            EngineSettings.defaults().withLanes(1).withRequestTimeout(Duration.ofSeconds(20));
    /** With six rows each, these are more than a memory of 1,000 rows can hold. */
    private static final int MANY = 180;

    private static final Commit STOP = new Commit(1, 1);

    @RegisterExtension
    private static final OpenCafe OPEN = new OpenCafe();

    private StoppableNode node;
    private AtomicInventory engine;

    @BeforeEach
    void open() throws Exception {
        node = new StoppableNode(OPEN.database(), ONE_LANE);
        engine = node.engine();
        Branches.open(OPEN, 3);
    }

    @AfterEach
    void close() throws Exception {
        node.close();
    }

    @Test
    void I2_salesThatWaitTogetherAreOneCommitAndEachHasItsOwnAnswer() throws Exception {
        List<Caller<DeductionOutcome>> tills = new ArrayList<>();
        Caller<DeductionOutcome> again;
        Caller<DeductionOutcome> tooMuch;
        try (Stop stop = node.stop()) {
            for (int i = 0; i < 40; i++) {
                tills.add(till(engine, Cafe.CEBU, "t" + i, Cafe.COFFEE, 1));
            }
            again = till(engine, Cafe.CEBU, "t7", Cafe.COFFEE, 1);
            tooMuch = till(engine, Cafe.CEBU, "much", Cafe.COFFEE, 61);
        }

        for (int i = 0; i < tills.size(); i++) {
            Deducted deducted = (Deducted) tills.get(i).answer();
            assertThat(deducted.transactionId()).isEqualTo("t" + i);
            assertThat(deducted.replayed()).isFalse();
            assertThat(deducted.deductedItems().getLast().previousStock()).isEqualByComparingTo("" + (100 - i));
        }
        assertThat(((Deducted) again.answer()).replayed()).isTrue();
        assertThat(tooMuch.answer().errors()).contains("Americano - Cup: Need 61, Have 60 (Short: 1)");
        assertThat(node.commits(2)).containsExactly(STOP, new Commit(1, 42));
    }

    @Test
    void I2_whoeverComesAloneIsABatchOfOne() {
        for (int i = 0; i < 3; i++) {
            assertThat(sell(engine, Cafe.CEBU, "t" + i, Cafe.CROFFLE, 1).success())
                    .isTrue();
        }
        assertThat(node.commits(3)).containsExactly(new Commit(1, 1), new Commit(1, 1), new Commit(1, 1));
    }

    @Test
    void I4_aRowChangedElsewhereIsDecidedAgainForItsStoreAloneAndTheOthersCommitFirst() throws Exception {
        for (String store : List.of(Cafe.CEBU, "s0", "s1")) {
            sell(engine, store, "first", Cafe.CROFFLE, 1);
        }
        sell(OPEN.otherNode(), "s0", "elsewhere", Cafe.CROFFLE, 10);
        node.forget();
        List<Caller<DeductionOutcome>> tills = new ArrayList<>();
        try (Stop stop = node.stop()) {
            for (String store : List.of("s0", Cafe.CEBU, "s1")) {
                tills.add(till(engine, store, "second", Cafe.CROFFLE, 1));
            }
        }

        for (Caller<DeductionOutcome> till : tills) {
            assertThat(till.answer().success()).isTrue();
        }
        assertThat(node.retries()).containsExactly("s0 conflict");
        assertThat(node.commits(3)).containsExactly(STOP, new Commit(2, 2), new Commit(1, 1));
        assertThat(OPEN.cafe().quantity("s0", "cream")).isEqualByComparingTo("88");
        assertThat(OPEN.cafe().quantity("s1", "cream")).isEqualByComparingTo("98");
    }

    @Test
    void I8_whatArrivedElsewhereIsSoldAlthoughThisNodeRemembersAnEmptyShelf() {
        sell(engine, Cafe.CEBU, "all", Cafe.COFFEE, 100);
        OPEN.cafe().receive(Cafe.CEBU, "cup", "5", "delivery");

        Deducted deducted = (Deducted) sell(engine, Cafe.CEBU, "one", Cafe.COFFEE, 1);

        assertThat(deducted.deductedItems().getLast().previousStock()).isEqualByComparingTo("5");
        assertThat(node.retries()).containsExactly("cebu conflict");
    }

    @Test
    void I5_whatWasSoldElsewhereIsRefusedWithTrueFiguresAlthoughThisNodeRemembersEnough() {
        sell(engine, Cafe.CEBU, "one", Cafe.COFFEE, 1);
        sell(OPEN.otherNode(), Cafe.CEBU, "half", Cafe.COFFEE, 50);

        assertThat(sell(engine, Cafe.CEBU, "more", Cafe.COFFEE, 60).errors())
                .containsExactly("Americano - Cup: Need 60, Have 49 (Short: 11)");
        // It would be refused by the old figure too, and still tells the new one.
        sell(OPEN.otherNode(), Cafe.CEBU, "some", Cafe.COFFEE, 9);
        assertThat(sell(engine, Cafe.CEBU, "most", Cafe.COFFEE, 60).errors())
                .containsExactly("Americano - Cup: Need 60, Have 40 (Short: 20)");
    }

    /** Nothing else in its batch writes the rows that the refusal rests on. */
    @Test
    void I8_aRefusalAmongSalesOfOtherRowsRestsOnCurrentRows() throws Exception {
        sell(engine, Cafe.CEBU, "cups", Cafe.COFFEE, 100);
        sell(engine, Cafe.CEBU, "croffles", Cafe.CROFFLE, 1);
        OPEN.cafe().receive(Cafe.CEBU, "cup", "5", "delivery");
        Caller<DeductionOutcome> croffle;
        Caller<DeductionOutcome> coffee;
        Caller<DeductionOutcome> tooMuch;
        try (Stop stop = node.stop()) {
            croffle = till(engine, Cafe.CEBU, "t1", Cafe.CROFFLE, 1);
            coffee = till(engine, Cafe.CEBU, "t2", Cafe.COFFEE, 2);
            tooMuch = till(engine, Cafe.CEBU, "t3", Cafe.COFFEE, 4);
        }

        assertThat(croffle.answer().success()).isTrue();
        assertThat(coffee.answer().success()).isTrue();
        assertThat(((Refused) tooMuch.answer()).errors()).containsExactly("Americano - Cup: Need 4, Have 3 (Short: 1)");
        assertThat(node.retries()).containsExactly("cebu conflict");
    }

    @Test
    void I4_aReceiptThatWouldNotFitOnARememberedShelfIsTakenInWhereThereIsRoomByNow() {
        Cafe cafe = new Cafe(engine);
        String full = Quantities.MAX_BALANCE
                .subtract(OPEN.cafe().quantity(Cafe.CEBU, "cup"))
                .toPlainString();
        assertThat(cafe.receive(Cafe.CEBU, "cup", full, "full").success()).isTrue();
        assertThat(cafe.receive(Cafe.CEBU, "cup", "5", "over")).isInstanceOf(MovementOutcome.OutOfBounds.class);
        sell(OPEN.otherNode(), Cafe.CEBU, "t1", Cafe.COFFEE, 10);

        assertThat(cafe.receive(Cafe.CEBU, "cup", "5", "over").success()).isTrue();
    }

    @Test
    void I8_whatComesBeyondALimitIsOverloadedAtOnceAndItsKeySucceedsLater() throws Exception {
        node.close();
        node = new StoppableNode(OPEN.database(), ONE_LANE.withMaxWaiting(6, 3));
        engine = node.engine();
        List<Caller<DeductionOutcome>> tills = new ArrayList<>();
        String books = OPEN.books();
        try (Stop stop = node.stop()) { // one waits already
            for (int i = 0; i < 3; i++) {
                tills.add(till(engine, "s0", "t" + i, Cafe.CROFFLE, 1));
            }
            assertOverloaded(sell(engine, "s0", "t3", Cafe.CROFFLE, 1));
            for (int i = 0; i < 2; i++) {
                tills.add(till(engine, "s1", "t" + i, Cafe.CROFFLE, 1));
            }
            assertOverloaded(sell(engine, "s2", "t0", Cafe.CROFFLE, 1));
            assertThat(tills).noneMatch(Caller::isDone);
            assertThat(OPEN.books()).isEqualTo(books);
        }

        for (Caller<DeductionOutcome> till : tills) {
            assertThat(till.answer().success()).isTrue();
        }
        assertThat(((Deducted) sell(engine, "s0", "t3", Cafe.CROFFLE, 1)).replayed())
                .isFalse();
        assertThat(((Deducted) sell(engine, "s2", "t0", Cafe.CROFFLE, 1)).replayed())
                .isFalse();
    }

    @Test
    void I8_whatWaitsUntilItsDeadlineIsOverloadedAndNothingOfItIsWritten() throws Exception {
        node.close();
        node = new StoppableNode(OPEN.database(), ONE_LANE.withRequestTimeout(Duration.ofMillis(400)));
        engine = node.engine();
        String books = OPEN.books();
        Caller<DeductionOutcome> late;
        try (Stop stop = node.stop()) {
            late = till(engine, Cafe.CEBU, "t1", Cafe.CROFFLE, 1);
            Thread.sleep(500);
        }

        assertOverloaded(late.answer());
        assertThat(OPEN.books()).isEqualTo(books);
        assertThat(((Deducted) sell(engine, Cafe.CEBU, "t1", Cafe.CROFFLE, 1)).replayed())
                .isFalse();
    }

    private static void assertOverloaded(DeductionOutcome outcome) {
        assertThat(outcome).isEqualTo(new NotDecided(outcome.transactionId(), new Undecided.Overloaded()));
    }

    @Test
    void I8_aFloodInOneStoreDoesNotKeepAnotherStoreOfItsLaneWaiting() throws Exception {
        OPEN.cafe().receive(Cafe.CEBU, "cup", "5000", "cups");
        List<Caller<List<DeductionOutcome>>> flood = new ArrayList<>();
        Caller<Long> floodLeft;
        try (Stop stop = node.stop()) {
            for (int i = 0; i < 40; i++) {
                List<DeductionRequest> sales = sales("f" + i);
                flood.add(Caller.waiting(() -> engine.deductions().deductInventoryAtomic(sales)));
            }
            floodLeft = Caller.waiting(() -> {
                assertThat(sell(engine, "s0", "t1", Cafe.COFFEE, 1).success()).isTrue();
                return flood.stream().filter(caller -> !caller.isDone()).count();
            });
        }

        assertThat(floodLeft.answer()).isGreaterThan(20);
        assertThat(node.commits(2).get(1).stores()).isEqualTo(2);
        for (Caller<List<DeductionOutcome>> caller : flood) {
            assertThat(caller.answer()).allMatch(Outcome::success);
        }
        assertThat(OPEN.cafe().quantity(Cafe.CEBU, "cup")).isEqualByComparingTo("2540");
    }

    /** Eight of these fill a batch without leaving room for one sale more. */
    private static List<DeductionRequest> sales(String prefix) {
        return IntStream.range(0, 64)
                .mapToObj(i -> Branches.sale(Cafe.CEBU, prefix + "-" + i, Cafe.COFFEE, 1))
                .toList();
    }

    @Test
    void I2_aClosingEngineTakesNothingMoreAndLetsWhatIsUnderWayFinish() throws Exception {
        List<Caller<DeductionOutcome>> tills = new ArrayList<>();
        Caller<Boolean> closing;
        try (Stop stop = node.stop()) {
            for (int i = 0; i < 3; i++) {
                tills.add(till(engine, Cafe.CEBU, "t" + i, Cafe.CROFFLE, 1));
            }
            closing = Caller.waiting(() -> {
                engine.close();
                return tills.stream().allMatch(Caller::isDone);
            });
            assertThatThrownBy(() -> sell(engine, Cafe.CEBU, "late", Cafe.CROFFLE, 1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the engine is closed");
            assertThat(closing.isDone()).isFalse();
        }

        for (Caller<DeductionOutcome> till : tills) {
            assertThat(till.answer().success()).isTrue();
        }
        closing.answer();
        assertThat(OPEN.cafe().quantity(Cafe.CEBU, "cream")).isEqualByComparingTo("97");
    }

    @Test
    void I2_anInterruptedCallerIsToldThatItsOutcomeIsUnknownAndItsSaleIsMadeOnce() throws Exception {
        AtomicBoolean isStillInterrupted = new AtomicBoolean();
        Caller<DeductionOutcome> neighbour;
        try (Stop stop = node.stop()) {
            Caller<DeductionOutcome> interrupted = Caller.waiting(() -> {
                try {
                    return sell(engine, Cafe.CEBU, "t1", Cafe.CROFFLE, 1);
                } finally {
                    isStillInterrupted.set(Thread.currentThread().isInterrupted());
                }
            });
            neighbour = till(engine, Cafe.CEBU, "t2", Cafe.CROFFLE, 1);
            interrupted.interrupt();
            assertThatThrownBy(interrupted::answer).hasCauseInstanceOf(DatabaseUnavailableException.class);
            assertThat(isStillInterrupted).isTrue();
        }

        assertThat(neighbour.answer().success()).isTrue();
        assertThat(((Deducted) sell(engine, Cafe.CEBU, "t1", Cafe.CROFFLE, 1)).replayed())
                .isTrue();
        assertThat(OPEN.cafe().quantity(Cafe.CEBU, "cream")).isEqualByComparingTo("98");
    }

    /** One batch of all stores tells by its conflicts how many of them were remembered. */
    @Test
    void I4_whatDoesNotFitIntoTheMemoryIsForgottenAndAllBooksAreRight() throws Exception {
        Branches.open(OPEN, 3, MANY);
        OPEN.cafe()
                .product(
                        "menu",
                        "Menu",
                        "Croissant piece 1",
                        "Cream serving 1",
                        "Caramel portion 1",
                        "Wax Paper piece 1",
                        "Coffee Beans gram 1",
                        "Cup piece 1");
        assertThat(remembered(ONE_LANE, "a")).isEqualTo(MANY);
        assertThat(remembered(ONE_LANE.withCachedRows(1000), "b")).isBetween(1, MANY - 20);
        assertThat(OPEN.count("inventory_stock WHERE store_id ~ '^s' AND stock_id = 'cream' AND quantity = 94"))
                .isEqualTo(MANY);
    }

    /** @return how many of all stores a node remembers that has sold in each of them */
    private int remembered(EngineSettings settings, String prefix) throws Exception {
        try (StoppableNode other = new StoppableNode(OPEN.database(), settings)) {
            sellEverywhere(other, prefix + 1);
            try (StoppableNode elsewhere = new StoppableNode(OPEN.database(), ONE_LANE)) {
                sellEverywhere(elsewhere, prefix + 2);
            }
            other.forget();
            sellEverywhere(other, prefix + 3);
            Set<String> conflicting = new HashSet<>(other.retries());
            assertThat(conflicting).allMatch(retry -> retry.endsWith(" conflict"));
            return conflicting.size();
        }
    }

    private static void sellEverywhere(StoppableNode node, String id) throws Exception {
        List<Caller<DeductionOutcome>> tills = new ArrayList<>();
        try (Stop stop = node.stop()) {
            for (int i = 0; i < MANY; i++) {
                tills.add(till(node.engine(), "s" + i, id, "menu", 1));
            }
        }
        for (Caller<DeductionOutcome> till : tills) {
            assertThat(till.answer().success()).isTrue();
        }
    }

    @Test
    void I8_aRecipeChangedElsewhereIsUsedInEveryStoreOfTheBatch() throws Exception {
        for (int i = 0; i < 3; i++) {
            sell(engine, "s" + i, "before", Cafe.CROFFLE, 1);
        }
        new Cafe(OPEN.otherNode()).product(Cafe.CROFFLE, "Caramel Croffle", "Cream serving 5");
        List<Caller<DeductionOutcome>> tills = new ArrayList<>();
        try (Stop stop = node.stop()) {
            for (int i = 0; i < 3; i++) {
                tills.add(till(engine, "s" + i, "after", Cafe.CROFFLE, 1));
            }
        }
        for (Caller<DeductionOutcome> till : tills) {
            assertThat(((Deducted) till.answer()).deductedItems()).hasSize(1);
        }
        assertThat(OPEN.count("inventory_stock WHERE store_id ~ '^s' AND stock_id = 'cream' AND quantity = 94"))
                .isEqualTo(3);
        Blocked.await("the retries", () -> node.retries().contains("s2 menu-changed"));
    }
}
