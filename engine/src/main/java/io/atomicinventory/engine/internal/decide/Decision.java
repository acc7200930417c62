package io.atomicinventory.engine.internal.decide;

import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.stock.Movement;
import io.atomicinventory.engine.stock.StockItem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a command.
 *
 * @param row what is to be recorded; null where nothing is
 * @param movements what is to be moved, each from where the one before it ended
 * @param stock the rows as the movements leave them
 * @param givenBack what a void gives back, for its log
 * @param queue what it does to the queue
 * @param rejection the end of a queued sale, beside the outcome of the void that brought it about
 */
public record Decision(
        Outcome answer,
        @Nullable OutcomeRow row,
        List<Movement> movements,
        List<StockItem> stock,
        List<GivenBack.Portion> givenBack,
        @Nullable QueueChange queue,
        @Nullable OutcomeRow rejection) {

    static Decision unrecorded(Outcome answer) {
        return new Decision(answer, null, List.of(), List.of(), List.of(), null, null);
    }

    static Decision unmoved(Outcome answer, OutcomeRow row) {
        return new Decision(answer, row, List.of(), List.of(), List.of(), null, null);
    }

    static Decision moved(Outcome answer, OutcomeRow row, Moving moving) {
        return new Decision(answer, row, moving.movements(), moving.stock(), List.of(), null, null);
    }

    static Decision givenBack(Outcome answer, OutcomeRow row, Moving moving, List<GivenBack.Portion> portions) {
        return new Decision(answer, row, moving.movements(), moving.stock(), portions, null, null);
    }

    Decision with(@Nullable QueueChange change) {
        return new Decision(answer, row, movements, stock, givenBack, change, rejection);
    }

    Decision withRejection(OutcomeRow settled) {
        return new Decision(answer, row, movements, stock, givenBack, queue, settled);
    }

    /** All that is to be recorded. */
    public List<OutcomeRow> rows() {
        List<OutcomeRow> rows = new ArrayList<>(2);
        if (row != null) {
            rows.add(row);
        }
        if (rejection != null) {
            rows.add(rejection);
        }
        return rows;
    }
}
