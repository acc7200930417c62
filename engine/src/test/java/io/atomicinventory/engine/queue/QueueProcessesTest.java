package io.atomicinventory.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.OpenCafe;
import io.atomicinventory.engine.testing.Together;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two processes, which have nothing in common but the database, work on one queue at the same moment. */
class QueueProcessesTest {
    private static final int ROUNDS = 5;
    private static final int ENTRIES = 200;
    private static final int FITTING = ROUNDS * ENTRIES - 50;

    @RegisterExtension
    private static final OpenCafe OPEN = new OpenCafe();

    private static CounterProcess elsewhere;

    private Counter here;

    @BeforeAll
    static void start() throws IOException {
        elsewhere = CounterProcess.on(OPEN.database());
    }

    @AfterAll
    static void end() {
        elsewhere.close();
    }

    @BeforeEach
    void open() throws IOException {
        here = new Counter(OPEN.engine());
        elsewhere.forget();
    }

    @Test
    void I2_eightSyncsAtOnceInTwoProcessesProcessEachEntryOnceAndSkipNone() throws Exception {
        Counter there = new Counter(OPEN.otherNode());
        Instant first = Instant.now().minusSeconds(3L * ROUNDS * ENTRIES);
        OPEN.cafe().product("tea", "Tea", "Tea Leaves gram 2");
        OPEN.cafe().receive(Cafe.CEBU, "cup", Integer.toString(FITTING - 100), "cups");
        for (int i = 0; i < 10; i++) {
            here.queued("fails-" + i, "tea", 1, first.plusSeconds(i));
        }

        // Whoever is ahead stays ahead: one long queue would be raced for at its first entries only.
        for (int round = 0; round < ROUNDS; round++) {
            List<Integer> entries = IntStream.range(round * ENTRIES, (round + 1) * ENTRIES)
                    .boxed()
                    .toList();
            ManyEntries.queue(OPEN, entries, first);
            Together.call(
                    5,
                    i -> () -> i == 0
                            ? elsewhere.answer("syncs 4 elsewhere")
                            : (i % 2 == 0 ? here : there).sync().toString());
        }

        // The oldest have what there was.
        assertThat(OPEN.count("offline_transaction_queue WHERE decision = 'synced' AND attempt = 1"
                        + " AND transaction_id LIKE 'sale-%' AND substr(transaction_id, 6)::int < " + FITTING))
                .isEqualTo(FITTING);
        assertThat(OPEN.count("offline_transaction_queue WHERE status = 'insufficient_stock' AND attempt = 2"))
                .isEqualTo(ROUNDS * ENTRIES - FITTING);
        assertThat(OPEN.count("offline_transaction_queue WHERE status = 'pending' AND attempt = 2"))
                .isEqualTo(10);
        assertThat(OPEN.count("inventory_movements WHERE kind = 'deduction'")).isEqualTo(2 * FITTING);
        assertThat(OPEN.count("inventory_deduction_idempotency WHERE operation = 'deduction'"))
                .isEqualTo(ROUNDS * ENTRIES + 10);
        assertThat(OPEN.cafe().quantity(Cafe.CEBU, "cup")).isEqualByComparingTo("0");
        System.out.println("synchronised elsewhere: "
                + OPEN.count("offline_transaction_queue WHERE decided_by = 'elsewhere'") + " of " + FITTING);
    }

    @Test
    void I2_ofTwoManagersWhoDecideAtOnceOneWinsAndTheOtherIsTold() throws Exception {
        List<String> commands = List.of("approve %s FULL", "approve %s AVAILABLE", "reject %s");
        List<BiFunction<Counter, String, QueueOutcome>> decisions = List.of(
                (counter, id) -> counter.approve(id, ApprovalMode.FULL),
                (counter, id) -> counter.approve(id, ApprovalMode.AVAILABLE),
                Counter::reject);
        int wonElsewhere = 0;
        for (int i = 0; i < 200; i++) {
            String id = "sale-" + i;
            BiFunction<Counter, String, QueueOutcome> one = decisions.get(i % 3);
            String other = commands.get(i / 3 % 3).formatted(id);
            here.queued(id, 1);

            List<Object> told = Together.call(2, n -> () -> n == 0 ? one.apply(here, id) : elsewhere.answer(other));

            assertOneWon(id, (QueueOutcome) told.getFirst(), (String) told.getLast(), i % 3 == i / 3 % 3);
            wonElsewhere += told.getLast().equals("new") ? 1 : 0;
        }
        assertThat(OPEN.count("offline_transaction_queue WHERE decision IS NOT NULL"))
                .isEqualTo(200);
        System.out.println("decided elsewhere: " + wonElsewhere + " of 200");
    }

    private void assertOneWon(String id, QueueOutcome toldHere, String toldElsewhere, boolean isTheSameDecision) {
        QueueEntry entry = here.entry(id);
        assertThat(List.of(CounterCommand.word(toldHere), toldElsewhere))
                .as(id)
                .containsExactlyInAnyOrder("new", isTheSameDecision ? "same" : "conflict");
        // Whoever lost is told what the winner did.
        assertThat(
                        toldHere instanceof QueueOutcome.Conflict conflict
                                ? conflict.entry()
                                : ((QueueOutcome.Accepted) toldHere).entry())
                .isEqualTo(entry);
        long done = OPEN.count("inventory_deduction_idempotency WHERE outcome = 'done' AND transaction_id = '" + id
                + "' AND operation IN ('deduction', 'rejection')");
        assertThat(done).as(id).isEqualTo(1);
    }
}
