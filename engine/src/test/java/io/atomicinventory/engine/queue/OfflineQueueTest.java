package io.atomicinventory.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.catalog.ShortagePolicy;
import io.atomicinventory.engine.catalog.Store;
import io.atomicinventory.engine.deduction.CompensationOutcome;
import io.atomicinventory.engine.deduction.CompensationRequest;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.deduction.Problem;
import io.atomicinventory.engine.deduction.SaleItem;
import io.atomicinventory.engine.stock.Movement;
import io.atomicinventory.engine.stock.StockItem;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.OpenCafe;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of a sale that waits. The books are proved after each test. */
class OfflineQueueTest {
    private static final Actor MARIA = Actor.of("maria");
    private static final Actor SYNC = Actor.of("sync");

    @RegisterExtension
    private static final OpenCafe OPEN = new OpenCafe();

    @Test
    void I2_aSaleIsQueuedOnceWhateverIsSentAgain() {
        QueueOutcome.Accepted first = accepted(queue("sale-1", 2));
        QueueOutcome.Accepted again = accepted(queue("sale-1", 2));

        assertThat(first.isNew()).isTrue();
        assertThat(again.isNew()).isFalse();
        assertThat(again.entry()).isEqualTo(first.entry());
        assertThat(first.entry().status()).isEqualTo(QueueStatus.PENDING);
        assertThat(queue("sale-1", 3)).isInstanceOf(QueueOutcome.OtherItems.class);
        assertThat(service().getPendingTransactions(Cafe.CEBU, 10)).containsExactly(first.entry());
    }

