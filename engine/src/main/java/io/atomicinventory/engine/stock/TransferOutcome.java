package io.atomicinventory.engine.stock;

import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.Undecided;
import io.atomicinventory.engine.deduction.Problem;
import io.atomicinventory.engine.deduction.Shortage;
import java.util.List;

/** What became of a transfer. */
public sealed interface TransferOutcome extends Outcome {

    /** @param replayed whether an earlier request with this key had made it */
    record Transferred(List<TransferredLine> lines, boolean replayed) implements TransferOutcome {
        public Transferred {
            lines = List.copyOf(lines);
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
     * The sending store has not enough. Nothing was moved, and the refusal is recorded: this key stays refused.
     *
     * @param problems never empty
     */
    record Refused(List<Problem> problems, List<Shortage> shortages, boolean replayed) implements TransferOutcome {
        public Refused {
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

    /** What is in the books does not allow it: units that differ, a balance that is full. Nothing was changed or recorded. */
    record NotPossible(List<String> errors) implements TransferOutcome {
        public NotPossible {
            errors = List.copyOf(errors);
        }

        @Override
        public boolean success() {
            return false;
        }
    }

    /** Nothing was decided and nothing recorded. */
    record NotDecided(Undecided why) implements TransferOutcome {
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
