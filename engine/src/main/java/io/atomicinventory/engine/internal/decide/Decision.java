package io.atomicinventory.engine.internal.decide;

import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.stock.Movement;
import io.atomicinventory.engine.stock.StockItem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a command.
 *
 * @param row what is to be recorded; null where nothing is
 * @param movements what is to be moved, each from where the one before it ended
 * @param stock the rows as the movements leave them
 * @param givenBack what a void gives back, for its log
 */
public record Decision(
        Outcome answer,
        @Nullable OutcomeRow row,
        List<Movement> movements,
        List<StockItem> stock,
        List<GivenBack.Portion> givenBack) {

    static Decision unrecorded(Outcome answer) {
        return new Decision(answer, null, List.of(), List.of(), List.of());
    }

    static Decision unmoved(Outcome answer, OutcomeRow row) {
        return new Decision(answer, row, List.of(), List.of(), List.of());
    }

    static Decision moved(Outcome answer, OutcomeRow row, Moving moving) {
        return new Decision(answer, row, moving.movements(), moving.stock(), List.of());
    }
}
