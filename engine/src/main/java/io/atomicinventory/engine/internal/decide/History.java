package io.atomicinventory.engine.internal.decide;

import io.atomicinventory.engine.stock.Movement;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a command needs to know of the movements of its row. */
public sealed interface History {
    /** @param sum of what occurred after the time of the count */
    record MovedSince(BigDecimal sum) implements History {}

    /**
     * A movement that is to be taken back.
     *
     * @param movement null where there is none
     * @param reversedBy the movement that has taken it back already
     * @param lastOtherCount when the row was last counted, this movement and counts that were taken back aside
     * @param corrections for a count: what was found to be in it and in no other count, and was not taken back
     */
    record Named(
            @Nullable Movement movement,
            @Nullable Long reversedBy,
            @Nullable Instant lastOtherCount,
            List<Movement> corrections)
            implements History {}
}
