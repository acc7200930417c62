package io.atomicinventory.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.deduction.SaleItem;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.OpenCafe;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whose turn it is at a synchronisation. */
class QueueSyncOrderTest {
    @RegisterExtension
    private static final OpenCafe OPEN = new OpenCafe();

    private Counter counter;

    @BeforeEach
    void open() {
        counter = new Counter(OPEN.engine());
    }

    @Test
    void I5_theOldestSaleGetsTheLastOfTheStockWhenEverItWasQueued() {
        Instant now = Instant.now();
        counter.queued("young", Cafe.CROFFLE, 60, now.minusSeconds(60));
        counter.queued("old", Cafe.CROFFLE, 60, now.minusSeconds(3600));
        counter.queued("small", Cafe.CROFFLE, 40, now.minusSeconds(10));

        assertThat(counter.sync()).isEqualTo(new SyncReport(2, 1, 0));

        assertThat(counter.entry("old").status()).isEqualTo(QueueStatus.APPROVED);
        assertThat(counter.entry("young").status()).isEqualTo(QueueStatus.INSUFFICIENT_STOCK);
        assertThat(counter.entry("small").status()).isEqualTo(QueueStatus.APPROVED);
    }

    @Test
    void I5_moreThanABatchIsSyncedInItsOrder() {
        OPEN.cafe().receive(Cafe.CEBU, "cup", "450", "delivery");
        Instant first = Instant.now().minusSeconds(3600);
        List<Integer> numbers = new ArrayList<>(IntStream.range(0, 600).boxed().toList());
        Collections.shuffle(numbers, new Random(6));
        ManyEntries.queue(OPEN, numbers, first);

        assertThat(counter.sync()).isEqualTo(new SyncReport(550, 50, 0));

        String order = OPEN.database().value("""
                SELECT string_agg(transaction_id, ' ' ORDER BY version) FROM inventory_movements
                WHERE stock_id = 'cup' AND kind = 'deduction'""");
        assertThat(order.split(" "))
                .containsExactly(
                        IntStream.range(0, 550).mapToObj(i -> "sale-" + i).toArray(String[]::new));
        assertThat(counter.engine().queue().getPendingTransactions(Cafe.CEBU, 100))
                .extracting(QueueEntry::transactionId)
                .containsExactlyElementsOf(
                        IntStream.range(550, 600).mapToObj(i -> "sale-" + i).toList());
    }

    @Test
    void I8_thePauseAfterAFailureDoublesAndEnds() {
        OPEN.cafe().product("tea", "Tea", "Tea Leaves gram 2");
        counter.queued("sale", "tea", 1, null);
        List<Duration> pauses = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Instant before = Instant.now();
            assertThat(counter.sync()).isEqualTo(new SyncReport(0, 0, 1));
            Instant after = Instant.now();
            Instant next = counter.entry("sale").nextAttemptAt();
            Duration pause = pauses.isEmpty()
                    ? Duration.ofSeconds(15)
                    : shorter(pauses.getLast().multipliedBy(2), Duration.ofHours(1));
            assertThat(next)
                    .isBetween(
                            before.minusMillis(1).plus(pause),
                            after.plusMillis(1).plus(pause));
            pauses.add(pause);
            assertThat(counter.engine().queue().syncDue(Cafe.CEBU, Counter.SYNC))
                    .isEqualTo(new SyncReport(0, 0, 0));
        }
        assertThat(counter.engine().queue().storesToSync(List.of(Cafe.CEBU))).isEmpty();
        assertThat(OPEN.count("inventory_deduction_idempotency")).isEqualTo(1);

        OPEN.database().execute("UPDATE offline_transaction_queue SET next_attempt_at = clock_timestamp()");

        assertThat(counter.engine().queue().storesToSync(List.of(Cafe.CEBU))).containsExactly(Cafe.CEBU);
        assertThat(counter.engine().queue().syncDue(Cafe.CEBU, Counter.SYNC)).isEqualTo(new SyncReport(0, 0, 1));
    }

    @Test
    void I8_aSaleThatWorksAgainForgetsItsFailures() {
        OPEN.cafe().product("tea", "Tea", "Tea Leaves gram 2");
        counter.queued("sale", "tea", 1, null);
        for (int i = 0; i < 5; i++) {
            counter.sync();
        }
        OPEN.cafe().map(Cafe.CEBU, "Tea Leaves", "gram", "coffee-beans", "1000");
        assertThat(counter.sync()).isEqualTo(new SyncReport(0, 1, 0));
        assertThat(counter.engine().queue().syncDue(Cafe.CEBU, Counter.SYNC)).isEqualTo(new SyncReport(0, 1, 0));

        OPEN.cafe().receive(Cafe.CEBU, "coffee-beans", "1900", "delivery");

        assertThat(counter.engine().queue().syncDue(Cafe.CEBU, Counter.SYNC)).isEqualTo(new SyncReport(1, 0, 0));
    }

    @Test
    void I3_aSyncLeavesTheEntriesOfAnotherStoreAlone() {
        OPEN.cafe().store("davao");
        OPEN.cafe().stock("davao", "cream", "100");
        counter.queued("sale", 1);
        QueueEntry other = ((QueueOutcome.Accepted) counter.engine()
                        .queue()
                        .queueTransaction(new QueueRequest(
                                "davao",
                                "sale",
                                "till-2",
                                List.of(new SaleItem(Cafe.CROFFLE, 2)),
                                QueueReason.OFFLINE,
                                Cafe.ANA,
                                null,
                                null)))
                .entry();

        assertThat(counter.sync()).isEqualTo(new SyncReport(1, 0, 0));

        assertThat(counter.engine().queue().find("davao", other.queueId())).contains(other);
        assertThat(OPEN.cafe().quantity("davao", "cream")).isEqualByComparingTo("100");
        assertThat(counter.engine().queue().syncQueuedTransaction("davao", "q-elsewhere", Counter.SYNC))
                .isInstanceOf(QueueOutcome.Unknown.class);
        assertThat(counter.engine().queue().storesToSync(List.of(Cafe.CEBU, "davao")))
                .containsExactly("davao");
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
