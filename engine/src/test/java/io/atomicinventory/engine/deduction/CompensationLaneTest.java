package io.atomicinventory.engine.deduction;

import static io.atomicinventory.engine.deduction.Branches.till;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.EngineSettings;
import io.atomicinventory.engine.Undecided;
import io.atomicinventory.engine.deduction.CompensationOutcome.Compensated;
import io.atomicinventory.engine.deduction.CompensationOutcome.NotDecided;
import io.atomicinventory.engine.deduction.DeductionOutcome.Deducted;
import io.atomicinventory.engine.testing.Blocked;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.OpenCafe;
import io.atomicinventory.engine.testing.StoppableNode;
import io.atomicinventory.engine.testing.StoppableNode.Caller;
import io.atomicinventory.engine.testing.StoppableNode.Commit;
import io.atomicinventory.engine.testing.StoppableNode.Stop;
import io.atomicinventory.engine.testing.Storekeeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Voids in a lane: in one batch with sales, and where somebody holds a row that they need. */
@SuppressWarnings("try") // a lane is stopped as long as its block lasts
class CompensationLaneTest {
    private static final EngineSettings ONE_LANE =
            EngineSettings.defaults().withLanes(1).withRequestTimeout(Duration.ofSeconds(20));
    private static final String HOLD_CREAM =
            "SELECT FROM inventory_stock WHERE store_id = 'cebu' AND stock_id = 'cream' FOR NO KEY UPDATE";

    @RegisterExtension
    private static final OpenCafe OPEN = new OpenCafe();

    private StoppableNode node;
    private AtomicInventory engine;
    private Storekeeper cebu;

    @BeforeEach
    void open() throws Exception {
        node = new StoppableNode(OPEN.database(), ONE_LANE);
        engine = node.engine();
        cebu = new Storekeeper(engine, Cafe.CEBU);
        Branches.open(OPEN, 1);
    }

    @AfterEach
    void close() throws Exception {
        node.close();
    }

    @Test
    void I6_aSaleItsVoidsAndItsLateDuplicateInOneBatchAreAsIfSentOneAfterTheOther() throws Exception {
        cebu.sell("earlier", Cafe.COFFEE, 1);
        Caller<CompensationOutcome> tooEarly;
        Caller<DeductionOutcome> sale;
        Caller<CompensationOutcome> half;
        Caller<CompensationOutcome> rest;
        Caller<CompensationOutcome> again;
        Caller<CompensationOutcome> ofEarlier;
        Caller<DeductionOutcome> late;
        node.forget();
        try (Stop stop = node.stop()) {
            tooEarly = voids("t1", "void-0");
            sale = till(engine, Cafe.CEBU, "t1", Cafe.CROFFLE, 2);
            half = Caller.waiting(
                    () -> cebu.giveBack("t1", "void-1", Storekeeper.line("cream", "1", Disposition.WASTE)));
            rest = voids("t1", "void-2");
            again = voids("t1", "void-2");
            ofEarlier = voids("earlier", "void-3");
            late = till(engine, Cafe.CEBU, "t1", Cafe.CROFFLE, 2);
        }

        assertThat(tooEarly.answer()).isInstanceOf(CompensationOutcome.Unknown.class);
        assertThat(((Deducted) sale.answer()).replayed()).isFalse();
        assertThat(((Compensated) half.answer()).itemsRestored()).isEqualTo(1);
        assertThat(((Compensated) rest.answer()).restored())
                .extracting(item -> item.inventoryStockId() + " " + item.quantityRestored())
                .containsExactly("croissant 2", "cream 1", "caramel 2", "wax-paper 2");
        assertThat(again.answer())
                .isEqualTo(new Compensated("t1", ((Compensated) rest.answer()).restored(), true, List.of()));
        assertThat(((Compensated) ofEarlier.answer()).itemsRestored()).isEqualTo(2);
        assertThat(((Deducted) late.answer()).warnings())
                .contains("Transaction t1 was voided; nothing was deducted again");
        assertThat(node.commits(2)).containsExactly(new Commit(1, 1), new Commit(1, 7));
        assertThat(cebu.quantity("cream")).isEqualByComparingTo("99");
        assertThat(cebu.quantity("cup")).isEqualByComparingTo("100");
    }

    @Test
    void I1_aVoidThatNeedsAHeldRowWaitsForItAndKeepsNobodyElseWaiting() throws Exception {
        cebu.sell("croffle", Cafe.CROFFLE, 1);
        cebu.sell("coffee", Cafe.COFFEE, 1);
        Caller<CompensationOutcome> needsIt;
        try (Blocked cream = Blocked.on(OPEN.database(), HOLD_CREAM)) {
            List<Caller<? extends Object>> others = new ArrayList<>();
            try (Stop stop = node.stop()) {
                others.add(till(engine, Cafe.CEBU, "coffee-0", Cafe.COFFEE, 1));
                needsIt = voids("croffle", "void-croffle");
                others.add(voids("coffee", "void-coffee"));
                others.add(till(engine, "s0", "croffle", Cafe.CROFFLE, 1));
            }
            for (Caller<?> other : others) {
                other.answer();
            }
            // Whoever comes later is not kept, either.
            assertThat(cebu.sell("coffee-1", Cafe.COFFEE, 1).success()).isTrue();
            assertThat(cebu.giveBack("coffee-0", "void-coffee-0").success()).isTrue();
            assertThat(needsIt.isDone()).isFalse();
        }
        assertThat(((Compensated) needsIt.answer()).itemsRestored()).isEqualTo(4);
        assertThat(cebu.quantity("cream")).isEqualByComparingTo("100");
        assertThat(cebu.quantity("cup")).isEqualByComparingTo("99");
    }

    @Test
    void I6_aVoidWhoseRowIsHeldIsToldWhichAtTheDeadlineAndTheSameKeySucceedsAfterwards() throws Exception {
        cebu.sell("croffle", Cafe.CROFFLE, 1);
        String books = OPEN.books();
        try (StoppableNode impatient =
                        new StoppableNode(OPEN.database(), ONE_LANE.withRequestTimeout(Duration.ofMillis(800)));
                Blocked cream = Blocked.on(OPEN.database(), HOLD_CREAM)) {
            assertThat(new Storekeeper(impatient.engine(), Cafe.CEBU).giveBack("croffle", "void-1"))
                    .isEqualTo(new NotDecided("croffle", new Undecided.VersionConflict("cream")));
        }
        assertThat(OPEN.books()).isEqualTo(books);
        assertThat(((Compensated) cebu.giveBack("croffle", "void-1")).replayed())
                .isFalse();
    }

    private Caller<CompensationOutcome> voids(String transactionId, String key) {
        return Caller.waiting(() -> cebu.giveBack(transactionId, key));
    }
}