    /** A till's clock may be wrong by years, and no request may fail for it deep inside. */
    @Test
    void I10_theTillsClockMayBeWrongByYearsAsLongAsItIsATime() {
        List<SaleItem> items = List.of(new SaleItem(Cafe.CROFFLE, 1));
        for (Instant sentAt : List.of(Instant.parse("0001-01-01T00:00:00Z"), Instant.parse("9999-12-31T23:59:59Z"))) {
            QueueRequest request = new QueueRequest(
                    Cafe.CEBU,
                    "sale-" + sentAt.getEpochSecond(),
                    "till-1",
                    items,
                    QueueReason.OFFLINE,
                    MARIA,
                    null,
                    sentAt);
            assertThat(accepted(service().queueTransaction(request)).entry().sentAt())
                    .isEqualTo(sentAt);
        }
        assertThatThrownBy(() -> new QueueRequest(
                        Cafe.CEBU, "sale", "till-1", items, QueueReason.OFFLINE, MARIA, null, Instant.MAX))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void I1_aSaleThatFitsIsDeductedAtTheNextSync() {
        QueueEntry entry = accepted(queue("sale-1", 2)).entry();

        assertThat(service().syncAllPending(Cafe.CEBU, SYNC)).isEqualTo(new SyncReport(1, 0, 0));

        QueueEntry synced = find(entry);
        assertThat(synced.status()).isEqualTo(QueueStatus.APPROVED);
        assertThat(synced.decision()).isEqualTo(QueueDecision.SYNCED);
        assertThat(synced.decidedBy()).isEqualTo("sync");
        assertThat(quantity("cream")).isEqualByComparingTo("98");
        assertThat(service().syncAllPending(Cafe.CEBU, SYNC)).isEqualTo(new SyncReport(0, 0, 0));
    }

    @Test
    void I2_aSaleThatIsShortIsRecordedOnceAndClearsWhenTheStockCoversIt() {
        QueueEntry entry = accepted(queue("sale-1", 101)).entry();

        assertThat(service().syncAllPending(Cafe.CEBU, SYNC)).isEqualTo(new SyncReport(0, 1, 0));
        QueueEntry isShort = find(entry);
        assertThat(service().syncAllPending(Cafe.CEBU, SYNC)).isEqualTo(new SyncReport(0, 1, 0));

        assertThat(isShort.status()).isEqualTo(QueueStatus.INSUFFICIENT_STOCK);
        assertThat(isShort.attempt()).isEqualTo(2);
        assertThat(isShort.shortages()).hasSize(4);
        assertThat(find(entry)).isEqualTo(isShort);
        assertThat(OPEN.count("inventory_deduction_idempotency")).isEqualTo(1);

        for (String item : List.of("croissant", "cream", "caramel", "wax-paper")) {
            OPEN.cafe().receive(Cafe.CEBU, item, "10", "delivery-" + item);
        }
        assertThat(service().syncAllPending(Cafe.CEBU, SYNC)).isEqualTo(new SyncReport(1, 0, 0));
        assertThat(find(entry).status()).isEqualTo(QueueStatus.APPROVED);
        assertThat(quantity("cream")).isEqualByComparingTo("9");
    }

    @Test
    void I8_aSaleThatCannotBePlannedStaysPendingAndIsLeftAloneForAWhile() {
        OPEN.cafe().product("tea", "Tea", "Tea Leaves gram 2");
        QueueEntry entry = accepted(queue("sale-1", "tea", 1, null)).entry();

        assertThat(service().syncDue(Cafe.CEBU, SYNC)).isEqualTo(new SyncReport(0, 0, 1));
        QueueEntry failed = find(entry);
        assertThat(service().syncDue(Cafe.CEBU, SYNC)).isEqualTo(new SyncReport(0, 0, 0));

        assertThat(failed.status()).isEqualTo(QueueStatus.PENDING);
        assertThat(failed.problems()).extracting(Problem::reason).containsExactly(Problem.Reason.NO_CONVERSION_MAPPING);
        assertThat(failed.nextAttemptAt()).isAfter(Instant.now().plusSeconds(5));

        OPEN.cafe().map(Cafe.CEBU, "Tea Leaves", "gram", "coffee-beans", "0.001");
        assertThat(service().syncAllPending(Cafe.CEBU, SYNC)).isEqualTo(new SyncReport(1, 0, 0));
    }

    @Test
    void I2_aSaleThatWasDeductedDirectlyIsApprovedWithoutDeductingAgain() {
        QueueEntry entry = accepted(queue("sale-1", 2)).entry();
        OPEN.engine().deductions().deductInventoryAtomic(Cafe.sale("sale-1", "k", Cafe.CROFFLE, 2));

        assertThat(service().syncAllPending(Cafe.CEBU, SYNC)).isEqualTo(new SyncReport(1, 0, 0));

        assertThat(find(entry).decision()).isEqualTo(QueueDecision.ALREADY_DEDUCTED);
        assertThat(quantity("cream")).isEqualByComparingTo("98");
    }

    @Test
    void I5_anApprovalGoesBelowZeroForItsOwnSaleAlone() {
        QueueEntry entry = accepted(queue("sale-1", 103)).entry();
        service().syncAllPending(Cafe.CEBU, SYNC);

        QueueOutcome.Accepted approved = accepted(approve(entry, ApprovalMode.FULL));
        QueueOutcome.Accepted again = accepted(approve(entry, ApprovalMode.FULL));

        assertThat(approved.isNew()).isTrue();
        assertThat(again.isNew()).isFalse();
        assertThat(again.entry()).isEqualTo(approved.entry());
        assertThat(approved.entry().decidedBy()).isEqualTo("maria");
        StockItem cream = item("cream");
        assertThat(cream.quantity()).isEqualByComparingTo("-3");
        assertThat(cream.approvedOverdraft()).isEqualByComparingTo("3");
        Movement movement = OPEN.engine()
                .stock()
                .movements(Cafe.CEBU, "cream", null, 1)
                .items()
                .getFirst();
        assertThat(movement.who()).isEqualTo("maria");
        assertThat(movement.why()).isEqualTo("approved by maria");
        assertThat(movement.transactionId()).isEqualTo("sale-1");
        assertThat(OPEN.engine().deductions().deductInventoryAtomic(Cafe.sale("other", "o", Cafe.CROFFLE, 1)))
                .isInstanceOf(DeductionOutcome.Refused.class);
        assertThat(approve(entry, ApprovalMode.AVAILABLE)).isInstanceOf(QueueOutcome.Conflict.class);
        assertThat(service().rejectTransaction(Cafe.CEBU, entry.queueId(), "never left", MARIA))
                .isInstanceOf(QueueOutcome.Conflict.class);
    }

    @Test
    void I1_anApprovalOfWhatIsThereRecordsTheRest() {
        OPEN.cafe().receive(Cafe.CEBU, "cream", "5", "delivery");
        QueueEntry entry = accepted(queue("sale-1", 103)).entry();

        QueueEntry approved = accepted(approve(entry, ApprovalMode.AVAILABLE)).entry();

        assertThat(approved.decision()).isEqualTo(QueueDecision.APPROVED_AVAILABLE);
        assertThat(approved.shortages())
                .extracting(shortage -> shortage.inventoryStockId() + " " + shortage.shortfall())
                .containsExactly("croissant 3", "caramel 3", "wax-paper 3");
        assertThat(quantity("cream")).isEqualByComparingTo("2");
        assertThat(quantity("croissant")).isEqualByComparingTo("0");
        assertThat(approve(entry, ApprovalMode.FULL)).isInstanceOf(QueueOutcome.Conflict.class);
    }

    @Test
    void I2_whatWasRejectedIsNeverDeducted() {
        QueueEntry entry = accepted(queue("sale-1", 2)).entry();

        QueueOutcome.Accepted rejected =
                accepted(service().rejectTransaction(Cafe.CEBU, entry.queueId(), "never left", MARIA));
        QueueOutcome.Accepted again =
                accepted(service().rejectTransaction(Cafe.CEBU, entry.queueId(), "another reason", MARIA));

        assertThat(rejected.entry().status()).isEqualTo(QueueStatus.REJECTED);
        assertThat(rejected.entry().note()).isEqualTo("never left");
        assertThat(again.entry()).isEqualTo(rejected.entry());
        assertThat(approve(entry, ApprovalMode.FULL)).isInstanceOf(QueueOutcome.Conflict.class);
        assertThat(service().syncAllPending(Cafe.CEBU, SYNC)).isEqualTo(new SyncReport(0, 0, 0));
        DeductionOutcome late =
                OPEN.engine().deductions().deductInventoryAtomic(Cafe.sale("sale-1", "k", Cafe.CROFFLE, 2));
        assertThat(late.errors()).containsExactly("Transaction sale-1 was rejected and is not deducted any more");
        assertThat(quantity("cream")).isEqualByComparingTo("100");
    }

    @Test
    void I2_anEntryWhoseTransactionWasSoldWithOtherItemsCanOnlyBeRejected() {
        QueueEntry entry = accepted(queue("sale-1", 2)).entry();
        OPEN.engine().deductions().deductInventoryAtomic(Cafe.sale("sale-1", "k", Cafe.CROFFLE, 5));

        assertThat(service().syncAllPending(Cafe.CEBU, SYNC)).isEqualTo(new SyncReport(0, 0, 1));
        assertThat(approve(entry, ApprovalMode.FULL)).isInstanceOf(QueueOutcome.NotPossible.class);
        QueueEntry rejected = accepted(service().rejectTransaction(Cafe.CEBU, entry.queueId(), "typed twice", MARIA))
                .entry();

        assertThat(rejected.status()).isEqualTo(QueueStatus.REJECTED);
        assertThat(quantity("cream")).isEqualByComparingTo("95");
    }

    @Test
    void I6_aVoidOfASaleThatStillWaitsRejectsIt() {
        QueueEntry entry = accepted(queue("sale-1", 2)).entry();

        CompensationOutcome.Compensated done = (CompensationOutcome.Compensated) OPEN.engine()
                .deductions()
                .compensateDeduction(new CompensationRequest(Cafe.CEBU, "sale-1", "changed mind", MARIA, "void-1"));

        assertThat(done.itemsRestored()).isZero();
        assertThat(done.warnings()).hasSize(1);
        assertThat(find(entry).decision()).isEqualTo(QueueDecision.VOIDED);
        assertThat(service().syncAllPending(Cafe.CEBU, SYNC)).isEqualTo(new SyncReport(0, 0, 0));
        assertThat(OPEN.engine().deductions().deductInventoryAtomic(Cafe.sale("sale-1", "k", Cafe.CROFFLE, 2)))
                .isInstanceOf(DeductionOutcome.Refused.class);
        assertThat(quantity("cream")).isEqualByComparingTo("100");
    }

    @Test
    void I1_aStoreThatQueuesItsShortSalesNeverStopsOne() {
        policy(ShortagePolicy.QUEUE);

        DeductionOutcome outcome =
                OPEN.engine().deductions().deductInventoryAtomic(Cafe.sale("sale-1", "k", Cafe.CROFFLE, 101));
        DeductionOutcome again =
                OPEN.engine().deductions().deductInventoryAtomic(Cafe.sale("sale-1", "k", Cafe.CROFFLE, 101));
        DeductionOutcome newKey =
                OPEN.engine().deductions().deductInventoryAtomic(Cafe.sale("sale-1", "k2", Cafe.CROFFLE, 101));

        DeductionOutcome.Queued queued = (DeductionOutcome.Queued) outcome;
        assertThat(queued.shortages()).hasSize(4);
        assertThat(queued.replayed()).isFalse();
        assertThat(((DeductionOutcome.Queued) again).replayed()).isTrue();
        assertThat(((DeductionOutcome.Queued) newKey).queueId()).isEqualTo(queued.queueId());
        QueueEntry entry = service().find(Cafe.CEBU, queued.queueId()).orElseThrow();
        assertThat(entry.status()).isEqualTo(QueueStatus.INSUFFICIENT_STOCK);
        assertThat(OPEN.engine().deductions().deductInventoryAtomic(Cafe.sale("sale-1", "k3", Cafe.CROFFLE, 102)))
                .isInstanceOf(DeductionOutcome.Refused.class);
        accepted(approve(entry, ApprovalMode.FULL));
        assertThat(quantity("cream")).isEqualByComparingTo("-1");
    }

    @Test
    void I5_aStoreThatAllowsShortSalesSaysSoInTheTrail() {
        policy(ShortagePolicy.ALLOW);

        DeductionOutcome.Deducted outcome = (DeductionOutcome.Deducted)
                OPEN.engine().deductions().deductInventoryAtomic(Cafe.sale("sale-1", "k", Cafe.CROFFLE, 101));

        assertThat(outcome.warnings()).contains("cream: below zero by the store's policy on shortage");
        assertThat(item("cream").approvedOverdraft()).isEqualByComparingTo("1");
    }

    @Test
    void I10_aSaleOfLongAgoWaitsForAPerson() {
        Instant longAgo = Instant.now().minus(73, ChronoUnit.HOURS);
        QueueEntry entry = accepted(queue("sale-1", Cafe.CROFFLE, 2, longAgo)).entry();

        assertThat(service().syncAllPending(Cafe.CEBU, SYNC)).isEqualTo(new SyncReport(0, 1, 0));
        assertThat(find(entry).waitsForPerson()).isTrue();
        assertThat(find(entry).status()).isEqualTo(QueueStatus.PENDING);
        assertThat(service().syncAllPending(Cafe.CEBU, SYNC)).isEqualTo(new SyncReport(0, 0, 0));
        assertThat(accepted(approve(entry, ApprovalMode.FULL)).entry().status()).isEqualTo(QueueStatus.APPROVED);
        assertThat(quantity("cream")).isEqualByComparingTo("98");
    }

    @Test
    void I2_aLateDuplicateOfAQueuedSaleIsToldHowItEnded() {
        policy(ShortagePolicy.QUEUE);
        DeductionOutcome.Queued queued = (DeductionOutcome.Queued)
                OPEN.engine().deductions().deductInventoryAtomic(Cafe.sale("sale-1", "k", Cafe.CROFFLE, 101));
        assertThat(queued.warnings()).isEmpty();
        service().rejectTransaction(Cafe.CEBU, queued.queueId(), "never left", MARIA);

        DeductionOutcome.Queued again = (DeductionOutcome.Queued)
                OPEN.engine().deductions().deductInventoryAtomic(Cafe.sale("sale-1", "k", Cafe.CROFFLE, 101));

        assertThat(again.replayed()).isTrue();
        assertThat(again.warnings()).containsExactly("Transaction sale-1 was rejected; nothing was deducted");
    }

    @Test
    void I10_aSaleThatWasToldInTimeClearsHoweverLongItWaited() {
        QueueEntry entry = accepted(queue("sale-1", 101)).entry();
        assertThat(service().syncAllPending(Cafe.CEBU, SYNC)).isEqualTo(new SyncReport(0, 1, 0));
        OPEN.database()
                .execute("UPDATE offline_transaction_queue SET occurred_at = occurred_at - '4 days'::interval,"
                        + " recorded_at = recorded_at - '4 days'::interval");

        assertThat(service().syncAllPending(Cafe.CEBU, SYNC)).isEqualTo(new SyncReport(0, 1, 0));
        for (String item : List.of("croissant", "cream", "caramel", "wax-paper")) {
            OPEN.cafe().receive(Cafe.CEBU, item, "1", "delivery-" + item);
        }

        assertThat(service().syncAllPending(Cafe.CEBU, SYNC)).isEqualTo(new SyncReport(1, 0, 0));
        assertThat(find(entry).status()).isEqualTo(QueueStatus.APPROVED);
    }

    @Test
    void I2_aPreviewKnowsWhatIsInTheBooksAlready() {
        QueueEntry same = accepted(queue("same", 2)).entry();
        QueueEntry other = accepted(queue("other", 2)).entry();
        OPEN.engine().deductions().deductInventoryAtomic(Cafe.sale("same", "k1", Cafe.CROFFLE, 2));
        OPEN.engine().deductions().deductInventoryAtomic(Cafe.sale("other", "k2", Cafe.CROFFLE, 5));

        QueuePreview.Choice full = service()
                .preview(Cafe.CEBU, same.queueId())
                .orElseThrow()
                .choices()
                .getFirst();
        assertThat(full.isPossible()).isTrue();
        assertThat(full.rows()).isEmpty();
        assertThat(service()
                        .preview(Cafe.CEBU, other.queueId())
                        .orElseThrow()
                        .choices()
                        .getFirst()
                        .problems())
                .extracting(Problem::reason)
                .containsExactly(Problem.Reason.TRANSACTION_ALREADY_DEDUCTED);
    }

    @Test
    void aPreviewShowsWhatEachChoiceWouldDo() {
        QueueEntry big = accepted(queue("big", 99)).entry();
        accepted(queue("small", 2));
        String books = OPEN.books();

        QueuePreview preview = service().preview(Cafe.CEBU, big.queueId()).orElseThrow();

        assertThat(preview.choices())
                .extracting(QueuePreview.Choice::name)
                .containsExactly("full", "available", "reject");
        QueuePreview.Choice full = preview.choices().getFirst();
        assertThat(full.rows())
                .contains(new QueuePreview.Row("cream", "cream", "piece", new BigDecimal("100"), new BigDecimal("1")));
        assertThat(full.noLongerFit()).containsExactly("small");
        assertThat(preview.choices().getLast().noLongerFit()).isEmpty();
        assertThat(OPEN.books()).isEqualTo(books);
    }

    private static void policy(ShortagePolicy policy) {
        OPEN.engine().catalog().saveStore(new Store(Cafe.CEBU, "Cebu", ZoneId.of("Asia/Manila"), policy));
    }

    private static OfflineQueueService service() {
        return OPEN.engine().queue();
    }

    private static QueueOutcome queue(String transactionId, long quantity) {
        return queue(transactionId, Cafe.CROFFLE, quantity, null);
    }

    private static QueueOutcome queue(
            String transactionId, String productId, long quantity, @Nullable Instant occurredAt) {
        return service()
                .queueTransaction(new QueueRequest(
                        Cafe.CEBU,
                        transactionId,
                        "till-1",
                        List.of(new SaleItem(productId, quantity)),
                        QueueReason.OFFLINE,
                        Cafe.ANA,
                        occurredAt,
                        null));
    }

    private static QueueOutcome approve(QueueEntry entry, ApprovalMode mode) {
        return service()
                .approveTransaction(
                        new ApprovalRequest(Cafe.CEBU, entry.queueId(), mode, null, "they got their coffee", MARIA));
    }

    private static QueueOutcome.Accepted accepted(QueueOutcome outcome) {
        assertThat(outcome).isInstanceOf(QueueOutcome.Accepted.class);
        return (QueueOutcome.Accepted) outcome;
    }

    private static QueueEntry find(QueueEntry entry) {
        return service().find(Cafe.CEBU, entry.queueId()).orElseThrow();
    }

    private static StockItem item(String stockId) {
        return OPEN.engine().stock().find(Cafe.CEBU, stockId).orElseThrow();
    }

    private static BigDecimal quantity(String stockId) {
        return item(stockId).quantity();
    }
}
