package io.atomicinventory.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.OpenCafe;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many queued sales, previewed and decided together. {@code -Dqueue.seed=N} runs the first case of that seed again. */
class ManyAtOnceTest {
    private static final long SEED = Long.getLong("queue.seed", System.nanoTime());
    private static final int SALES = 16;
    private static final List<QueueChoice> CHOICES = List.of(QueueChoice.values());
    private static final List<String> STOCK =
            List.of("croissant", "cream", "caramel", "wax-paper", "coffee-beans", "cup");

    @RegisterExtension
    private static final OpenCafe OPEN = new OpenCafe();

    private static Counter counter() {
        return new Counter(OPEN.engine());
    }

    private static OfflineQueueService queue() {
        return OPEN.engine().queue();
    }

    private static Map<String, BigDecimal> stock() {
        return STOCK.stream()
                .collect(Collectors.toMap(id -> id, id -> OPEN.cafe().quantity(Cafe.CEBU, id)));
    }

    /** Some of them are settled, unmapped, too old, in a count already, or somebody else's by name. */
    private static List<String> aDayOfTrouble(Random random) {
        Instant now = Instant.now();
        OPEN.cafe().product("tea", "Tea", "Tea Leaves gram 2");
        List<String> queueIds = new ArrayList<>();
        for (int i = 0; i < SALES; i++) {
            String sale = "sale-" + i;
            String product =
                    List.of(Cafe.CROFFLE, Cafe.CROFFLE, Cafe.COFFEE, "tea").get(random.nextInt(4));
            long hours = random.nextInt(10) == 0 ? 80 : random.nextInt(20);
            Instant at = now.minus(hours, ChronoUnit.HOURS).minusSeconds(random.nextInt(1000));
            queueIds.add(
                    counter().queued(sale, product, random.nextInt(30) + 1, at).queueId());
            switch (random.nextInt(10)) {
                case 0 -> counter().approve(sale, ApprovalMode.FULL);
                case 1 -> counter().reject(sale);
                case 2 -> counter().sell(sale, "key-" + i, Cafe.CROFFLE, 1);
                case 3 -> OPEN.cafe().receive(Cafe.CEBU, STOCK.get(random.nextInt(6)), "7", "receipt-" + i);
                default -> {}
            }
        }
        if (random.nextBoolean()) {
            counter().sync();
        }
        Collections.shuffle(queueIds, random);
        return queueIds.subList(0, SALES - random.nextInt(4));
    }

    @RepeatedTest(8)
    void I1I2_theSummedPreviewIsWhatHappensWhenTheyAreDecidedOneAfterTheOther(RepetitionInfo repetition) {
        int number = repetition.getCurrentRepetition();
        long seed = SEED + number - 1;
        List<String> queueIds = aDayOfTrouble(new Random(seed));
        QueueChoice choice = CHOICES.get(number % CHOICES.size());
        String books = OPEN.books();

        SummedPreview preview = queue().previewAll(Cafe.CEBU, queueIds, choice);

        assertThat(OPEN.books()).isEqualTo(books);
        Map<String, BigDecimal> right = stock();
        for (QueuePreview.Row row : preview.rows()) {
            assertThat(row.before()).isEqualByComparingTo(right.get(row.inventoryStockId()));
            right.put(row.inventoryStockId(), row.after());
        }
        List<String> inOrder =
                preview.each().stream().map(one -> one.entry().queueId()).toList();
        assertThat(inOrder).containsExactlyInAnyOrderElementsOf(queueIds);
        Map<String, QueueOutcome> outcomes = number > 4
                ? all(queueIds, choice)
                : inOrder.stream().collect(Collectors.toMap(id -> id, id -> one(id, choice)));
        assertThat(preview.each()).allSatisfy(one -> {
            QueueOutcome outcome =
                    Objects.requireNonNull(outcomes.get(one.entry().queueId()));
            if (one.isPossible()) {
                assertThat(outcome).isInstanceOf(QueueOutcome.Accepted.class);
            } else if (!one.problems().isEmpty()) {
                assertThat(outcome).isInstanceOfAny(QueueOutcome.NotPossible.class, QueueOutcome.Conflict.class);
            } else {
                assertThat(outcome).isNotEqualTo(new QueueOutcome.Accepted(one.entry(), true));
            }
        });
        assertThat(stock())
                .as("-Dqueue.seed=%d, %s", seed, choice)
                .usingRecursiveComparison()
                .withComparatorForType(BigDecimal::compareTo, BigDecimal.class)
                .isEqualTo(right);
    }

