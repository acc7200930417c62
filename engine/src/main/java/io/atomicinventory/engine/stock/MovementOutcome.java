package io.atomicinventory.engine.stock;

import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.Undecided;
import io.atomicinventory.engine.deduction.Problem;
import io.atomicinventory.engine.deduction.Shortage;
import java.util.List;

/** What became of a request to move stock other than by a sale. */
public sealed interface MovementOutcome extends Outcome {

    /**
     * @param replayed whether an earlier request with this key had made it
     * @param warnings what else the person should know
     */
    record Recorded(Movement movement, boolean replayed, List<String> warnings) implements MovementOutcome {
        public Recorded {
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
     * There is not enough stock for it. Nothing was moved, and the refusal is recorded: this key stays refused.
     *
     * @param problems never empty
     */
    record Refused(List<Problem> problems, List<Shortage> shortages, boolean replayed) implements MovementOutcome {
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

    /** The stock item has no such movement. Nothing was changed or recorded. */
    record UnknownMovement(String text) implements MovementOutcome {
        @Override
        public boolean success() {
            return false;
        }

        @Override
        public List<String> errors() {
            return List.of(text);
        }
    }

    /** What is in the books does not allow it, and never will. Nothing was changed or recorded. */
    record NotPossible(String text) implements MovementOutcome {
        @Override
        public boolean success() {
            return false;
        }

        @Override
        public List<String> errors() {
            return List.of(text);
        }
    }

    /** A value that is out of bounds in the books as they are. Nothing was changed or recorded. */
    record OutOfBounds(String text) implements MovementOutcome {
        @Override
        public boolean success() {
            return false;
        }

        @Override
        public List<String> errors() {
            return List.of(text);
        }
    }

    /** Nothing was decided and nothing recorded. */
    record NotDecided(Undecided why) implements MovementOutcome {
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
