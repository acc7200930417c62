package io.atomicinventory.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.EngineMetrics;
import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.catalog.ShortagePolicy;
import io.atomicinventory.engine.deduction.CompensationOutcome;
import io.atomicinventory.engine.deduction.CompensationRequest;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.deduction.Disposition;
import io.atomicinventory.engine.deduction.Problem;
import io.atomicinventory.engine.stock.CountRequest;
import io.atomicinventory.engine.stock.StockItemSettings;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.OpenCafe;
import io.atomicinventory.engine.testing.Together;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queued sales in places where two rules meet. */
class QueueEdgesTest {
    @RegisterExtension
    private static final OpenCafe OPEN = new OpenCafe();

    @Test
    void I5_whatIsThereIsTakenAlsoWhereThisNodeRemembersThatNothingWas() {
        Counter here = new Counter(OPEN.engine());
        here.sell("all", "all", Cafe.CROFFLE, 100);
        here.queued("sale", 3);
        new Cafe(OPEN.otherNode()).receive(Cafe.CEBU, "cream", "2", "delivery");

        here.approve("sale", ApprovalMode.AVAILABLE);

        assertThat(here.entry("sale").shortages())
                .extracting(shortage -> shortage.inventoryStockId() + " " + shortage.shortfall())
                .containsExactlyInAnyOrder("croissant 3", "cream 1", "caramel 3", "wax-paper 3");
        assertThat(OPEN.cafe().quantity(Cafe.CEBU, "cream")).isEqualByComparingTo("0");
    }

    @Test
    void I5_whatIsHeldIsNotThereForAnApprovalOfWhatIsThereAndIsForOneInFull() {
        OPEN.database().execute("UPDATE inventory_stock SET held = 98 WHERE stock_id = 'cream'");
        Counter counter = new Counter(OPEN.engine());
        counter.queued("part", 3);
        counter.queued("full", 3);
        assertThat(counter.sync()).isEqualTo(new SyncReport(0, 2, 0));

        counter.approve("part", ApprovalMode.AVAILABLE);
        assertThat(OPEN.cafe().quantity(Cafe.CEBU, "cream")).isEqualByComparingTo("98");
        counter.approve("full", ApprovalMode.FULL);

        assertThat(OPEN.cafe().quantity(Cafe.CEBU, "cream")).isEqualByComparingTo("95");
        assertThat(overdraft("cream")).isEqualByComparingTo("0");
    }

    @Test
    void I5_aRowThatMayGoBelowZeroNeedsNoLeaveOfAnybody() {
        OPEN.cafe().stock(Cafe.CEBU, "cream", new StockItemSettings("cream", "piece", null, true, true, null));
        Counter counter = new Counter(OPEN.engine());
        counter.queued("sale", 101);

        counter.approve("sale", ApprovalMode.FULL);

        assertThat(overdraft("cream")).isEqualByComparingTo("0");
        assertThat(overdraft("croissant")).isEqualByComparingTo("1");
        assertThat(OPEN.cafe().quantity(Cafe.CEBU, "cream")).isEqualByComparingTo("-1");
    }

    @Test
    void I5_anApprovedOverdraftIsGivenBackWithTheSaleAndIsNoOtherSales() {
        Counter counter = new Counter(OPEN.engine());
        counter.queued("sale", 103);
        counter.approve("sale", ApprovalMode.FULL);

        counter.voidSale("sale", "void");

        assertThat(overdraft("cream")).isEqualByComparingTo("0");
        counter.queued("other", 101);
        assertThat(counter.sync()).isEqualTo(new SyncReport(0, 1, 0));
    }

