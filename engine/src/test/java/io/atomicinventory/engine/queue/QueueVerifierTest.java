package io.atomicinventory.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.catalog.ShortagePolicy;
import io.atomicinventory.engine.monitor.Violation;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.TestDatabase;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Damages of the queue, planted as the owner of the tables. */
class QueueVerifierTest {
    private static final String NOT_BOTH = "a transaction is deducted or rejected, not both";
    private static final String SETTLED = "a settled queue entry is settled in the books";
    private static final String HAS_ENTRY = "a rejection and a waiting sale have their queue entry";

    private static TestDatabase database;
    private static Counter counter;

    @BeforeAll
    static void start() {
        database = new TestDatabase();
        counter = new Counter(database.engine());
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    /** One sale of each kind: synced, rejected, voided, waiting, and short by the store's policy. */
    @BeforeEach
    void open() {
        database.clear();
        Cafe.open(counter.engine());
        counter.onShortage(ShortagePolicy.QUEUE);
        counter.queued("synced", 1);
        counter.sync();
        counter.queued("rejected", 1);
        counter.reject("rejected");
        counter.queued("voided", 1);
        counter.voidSale("voided", "void");
        counter.queued("waiting", 1);
        counter.sell("short", "short-key", Cafe.CROFFLE, 101);
        counter.queued("other", 2);
        counter.sell("other", "other-key", Cafe.CROFFLE, 1);
        counter.reject("other");
        assertThat(counter.engine().verifier().verify()).isEmpty();
    }

    /** @param found check and subject of each violation, in their order */
    record Damage(String name, List<Tuple> found, List<String> sql) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Damage> damages() {
        String rejection = "queue:" + Counter.id("rejected") + ":reject";
        return List.of(
                damage(
                        "a deducted sale that is rejected too",
                        List.of(found(NOT_BOTH, "synced"), found(SETTLED, "synced")),
                        "DROP INDEX IF EXISTS settled_once",
                        rejectionOf("synced")),
                damage(
                        "a rejected sale that is deducted too",
                        List.of(found(NOT_BOTH, "rejected"), found(SETTLED, "rejected")),
                        "DROP INDEX IF EXISTS settled_once",
                        """
                        INSERT INTO inventory_deduction_idempotency (store_id, idempotency_key, operation, outcome,
                            transaction_id, items_hash, request_hash, attempt, who, occurred_at, duration_micros)
                        SELECT store_id, 'late', 'deduction', 'done', transaction_id, items_hash, '', 1, 'eve', now(), 1
                        FROM offline_transaction_queue WHERE transaction_id = 'rejected'"""),
                damage("approved, and nothing in the books", found(SETTLED, "waiting"), approve("waiting")),
                damage("approved, and rejected in the books", found(SETTLED, "rejected"), approve("rejected")),
                damage("approved, and other items in the books", found(SETTLED, "other"), approve("other")),
                damage("rejected, and nothing in the books", found(SETTLED, "waiting"), reject("waiting")),
                damage("rejected, and deducted in the books", found(SETTLED, "synced"), reject("synced")),
                damage("waiting, and rejected in the books", found(SETTLED, "waiting"), rejectionOf("waiting")),
                damage("waiting again after a rejection", found(SETTLED, "voided"), """
                        UPDATE offline_transaction_queue
                        SET status = 'pending', decision = NULL, decided_by = NULL, decided_at = NULL
                        WHERE transaction_id = 'voided'"""),
                damage("other items than were deducted", found(SETTLED, "synced"), """
                        UPDATE offline_transaction_queue SET items_hash = '' WHERE transaction_id = 'synced'"""),
                damage("a rejection whose entry is gone", found(HAS_ENTRY, rejection), gone("rejected")),
                damage(
                        "a void's rejection whose entry is gone",
                        found(HAS_ENTRY, "queue:" + Counter.id("voided") + ":reject"),
                        gone("voided")),
                damage("a short sale that waits nowhere", found(HAS_ENTRY, "short-key"), gone("short")));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void I2_eachDamageOfTheQueueIsReportedAndNothingElse(Damage damage) {
        damage.sql().forEach(database::execute);

        List<Violation> violations = counter.engine().verifier().verify(Cafe.CEBU);

        assertThat(violations).allSatisfy(violation -> {
            assertThat(violation.invariant()).isEqualTo("I2");
            assertThat(violation.text()).isNotBlank();
        });
        assertThat(violations)
                .extracting(Violation::check, Violation::subject)
                .containsExactlyElementsOf(damage.found());
    }

    private static Damage damage(String name, Tuple found, String sql) {
        return damage(name, List.of(found), sql);
    }

    private static Damage damage(String name, List<Tuple> found, String... sql) {
        return new Damage(name, found, Arrays.asList(sql));
    }

    private static Tuple found(String check, String subject) {
        return Tuple.tuple(check, subject);
    }

    private static String approve(String transactionId) {
        return decide(transactionId, "approved", "synced");
    }

    private static String reject(String transactionId) {
        return decide(transactionId, "rejected", "rejected");
    }

    private static String decide(String transactionId, String status, String decision) {
        return "UPDATE offline_transaction_queue SET status = '" + status + "', decision = '" + decision
                + "', decided_by = 'eve', decided_at = now() WHERE transaction_id = '" + transactionId + "'";
    }

    private static String gone(String transactionId) {
        return "DELETE FROM offline_transaction_queue WHERE transaction_id = '" + transactionId + "'";
    }

    private static String rejectionOf(String transactionId) {
        return """
                INSERT INTO inventory_deduction_idempotency (store_id, idempotency_key, operation, outcome,
                    transaction_id, items_hash, request_hash, attempt, who, occurred_at, duration_micros)
                SELECT store_id, 'eve-' || queue_id, 'rejection', 'done', transaction_id, items_hash, '', 1, 'eve', now(), 1
                FROM offline_transaction_queue WHERE transaction_id = '%s'""".formatted(transactionId);
    }
}
