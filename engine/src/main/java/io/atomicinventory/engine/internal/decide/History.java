package io.atomicinventory.engine.internal.decide;

import io.atomicinventory.engine.stock.Movement;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a command needs to know of the movements of its row. */
public sealed interface History {
    /**
     * @param sum of what occurred after the time of the count
     * @param countAfter when the row was next counted after that time; null where it was not
     */
    record MovedSince(BigDecimal sum, @Nullable Instant countAfter) implements History {
        static final MovedSince NOTHING = new MovedSince(BigDecimal.ZERO, null);
    }

    /**
     * A movement that is to be taken back. Of counts, those that were taken back do not count; of two at the same time
     * the one that was recorded later is the later one.
     *
     * @param movement null where there is none
     * @param reversedBy the movement that has taken it back already
     * @param countBefore for a count: when the row was last counted before it; null where it was not
     * @param countAfter for a count: when the row was next counted after it; null where it was not
     * @param corrections for a count: what was found to be in it and in none before it, and was not taken back
     */
    record Named(
            @Nullable Movement movement,
            @Nullable Long reversedBy,
            @Nullable Instant countBefore,
            @Nullable Instant countAfter,
            List<Movement> corrections)
            implements History {}
}
