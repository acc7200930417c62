package io.atomicinventory.engine.deduction;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.deduction.CompensationOutcome.Compensated;
import io.atomicinventory.engine.deduction.DeductionOutcome.Deducted;
import io.atomicinventory.engine.deduction.DeductionOutcome.Refused;
import io.atomicinventory.engine.stock.MovementOutcome;
import io.atomicinventory.engine.stock.TransferOutcome.Transferred;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.OpenCafe;
import io.atomicinventory.engine.testing.Storekeeper;
import java.time.Instant;
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
    RECEIPT(1, 1, "recorded", "recorded again") {
        @Override
        List<? extends Outcome> submit(AtomicInventory engine, String id) {
            return List.of(keeper(engine).receive("cream", "3", id + "-key"));
        }
    },
    ADJUSTMENT(1, 1, "recorded", "recorded again") {
        @Override
        List<? extends Outcome> submit(AtomicInventory engine, String id) {
            return List.of(keeper(engine).adjust("cream", "-1.5", id + "-key"));
        }
    },
    WASTE(1, 1, "recorded", "recorded again") {
        @Override
        List<? extends Outcome> submit(AtomicInventory engine, String id) {
            return List.of(keeper(engine).waste("cream", "0.5", id + "-key"));
        }
    },
    /** Of a time before everything else, so that it reads what has moved since; a correction follows it. */
    COUNT(1, 2, "recorded", "recorded again") {
        @Override
        List<? extends Outcome> submit(AtomicInventory engine, String id) {
            Instant begin = ProcessHandle.current().info().startInstant().orElseThrow();
            return List.of(keeper(engine).count("cream", "50", begin, id + "-key"));
        }
    },
    /** Of the receipt of an item of its own. */
    REVERSAL(1, 1, "recorded", "recorded again") {
        @Override
        void prepare(AtomicInventory engine, String id) {
            if (engine.stock().find(Cafe.CEBU, id).isEmpty()) {
                new Cafe(engine).stock(Cafe.CEBU, id, "10");
                keeper(engine).receive(id, "3", id + "-delivery");
            }
        }

        @Override
        List<? extends Outcome> submit(AtomicInventory engine, String id) {
            return List.of(keeper(engine).reverse(id, 2, id + "-key"));
        }
    },
    /** Of a sale of two croffles. */
    VOID(1, 4, "given back", "given back again") {
        @Override
        void prepare(AtomicInventory engine, String id) {
            if (engine.deductions().findDeduction(Cafe.CEBU, id).isEmpty()) {
                engine.deductions().deductInventoryAtomic(Cafe.sale(id, id + "-sale", Cafe.CROFFLE, 2));
            }
        }

        @Override
        List<? extends Outcome> submit(AtomicInventory engine, String id) {
            return List.of(keeper(engine).giveBack(id, id + "-key"));
        }

        @Override
        int roundTripsOfAFirst() {
            return roundTripsOfALater();
        }

        @Override
        int roundTripsOfALater() {
            return 4; // one more, to see what its sale took
        }
    },
    /** A record and a movement in either store. */
    TRANSFER(2, 2, "transferred", "transferred again") {
        @Override
        void prepare(AtomicInventory engine, String id) {
            if (engine.stock().find(DAVAO, "cream").isEmpty()) {
                new Cafe(engine).store(DAVAO);
                new Cafe(engine).stock(DAVAO, "cream", "0");
            }
        }

        @Override
        List<? extends Outcome> submit(AtomicInventory engine, String id) {
            return List.of(keeper(engine).transfer(DAVAO, "cream", "2", id + "-key"));
        }
    };

    private static final String DAVAO = "davao";

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

    private static Storekeeper keeper(AtomicInventory engine) {
        return new Storekeeper(engine, Cafe.CEBU);
    }

    /** What there must be before it can be submitted; made once. */
    void prepare(AtomicInventory engine, String id) {}

    /** Of an engine that remembers nothing: who sells reads the menu first. */
    int roundTripsOfAFirst() {
        return this == SALE || this == BATCH ? 5 : 3;
    }

    /** Read, write, commit. */
    int roundTripsOfALater() {
        return 3;
    }

    /** How many rows it writes into a table, at least; none, one, or more than one. */
    int writes(String table) {
        return switch (table) {
            case "inventory_deduction_idempotency" -> rows;
            case "inventory_compensation_log" -> this == VOID ? movements : 0;
            default -> movements;
        };
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
        // What arrives by a transfer has a key of its own; its record names the one that left.
        String ofThis = " WHERE idempotency_key LIKE '" + id + "-key%'";
        String received = "(SELECT idempotency_key FROM inventory_deduction_idempotency WHERE store_id = 'davao'"
                + " AND deduction_data::text LIKE '%\"" + id + "-key\"%')";
        String ofThisOrReceived = ofThis + " OR store_id = 'davao' AND idempotency_key IN " + received;
        assertThat(open.count("inventory_deduction_idempotency" + ofThisOrReceived))
                .as(id)
                .isEqualTo(rows);
        assertThat(open.count("inventory_movements" + ofThisOrReceived)).as(id).isEqualTo(movements);
        assertThat(open.engine().verifier().verify()).as(id).isEmpty();
    }

    private static String inShort(List<? extends Outcome> outcomes) {
        return outcomes.stream().map(Work::inShort).collect(Collectors.joining(", "));
    }

    private static String inShort(Outcome outcome) {
        return switch (outcome) {
            case Deducted deducted -> deducted.replayed() ? "deducted again" : "deducted";
            case Refused refused -> refused.replayed() ? "refused again" : "refused";
            case MovementOutcome.Recorded recorded -> recorded.replayed() ? "recorded again" : "recorded";
            case Compensated compensated -> compensated.replayed() ? "given back again" : "given back";
            case Transferred transferred -> transferred.replayed() ? "transferred again" : "transferred";
            default -> outcome.toString();
        };
    }
}
