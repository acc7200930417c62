package io.atomicinventory.engine.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An ingredient for which a store refuses sales until somebody maps it.
 *
 * @param ingredient as one of the recipes writes it; to be mapped as it is here
 * @param unit likewise
 * @param stockId the stock item that is switched off; null where there is no mapping
 * @param refusedSales how many sales were refused for it in the last 7 days, each counted once however often it was sent
 * @param lastRefusedAt null where none was
 * @param products how many products that the store sells need it
 * @param examples of these at most {@link #MAX_EXAMPLES}, by id
 * @param suggestions stock items that it may be, the likeliest first, at most {@link #MAX_SUGGESTIONS}; nothing is
 *     mapped until somebody says so
 */
public record MenuGap(
        Kind kind,
        String ingredient,
        String unit,
        @Nullable String stockId,
        long refusedSales,
        @Nullable Instant lastRefusedAt,
        int products,
        List<Concerned> examples,
        List<MappingSuggestion> suggestions) {
    public static final int MAX_EXAMPLES = 3;
    public static final int MAX_SUGGESTIONS = 5;

    public MenuGap {
        examples = List.copyOf(examples);
        suggestions = List.copyOf(suggestions);
    }

    /** What is wrong. */
    public enum Kind {
        /** The store has no mapping for it. */
        MISSING,
        /** Its mapping leads to a stock item that is switched off. */
        INACTIVE;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A product that needs it. */
    public record Concerned(String productId, String name) {}
}