    private static QueueOutcome one(String queueId, QueueChoice choice) {
        ApprovalMode mode = choice.mode();
        return mode == null
                ? queue().rejectTransaction(Cafe.CEBU, queueId, "never left", Counter.MARIA)
                : queue().approveTransaction(new ApprovalRequest(Cafe.CEBU, queueId, mode, null, null, Counter.MARIA));
    }

    private static Map<String, QueueOutcome> all(List<String> queueIds, QueueChoice choice) {
        ApprovalMode mode = choice.mode();
        return mode == null
                ? queue().rejectAll(Cafe.CEBU, queueIds, "never left", Counter.MARIA)
                : queue().approveAll(Cafe.CEBU, queueIds, mode, "inventory day", Counter.MARIA);
    }

    @Test
    void I2_whatSomebodyElseDecidedMeanwhileIsToldAndTheOthersAreDecided() {
        List<String> queueIds = List.of(
                id(counter().queued("a", 1)),
                id(counter().queued("b", 2)),
                id(counter().queued("c", 3)));
        counter().reject("b");

        Map<String, QueueOutcome> outcomes = all(queueIds, QueueChoice.FULL);
        Map<String, QueueOutcome> again = all(queueIds, QueueChoice.FULL);

        assertThat(outcomes.keySet()).containsExactlyElementsOf(queueIds);
        assertThat(outcomes.get(queueIds.get(0)))
                .isEqualTo(new QueueOutcome.Accepted(counter().entry("a"), true));
        assertThat(((QueueOutcome.Conflict) Objects.requireNonNull(outcomes.get(queueIds.get(1)))).text())
                .contains("was rejected by maria");
        assertThat(again.get(queueIds.get(2)))
                .isEqualTo(new QueueOutcome.Accepted(counter().entry("c"), false));
        assertThat(counter().entry("c").note()).isEqualTo("inventory day");
        assertThat(OPEN.cafe().quantity(Cafe.CEBU, "cream")).isEqualByComparingTo("96");
    }

    @Test
    void I3_entriesOfAnotherStoreAreUnknownHere() {
        OPEN.cafe().store("manila");
        String queueId = id(counter().queued("a", 1));

        assertThat(queue().previewAll("manila", List.of(queueId), QueueChoice.FULL)
                        .each())
                .isEmpty();
        assertThat(queue().rejectAll("manila", List.of(queueId), "never left", Counter.MARIA)
                        .values())
                .allMatch(outcome -> outcome instanceof QueueOutcome.Unknown);
    }

    @Test
    void noMoreThan500AreTakenAtOnce() {
        List<String> many = IntStream.range(0, 501).mapToObj(i -> "q-" + i).toList();
        assertThatThrownBy(() -> queue().previewAll(Cafe.CEBU, many, QueueChoice.FULL))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> all(many, QueueChoice.FULL)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> all(List.of(), QueueChoice.REJECT)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void eachEntryIsInOnePartOfTheQueueAndPagesGoThroughAllOfIt() {
        OPEN.cafe().product("tea", "Tea", "Tea Leaves gram 2");
        Instant now = Instant.now();
        counter().queued("short", 101);
        counter().queued("fails", "tea", 1, now.minusSeconds(60));
        counter().queued("is-late", Cafe.CROFFLE, 1, now.minus(73, ChronoUnit.HOURS));
        counter().queued("rejected", 102);
        counter().queued("approved", Cafe.COFFEE, 1, now.minusSeconds(30));
        counter().sync();
        counter().reject("rejected");
        counter().queued("waits", 1);

        assertThat(ids(QueueFilter.OPEN)).containsExactly("is-late", "fails", "short", "waits");
        assertThat(ids(QueueFilter.WAITING)).containsExactly("waits");
        assertThat(ids(QueueFilter.SHORT)).containsExactly("short");
        assertThat(ids(QueueFilter.TROUBLED)).containsExactly("is-late", "fails");
        assertThat(ids(QueueFilter.SETTLED)).containsExactly("rejected", "approved");
        QueueCounts counts = queue().counts(Cafe.CEBU);
        assertThat(counts).isEqualTo(new QueueCounts(1, 1, 2));
        assertThat(counts.open()).isEqualTo(4);
    }

    private static List<String> ids(QueueFilter filter) {
        List<String> ids = new ArrayList<>();
        String after = null;
        do {
            var page = queue().part(Cafe.CEBU, filter, after, 1);
            page.items().forEach(entry -> ids.add(entry.transactionId()));
            after = page.next();
        } while (after != null);
        return ids;
    }

    private static String id(QueueEntry entry) {
        return entry.queueId();
    }
}
