package io.atomicinventory.engine.deduction;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.deduction.DeductionOutcome.Deducted;
import io.atomicinventory.engine.deduction.DeductionOutcome.Refused;
import io.atomicinventory.engine.stock.MovementOutcome;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.OpenCafe;
import java.util.List;
import java.util.stream.Collectors;

/** What a caller sends and may have to send again, what the true answer is, and what it leaves in the books. */
enum Work {
    SALE(1, 4, "deducted", "deducted again") {
        @Override
        List<? extends Outcome> submit(AtomicInventory engine, String id) {
            return List.of(engine.deductions().deductInventoryAtomic(Cafe.sale(id, id + "-key", Cafe.CROFFLE, 2)));
        }
    },
    /** Two sales, the first of them once more, one that is refused, and another sale. */
    BATCH(
            4,
            10,
            "deducted, deducted, deducted again, refused, deducted",
            "deducted again, deducted again, deducted again, refused again, deducted again") {
        @Override
        List<? extends Outcome> submit(AtomicInventory engine, String id) {
            return engine.deductions()
                    .deductInventoryAtomic(List.of(
                            Cafe.sale(id + "-a", id + "-key-a", Cafe.CROFFLE, 1),
                            Cafe.sale(id + "-b", id + "-key-b", Cafe.COFFEE, 1),
                            Cafe.sale(id + "-a", id + "-key-a", Cafe.CROFFLE, 1),
                            Cafe.sale(id + "-c", id + "-key-c", Cafe.COFFEE, 100_000),
                            Cafe.sale(id + "-d", id + "-key-d", Cafe.CROFFLE, 1)));
        }
    },
    RECEIPT(1, 1, "received", "received again") {
        @Override
        List<? extends Outcome> submit(AtomicInventory engine, String id) {
            return List.of(new Cafe(engine).receive(Cafe.CEBU, "cream", "3", id + "-key"));
        }
    };

    private final int rows;
    private final int movements;
    private final String answersToTheFirst;
    private final String answersToTheNext;

    Work(int rows, int movements, String answersToTheFirst, String answersToTheNext) {
        this.rows = rows;
        this.movements = movements;
        this.answersToTheFirst = answersToTheFirst;
        this.answersToTheNext = answersToTheNext;
    }

    /** @param id of the transaction, and the beginning of every key */
    abstract List<? extends Outcome> submit(AtomicInventory engine, String id);

    /** The answers that tell the caller that it was this request that did it. */
    void assertDone(List<? extends Outcome> outcomes) {
        assertThat(inShort(outcomes)).isEqualTo(answersToTheFirst);
    }

    /** The answers that tell the caller that an earlier request had done it. */
    void assertReplayed(List<? extends Outcome> outcomes) {
        assertThat(inShort(outcomes)).isEqualTo(answersToTheNext);
    }

    void assertInTheBooksOnce(OpenCafe open, String id) {
        assertInTheBooks(open, id, rows, movements);
    }

    void assertNotInTheBooks(OpenCafe open, String id) {
        assertInTheBooks(open, id, 0, 0);
    }

    private static void assertInTheBooks(OpenCafe open, String id, int rows, int movements) {
        String ofThis = " WHERE idempotency_key LIKE '" + id + "-key%'";
        assertThat(open.count("inventory_deduction_idempotency" + ofThis))
                .as(id)
                .isEqualTo(rows);
        assertThat(open.count("inventory_movements" + ofThis)).as(id).isEqualTo(movements);
        assertThat(open.engine().verifier().verify()).as(id).isEmpty();
    }

    private static String inShort(List<? extends Outcome> outcomes) {
        return outcomes.stream().map(Work::inShort).collect(Collectors.joining(", "));
    }

    private static String inShort(Outcome outcome) {
        return switch (outcome) {
            case Deducted deducted -> deducted.replayed() ? "deducted again" : "deducted";
            case Refused refused -> refused.replayed() ? "refused again" : "refused";
            case MovementOutcome.Recorded recorded -> recorded.replayed() ? "received again" : "received";
            default -> outcome.toString();
        };
    }
}
