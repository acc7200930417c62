package io.atomicinventory.server.catalog;

import io.atomicinventory.engine.catalog.MappingSuggestion;
import io.atomicinventory.engine.catalog.MenuGap;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@link MenuGap} on the wire. */
record GapView(
        String kind,
        String ingredient,
        String unit,
        @Nullable String stockId,
        long refusedSales,
        @Nullable Instant lastRefusedAt,
        int products,
        List<MenuGap.Concerned> examples,
        List<MappingSuggestion> suggestions) {

    static GapView of(MenuGap gap) {
        return new GapView(
                gap.kind().code(),
                gap.ingredient(),
                gap.unit(),
                gap.stockId(),
                gap.refusedSales(),
                gap.lastRefusedAt(),
                gap.products(),
                gap.examples(),
                gap.suggestions());
    }
}
