package io.atomicinventory.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.catalog.ShortagePolicy;
import io.atomicinventory.engine.deduction.CompensationOutcome;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.deduction.Problem;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.OpenCafe;
import io.atomicinventory.engine.testing.Together;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two who want different things of one queued sale at the same moment, each at a node of its own. */
class QueueRaceTest {
    private static final int ROUNDS = 50;

    @RegisterExtension
    private static final OpenCafe OPEN = new OpenCafe();

    private Counter here;
    private Counter there;

    @BeforeEach
    void open() {
        here = new Counter(OPEN.engine());
        there = new Counter(OPEN.otherNode());
    }

    @Test
    void I2_anApprovalAndASyncAtOnceDeductOnce() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            String id = "sale-" + i;
            here.queued(id, 1);

            List<Object> told = race(() -> here.approve(id, ApprovalMode.FULL), there::sync);

            assertThat(((QueueOutcome.Accepted) told.getFirst()).entry()).isEqualTo(here.entry(id));
            assertThat(here.entry(id).decision()).isIn(QueueDecision.APPROVED, QueueDecision.SYNCED);
        }
        assertStock("cream", 100 - ROUNDS);
    }

    @Test
    void I2_aRejectionAndALateSaleAtOnceNeverBothHappen() throws Exception {
        int sold = 0;
        for (int i = 0; i < ROUNDS; i++) {
            String id = "sale-" + i;
            here.queued(id, 1);

            List<Object> told = race(() -> here.reject(id), () -> there.sell(id, id + "-late", Cafe.CROFFLE, 1));

            if (told.getLast() instanceof DeductionOutcome.Deducted) {
                sold++;
                assertThat(told.getFirst()).isInstanceOf(QueueOutcome.Conflict.class);
                assertThat(here.entry(id).status()).isEqualTo(QueueStatus.PENDING);
            } else {
                assertThat(((DeductionOutcome.Refused) told.getLast()).reason())
                        .isEqualTo(Problem.Reason.TRANSACTION_REJECTED);
                assertThat(told.getFirst()).isEqualTo(new QueueOutcome.Accepted(here.entry(id), true));
                assertThat(here.entry(id).status()).isEqualTo(QueueStatus.REJECTED);
            }
        }
        assertThat(here.sync()).isEqualTo(new SyncReport(sold, 0, 0));
        assertStock("cream", 100 - sold);
    }

    @Test
    void I6_aVoidAndASyncAtOnceLeaveNothingTaken() throws Exception {
        for (int i = 0; i < 2 * ROUNDS; i++) {
            String id = "sale-" + i;
            here.queued(id, 1);

            List<Object> told = race(() -> here.voidSale(id, id + "-void"), there::sync);

            CompensationOutcome.Compensated done = (CompensationOutcome.Compensated) told.getFirst();
            assertThat(here.entry(id).decision())
                    .isEqualTo(done.itemsRestored() == 4 ? QueueDecision.SYNCED : QueueDecision.VOIDED);
        }
        assertStock("cream", 100);
    }

    /** Here the void has already looked for its sale, and not found it, when the sale is deducted. */
    @Test
    void I6_aVoidOfASaleThatIsDeductedWhileItIsPlannedGivesItBack() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            String id = "sale-" + i;
            here.queued(id, 1);

            List<Object> told = race(() -> here.voidSale(id, id + "-void"), () -> there.approve(id, ApprovalMode.FULL));

            assertThat(told.getFirst()).isInstanceOf(CompensationOutcome.Compensated.class);
        }
        assertStock("cream", 100);
    }

    @Test
    void I2_aShortSaleThatIsQueuedByItsDeviceAndByThePolicyAtOnceHasOneEntry() throws Exception {
        here.onShortage(ShortagePolicy.QUEUE);
        for (int i = 0; i < ROUNDS; i++) {
            String id = "sale-" + i;

            List<Object> told =
                    race(() -> here.queue(id, Cafe.CROFFLE, 101, null), () -> there.sell(id, id, Cafe.CROFFLE, 101));

            assertThat(told.getFirst()).isInstanceOf(QueueOutcome.Accepted.class);
            assertThat(((DeductionOutcome.Queued) told.getLast()).queueId()).isEqualTo(Counter.id(id));
        }
        assertThat(OPEN.count("offline_transaction_queue")).isEqualTo(ROUNDS);
        assertThat(here.sync()).isEqualTo(new SyncReport(0, ROUNDS, 0));
    }

    @Test
    void I2_aSaleThatIsQueuedByItsDeviceAndDeductedAtOnceIsDeductedOnce() throws Exception {
        here.onShortage(ShortagePolicy.QUEUE);
        for (int i = 0; i < ROUNDS; i++) {
            String id = "sale-" + i;

            List<Object> told = race(
                    () -> {
                        here.queued(id, 1);
                        return here.sync();
                    },
                    () -> there.sell(id, id, Cafe.CROFFLE, 1));

            assertThat(told.getLast()).isInstanceOf(DeductionOutcome.Deducted.class);
            assertThat(here.entry(id).status()).isEqualTo(QueueStatus.APPROVED);
        }
        assertStock("cream", 100 - ROUNDS);
    }

    private static <T> List<T> race(Callable<? extends T> one, Callable<? extends T> other) throws Exception {
        return Together.call(2, i -> () -> (i == 0 ? one : other).call());
    }

    private static void assertStock(String stockId, long quantity) {
        assertThat(OPEN.cafe().quantity(Cafe.CEBU, stockId)).isEqualByComparingTo(Long.toString(quantity));
    }
}