    @Test
    void I1_aVoidOfAPartOfASaleThatWaitsDoesNotRejectTheRestOfIt() {
        Counter counter = new Counter(OPEN.engine());
        counter.queued("sale", 2);
        CompensationRequest part = new CompensationRequest(
                Cafe.CEBU,
                "sale",
                "without cream",
                Disposition.RESTOCK,
                List.of(new CompensationRequest.Line("cream", BigDecimal.ONE, Disposition.RESTOCK)),
                Counter.MARIA,
                "void");

        CompensationOutcome tooEarly = OPEN.engine().deductions().compensateDeduction(part);
        counter.sync();
        CompensationOutcome then = OPEN.engine().deductions().compensateDeduction(part);

        assertThat(tooEarly.errors())
                .containsExactly("Transaction sale waits in the queue and has taken nothing yet: void all of it, or"
                        + " wait until it is deducted");
        assertThat(then.success()).isTrue();
        assertThat(counter.entry("sale").decision()).isEqualTo(QueueDecision.SYNCED);
        assertThat(OPEN.cafe().quantity(Cafe.CEBU, "cream")).isEqualByComparingTo("99");
    }

    @Test
    void I8_aShortSaleThatFailedMeanwhileSaysAgainThatItIsShort() {
        OPEN.cafe().product("latte", "Latte", "Cup piece 1", "Milk glass 1");
        OPEN.cafe().map(Cafe.CEBU, "Milk", "glass", "cream", "1");
        Counter counter = new Counter(OPEN.engine());
        counter.queued("sale", "latte", 101, null);
        counter.sync();
        assertThat(reasons(counter)).containsOnly(Problem.Reason.INSUFFICIENT_STOCK);

        OPEN.cafe().saveProduct("latte", "Latte", true, "Cup piece 1", "Oat Milk glass 1");
        counter.sync();
        assertThat(reasons(counter)).contains(Problem.Reason.NO_CONVERSION_MAPPING);
        OPEN.cafe().map(Cafe.CEBU, "Oat Milk", "glass", "cream", "1");
        counter.sync();

        assertThat(reasons(counter)).containsOnly(Problem.Reason.INSUFFICIENT_STOCK);
        long rows = OPEN.count("inventory_deduction_idempotency");
        counter.sync();
        assertThat(OPEN.count("inventory_deduction_idempotency")).isEqualTo(rows);
    }

