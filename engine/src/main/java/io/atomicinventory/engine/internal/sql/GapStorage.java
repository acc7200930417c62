package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.catalog.MenuGap;
import io.atomicinventory.engine.internal.menu.Catalog;
import io.atomicinventory.engine.internal.menu.Gaps;
import io.atomicinventory.engine.internal.menu.IngredientKey;
import io.atomicinventory.engine.internal.menu.Menu;
import io.atomicinventory.engine.internal.menu.MenuCache;
import io.atomicinventory.engine.internal.menu.Refusals;
import io.atomicinventory.engine.internal.plan.MenuProblem;
import io.atomicinventory.engine.internal.suggest.StockIndex;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a store's menu needs and its mappings lack. Names are folded here and not by the database, and the products are
 * remembered between two looks: a page is cut from all gaps, of which there are never more than ingredients.
 * Thread-safe.
 */
public final class GapStorage {
    /** Of the newest, so that a till that is refused all day long does not make this slow. */
    private static final int MOST_REFUSALS = 20_000;

    static final String REFUSED = """
            SELECT r.transaction_id, r.recorded_at, r.recorded_at > now() - interval '24 hours' AS is_recent,
                   p ->> 'reason' AS reason, p ->> 'text' AS text
            FROM (SELECT transaction_id, recorded_at, deduction_data
                  FROM inventory_deduction_idempotency
                  WHERE store_id = ? AND operation = 'deduction' AND outcome = 'refused'
                    AND recorded_at > now() - interval '7 days'
                  ORDER BY recorded_at DESC
                  LIMIT ?) r
                CROSS JOIN LATERAL json_array_elements(r.deduction_data -> 'problems') p
            WHERE p ->> 'reason' IN ('NO_CONVERSION_MAPPING', 'INACTIVE_ITEM')""";

    private static final String INACTIVE = """
            SELECT stock_id FROM inventory_stock WHERE store_id = ? AND NOT is_active""";

    private static final String ACTIVE = """
            SELECT stock_id, item, unit FROM inventory_stock WHERE store_id = ? AND is_active ORDER BY stock_id""";

    private static final String SEPARATOR = "\u001f";

    private final Database database;
    private final MenuCache menus;

    public GapStorage(Database database, MenuCache menus) {
        this.database = database;
        this.menus = menus;
    }

    /** Empty where there is no such store. */
    public Page<MenuGap> page(String storeId, @Nullable String after, int limit) {
        Gaps.Rank last = after == null ? null : rank(after);
        return database.transact(Set.of(storeId), transaction -> {
            List<Gaps.Gap> rows = read(transaction, storeId, menus).stream()
                    .filter(gap -> last == null || Gaps.Rank.of(gap).compareTo(last) > 0)
                    .limit(limit + 1L)
                    .toList();
            Page<Gaps.Gap> page = Page.of(rows, limit, gap -> text(Gaps.Rank.of(gap)));
            StockIndex stock = page.items().isEmpty() ? StockIndex.EMPTY : stock(transaction, storeId);
            return new Page<>(page.items().stream().map(gap -> gap(gap, stock)).toList(), page.next());
        });
    }

    /** All of them, in their order. */
    static List<Gaps.Gap> read(Transaction transaction, String storeId, MenuCache menus) throws SQLException {
        Catalog known = menus.catalog();
        Menu menu = MenuTables.read(transaction, storeId, known);
        if (menu == null) {
            return List.of();
        }
        if (known == null || known.revision() != menu.catalog().revision()) {
            menus.remember(storeId, menu);
        }
        Refusals refusals = new Refusals();
        Set<String> inactive = new HashSet<>();
        transaction.run(new Pipeline()
                .query(INACTIVE, p -> p.text(storeId), row -> inactive.add(row.getString("stock_id")))
                .query(REFUSED, p -> p.text(storeId).number(MOST_REFUSALS), row -> {
                    String transactionId = row.getString("transaction_id");
                    String text = row.getString("text");
                    Instant at =
                            row.getObject("recorded_at", OffsetDateTime.class).toInstant();
                    boolean isRecent = row.getBoolean("is_recent");
                    String ingredient = MenuProblem.ingredient(text, storeId);
                    String stockId = MenuProblem.stockId(text);
                    if (ingredient != null) {
                        refusals.addMissing(ingredient, transactionId, at, isRecent);
                    } else if (stockId != null) {
                        refusals.addInactive(stockId, transactionId, at, isRecent);
                    }
                }));
        return Gaps.of(menu, refusals, inactive);
    }

    private static StockIndex stock(Transaction transaction, String storeId) throws SQLException {
        StockIndex.Builder stock = new StockIndex.Builder();
        transaction.run(new Pipeline()
                .query(
                        ACTIVE,
                        p -> p.text(storeId),
                        row -> stock.add(row.getString("stock_id"), row.getString("item"), row.getString("unit"))));
        return stock.build();
    }

    private static MenuGap gap(Gaps.Gap gap, StockIndex stock) {
        Gaps.Written written = gap.written();
        int refused = gap.refused().number();
        return new MenuGap(
                gap.stockId() == null ? MenuGap.Kind.MISSING : MenuGap.Kind.INACTIVE,
                written.name(),
                written.unit(),
                gap.stockId(),
                refused,
                refused == 0 ? null : gap.refused().last(),
                gap.products().size(),
                gap.products().stream().limit(MenuGap.MAX_EXAMPLES).toList(),
                stock.like(written.name(), written.unit()));
    }

    private static String text(Gaps.Rank rank) {
        return String.join(
                SEPARATOR,
                String.valueOf(rank.refused()),
                String.valueOf(rank.products()),
                rank.key().name(),
                rank.key().unit());
    }

    private static Gaps.Rank rank(String after) {
        String[] parts = after.split(SEPARATOR, -1);
        try {
            if (parts.length == 4) {
                return new Gaps.Rank(
                        Long.parseLong(parts[0]), Long.parseLong(parts[1]), new IngredientKey(parts[2], parts[3]));
            }
        } catch (NumberFormatException e) {
            throw invalid();
        }
        throw invalid();
    }

    private static InvalidRequestException invalid() {
        return new InvalidRequestException("after: must be the next of the page before");
    }
}
