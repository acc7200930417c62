package io.atomicinventory.engine.internal.decide;

import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.stock.Movement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a command.
 *
 * @param row what is to be recorded; null where nothing is
 * @param movements what is to be moved, each from where the one before it ended
 */
public record Decision(Outcome answer, @Nullable OutcomeRow row, List<Movement> movements) {
    static Decision unrecorded(Outcome answer) {
        return new Decision(answer, null, List.of());
    }
}
