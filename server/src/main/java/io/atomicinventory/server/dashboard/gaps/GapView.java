package io.atomicinventory.server.dashboard.gaps;

import io.atomicinventory.engine.catalog.MappingSuggestion;
import io.atomicinventory.engine.catalog.MenuGap;
import io.atomicinventory.server.dashboard.StoreClock;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An ingredient that lacks a mapping, for its page.
 *
 * @param stockId the stock item that is switched off; null where there is no mapping
 * @param lastRefusedAt in the store's time; null where no sale was refused
 * @param products which need it, a few by name and how many more
 */
record GapView(
        String ingredient,
        String unit,
        @Nullable String stockId,
        long refusedSales,
        @Nullable String lastRefusedAt,
        String products,
        List<Suggested> suggestions) {

    /** The same whenever this gap is shown, of characters that an element's id may have. */
    public String key() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((ingredient + "\n" + unit).getBytes(StandardCharsets.UTF_8));
    }

    /** @param factor null where a person has to say it */
    record Suggested(
            String stockId,
            String item,
            String unit,
            int score,
            @Nullable String factor) {

        private static Suggested of(MappingSuggestion suggestion) {
            BigDecimal factor = suggestion.factor();
            return new Suggested(
                    suggestion.stockId(),
                    suggestion.item(),
                    suggestion.unit(),
                    suggestion.score(),
                    factor == null ? null : factor.toPlainString());
        }
    }

    static GapView of(MenuGap gap, ZoneId zone) {
        Instant last = gap.lastRefusedAt();
        String named = gap.examples().stream().map(MenuGap.Concerned::name).collect(Collectors.joining(", "));
        int more = gap.products() - gap.examples().size();
        return new GapView(
                gap.ingredient(),
                gap.unit(),
                gap.stockId(),
                gap.refusedSales(),
                last == null ? null : new StoreClock(zone).full(last),
                more == 0 ? named : named + " and " + more + " more",
                gap.suggestions().stream().map(Suggested::of).toList());
    }
}
