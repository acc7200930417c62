package io.atomicinventory.engine.catalog;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A stock item that an ingredient may be.
 *
 * @param score how alike names and units are: 100 where they are the same words, down to {@link #MIN_SCORE}
 * @param factor stock units for one recipe unit, where it follows from the units; else null, and a person has to say
 */
public record MappingSuggestion(
        String stockId,
        String item,
        String unit,
        int score,
        @Nullable BigDecimal factor) {
    public static final int MIN_SCORE = 50;
}
