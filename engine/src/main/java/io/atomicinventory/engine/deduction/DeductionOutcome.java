package io.atomicinventory.engine.deduction;

import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.Undecided;
import java.util.List;

/** What became of a sale. Switch over it without a {@code default}, so that a new case does not go unseen. */
public sealed interface DeductionOutcome extends Outcome {
    String transactionId();

    /**
     * Every ingredient was taken: by this request, or by an earlier one with its key or transaction.
     *
     * @param replayed whether it was an earlier one
     */
    record Deducted(String transactionId, List<DeductedItem> deductedItems, boolean replayed, List<String> warnings)
            implements DeductionOutcome {
        public static final String REPLAY_WARNING = "Request already processed (idempotency)";

        public Deducted {
            deductedItems = List.copyOf(deductedItems);
            warnings = List.copyOf(warnings);
        }

        @Override
        public boolean success() {
            return true;
        }

        @Override
        public List<String> errors() {
            return List.of();
        }
    }

    /**
     * Nothing was taken, and the refusal is recorded: this key stays refused, whatever arrives in the stock. To
     * try again, send the same transaction with a new key.
     *
     * @param problems all of them, in order of precedence; never empty
     */
    record Refused(String transactionId, List<Problem> problems, List<Shortage> shortages, boolean replayed)
            implements DeductionOutcome {
        public Refused {
            problems = List.copyOf(problems);
            shortages = List.copyOf(shortages);
            if (problems.isEmpty()) {
                throw new IllegalArgumentException("a refusal has a reason");
            }
        }

        public Problem.Reason reason() {
            return problems.getFirst().reason();
        }

        @Override
        public boolean success() {
            return false;
        }

        @Override
        public List<String> errors() {
            return problems.stream().map(Problem::text).toList();
        }
    }

    /**
     * Nothing was taken: the sale waits in the queue, as the store's policy wants it where the stock does not cover it,
     * or since it is told too late for the books to follow without a person. What becomes of it then, its queue entry
     * tells.
     *
     * @param problems why it waits; never empty
     * @param warnings where it is sent again and was rejected or voided meanwhile: then it is not sold
     */
    record Queued(
            String transactionId,
            String queueId,
            List<Problem> problems,
            List<Shortage> shortages,
            boolean replayed,
            List<String> warnings)
            implements DeductionOutcome {
        public Queued {
            warnings = List.copyOf(warnings);
            problems = List.copyOf(problems);
            shortages = List.copyOf(shortages);
        }

        @Override
        public boolean success() {
            return false;
        }

        @Override
        public List<String> errors() {
            return problems.stream().map(Problem::text).toList();
        }
    }

    /** Nothing was decided and nothing recorded. */
    record NotDecided(String transactionId, Undecided why) implements DeductionOutcome {
        @Override
        public boolean isDecided() {
            return false;
        }

        @Override
        public boolean success() {
            return false;
        }

        @Override
        public List<String> errors() {
            return List.of(why.text());
        }
    }
}