    /** The rows are locked first after a conflict, and the queue is read then. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void I2_aDirectSaleWithOtherItemsThanTheQueuedOneHasOneAnswerWhateverItMet(boolean afterAConflict) {
        Counter counter = new Counter(OPEN.engine());
        counter.sell("before", "before", Cafe.CROFFLE, 1);
        counter.queued("sale", 2);
        if (afterAConflict) {
            new Counter(OPEN.otherNode()).sell("elsewhere", "elsewhere", Cafe.CROFFLE, 1);
        }

        DeductionOutcome direct = counter.sell("sale", "direct", Cafe.CROFFLE, 1);

        assertThat(direct).isInstanceOf(DeductionOutcome.Deducted.class);
        assertThat(counter.sync()).isEqualTo(new SyncReport(0, 0, 1));
        assertThat(reasons(counter)).containsExactly(Problem.Reason.TRANSACTION_ALREADY_DEDUCTED);
    }

    @Test
    void I2_whatAnotherSaleHasTakenTheNameOfCanBeRejectedAndLeavesThatSaleAlone() {
        Counter counter = new Counter(OPEN.engine());
        counter.queued("sale", 2);
        counter.sell("sale", "direct", Cafe.CROFFLE, 1);
        counter.sync();

        QueueOutcome approved = counter.approve("sale", ApprovalMode.FULL);
        QueueOutcome rejected = counter.reject("sale");
        QueueOutcome again = counter.reject("sale");

        assertThat(approved).isInstanceOf(QueueOutcome.NotPossible.class);
        assertThat(rejected).isEqualTo(new QueueOutcome.Accepted(counter.entry("sale"), true));
        assertThat(again).isEqualTo(new QueueOutcome.Accepted(counter.entry("sale"), false));
        assertThat(counter.entry("sale").status()).isEqualTo(QueueStatus.REJECTED);
        assertThat(counter.sell("sale", "late", Cafe.CROFFLE, 1).success()).isTrue();
        assertThat(OPEN.cafe().quantity(Cafe.CEBU, "cream")).isEqualByComparingTo("99");
    }

    @Test
    void I2_aSaleThatWaitsWithOtherItemsIsNotQueuedBesideIt() {
        Counter counter = new Counter(OPEN.engine());
        counter.onShortage(ShortagePolicy.QUEUE);
        counter.queued("sale", 101);

        DeductionOutcome outcome = counter.sell("sale", "direct", Cafe.CROFFLE, 102);

        assertThat(((DeductionOutcome.Refused) outcome).reason())
                .isEqualTo(Problem.Reason.TRANSACTION_ALREADY_DEDUCTED);
    }

    @Test
    void I2_nobodyCanWriteAKeyThatTheEngineMakes() {
        Counter counter = new Counter(OPEN.engine());
        QueueEntry entry = counter.queued("sale", 1);

        for (String key : List.of("queue:" + entry.queueId() + ":1", "transfer cebu " + "0".repeat(64))) {
            assertThatThrownBy(() -> counter.sell("sale", key, Cafe.CROFFLE, 1))
                    .isInstanceOf(InvalidRequestException.class);
        }
        assertThat(counter.sell("another", "queue:7", Cafe.CROFFLE, 1).success())
                .isTrue();
    }

    /** All that a node does with a store goes one after the other: there is nothing to be in conflict with. */
    @Test
    void I2_syncsOfOneNodeThatMeetOnAnEntryThatFailsAreNotInConflict() throws Exception {
        Queue<String> retries = new ConcurrentLinkedQueue<>();
        AtomicInventory engine = AtomicInventory.on(OPEN.pool())
                .metrics(new EngineMetrics() {
                    @Override
                    public void retried(String storeId, String reason) {
                        retries.add(reason);
                    }
                })
                .open();
        OPEN.cafe().product("tea", "Tea", "Tea Leaves gram 2");
        Counter counter = new Counter(engine);
        counter.queued("fails", "tea", 1, null);
        counter.queued("is-late", Cafe.CROFFLE, 1, Instant.now().minus(73, ChronoUnit.HOURS));
        counter.sync();

        for (int round = 0; round < 10; round++) {
            Together.call(8, i -> () -> {
                engine.queue().syncQueuedTransaction(Cafe.CEBU, Counter.id("is-late"), Counter.SYNC);
                return counter.sync();
            });
        }

        assertThat(retries).isEmpty();
        assertThat(counter.entry("fails").attempt()).isEqualTo(2);
    }

    @Test
    void I10_aLateSaleThatIsApprovedAfterACountIsInThatCount() {
        Counter counter = new Counter(OPEN.engine());
        counter.queued("sale", Cafe.CROFFLE, 103, Instant.now().minus(73, ChronoUnit.HOURS));
        OPEN.engine()
                .stock()
                .count(new CountRequest(Cafe.CEBU, "cream", new BigDecimal("40"), null, null, Counter.MARIA, "count"));

        assertThat(counter.sync()).isEqualTo(new SyncReport(0, 1, 0));
        counter.approve("sale", ApprovalMode.FULL);

        assertThat(OPEN.cafe().quantity(Cafe.CEBU, "cream")).isEqualByComparingTo("40");
        assertThat(OPEN.cafe().quantity(Cafe.CEBU, "croissant")).isEqualByComparingTo("-3");
    }

    private static List<Problem.Reason> reasons(Counter counter) {
        return counter.entry("sale").problems().stream().map(Problem::reason).toList();
    }

    private static BigDecimal overdraft(String stockId) {
        return OPEN.engine().stock().find(Cafe.CEBU, stockId).orElseThrow().approvedOverdraft();
    }
}
