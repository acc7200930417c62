package io.atomicinventory.engine.stock;

import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.Undecided;
import java.util.List;

/** What became of a request to move stock other than by a sale. */
public sealed interface MovementOutcome extends Outcome {

    /** @param replayed whether an earlier request with this key had made it */
    record Recorded(Movement movement, boolean replayed) implements MovementOutcome {
        @Override
        public boolean success() {
            return true;
        }

        @Override
        public List<String> errors() {
            return List.of();
        }
    }

    /** The quantity would leave the bounds of a balance. Nothing was changed or recorded. */
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
        public boolean success() {
            return false;
        }

        @Override
        public List<String> errors() {
            return List.of(why.text());
        }
    }
}
