package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.internal.menu.Catalog;
import io.atomicinventory.engine.internal.menu.Gaps;
import io.atomicinventory.engine.internal.menu.Menu;
import io.atomicinventory.engine.internal.menu.MenuCache;
import io.atomicinventory.engine.monitor.Finding;
import io.atomicinventory.engine.monitor.HealthStatus;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Ingredients for which sales are refused until somebody maps them. What a store does not sell is no fault. */
final class MappingsCheck implements HealthCheck {
    private static final String TODO =
            "Map each ingredient to one of the store's stock items (Menu gaps proposes some),"
                    + " or switch the stock item on again.";

    private final MenuCache menus;

    MappingsCheck(MenuCache menus) {
        this.menus = menus;
    }

    @Override
    public String name() {
        return "mappings";
    }

    @Override
    public Finding find(String storeId, Transaction transaction) throws SQLException {
        List<Gaps.Gap> gaps = GapStorage.read(transaction, storeId, menu(storeId, transaction));
        Set<String> refused = new HashSet<>();
        gaps.forEach(gap -> refused.addAll(gap.refused().recent()));
        List<String> examples =
                gaps.stream().limit(EXAMPLES).map(MappingsCheck::text).toList();
        return Finding.of(
                        name(),
                        status(gaps, refused),
                        gaps.size(),
                        examples,
                        message(gaps, refused, examples),
                        gaps.isEmpty() ? "" : TODO)
                .with("refusedSales24h", refused.size());
    }

    /** From the mappings themselves: who changes them past the engine leaves no other revision. */
    private @Nullable Menu menu(String storeId, Transaction transaction) throws SQLException {
        Catalog known = menus.catalog();
        Menu menu = MenuTables.read(transaction, storeId, known);
        if (menu != null && (known == null || known.revision() != menu.catalog().revision())) {
            menus.remember(storeId, menu);
        }
        return menu;
    }

    /** A gap refuses sales from now on; one that has refused some today loses them at this moment. */
    private static HealthStatus status(List<Gaps.Gap> gaps, Set<String> refused) {
        if (gaps.isEmpty()) {
            return HealthStatus.HEALTHY;
        }
        return refused.isEmpty() ? HealthStatus.WARNING : HealthStatus.CRITICAL;
    }

    private static String text(Gaps.Gap gap) {
        return gap.written().name() + " in " + gap.written().unit()
                + (gap.stockId() == null ? "" : " (" + gap.stockId() + " is switched off)");
    }

    private static String message(List<Gaps.Gap> gaps, Set<String> refused, List<String> examples) {
        if (gaps.isEmpty()) {
            return "Whatever the store has begun to sell is mapped to its stock.";
        }
        return "Without a mapping to active stock: " + gaps.size() + " (" + String.join(", ", examples)
                + "). Every sale that needs one of them is refused; " + refused.size() + " were in the last 24 hours. "
                + TODO;
    }
}
