package io.atomicinventory.engine.internal.sql;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.catalog.MenuGap;
import io.atomicinventory.engine.deduction.Problem;
import io.atomicinventory.engine.internal.decide.Command.Operation;
import io.atomicinventory.engine.internal.decide.OutcomeData;
import io.atomicinventory.engine.internal.decide.OutcomeRow;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a store's menu needs and its mappings lack. Names are folded here and not by the database, and the menu and the
 * names of the stock are remembered between two looks: a page is cut from all gaps, of which there are never more than
 * ingredients. Thread-safe.
 */
public final class GapStorage {
    /** Of the newest, so that a till that is refused all day long does not make this slow. */
    private static final int MOST_REFUSALS = 20_000;

    /** What was refused for other reasons, most often for want of stock, is left where it is. */
    private static final String REFUSED = """
            SELECT transaction_id, recorded_at, recorded_at > now() - interval '24 hours' AS is_recent, deduction_data
            FROM (SELECT transaction_id, recorded_at, deduction_data
                  FROM inventory_deduction_idempotency
                  WHERE store_id = ? AND operation = 'deduction' AND outcome = 'refused'
                    AND recorded_at > now() - interval '7 days'
                  ORDER BY recorded_at DESC
                  LIMIT ?) r
            WHERE deduction_data::text LIKE '%"NO_CONVERSION_MAPPING"%' OR deduction_data::text LIKE '%"INACTIVE_ITEM"%'""";

    private static final String INACTIVE = """
            SELECT stock_id FROM inventory_stock WHERE store_id = ? AND NOT is_active""";

    private static final String ACTIVE = """
            SELECT stock_id, item, unit FROM inventory_stock WHERE store_id = ? AND is_active ORDER BY stock_id""";

    /** Of the names and units alone: what is sold all day long changes neither. */
    private static final String NAMES = """
            SELECT format('%s %s', count(*),
                          sum(hashtextextended(concat_ws(chr(31), stock_id, item, unit), 0)::numeric)) AS names
            FROM inventory_stock WHERE store_id = ? AND is_active""";

    /** Stock items of the stores that somebody looked at, some hundred bytes each. */
    private static final int MOST_NAMES = 100_000;

    private static final String SEPARATOR = "\u001f";

    private final Database database;
    private final MenuCache menus;
    private final Cache<String, Named> stock = Caffeine.newBuilder()
            .maximumWeight(MOST_NAMES)
            .weigher((String storeId, Named named) -> named.index().size() + 1)
            .executor(Runnable::run) // on the thread that uses it: no thread is owned here
            .build();

    /** @param names the mark of the names that it was made of */
    private record Named(String names, StockIndex index) {}

    public GapStorage(Database database, MenuCache menus) {
        this.database = database;
        this.menus = menus;
    }

    /** Empty where there is no such store. */
    public Page<MenuGap> page(String storeId, @Nullable String after, int limit) {
        Gaps.Rank last = after == null ? null : rank(after);
        return database.transact(Set.of(storeId), transaction -> {
            List<Gaps.Gap> rows = read(transaction, storeId, MenuTables.read(transaction, storeId, menus)).stream()
                    .filter(gap -> last == null || Gaps.Rank.of(gap).compareTo(last) > 0)
                    .limit(limit + 1L)
                    .toList();
            Page<Gaps.Gap> page = Page.of(rows, limit, gap -> text(Gaps.Rank.of(gap)));
            StockIndex index = page.items().isEmpty() ? StockIndex.EMPTY : stock(transaction, storeId);
            return new Page<>(page.items().stream().map(gap -> gap(gap, index)).toList(), page.next());
        });
    }

    /**
     * All of them, in their order.
     *
     * @param menu null where there is no such store
     */
    static List<Gaps.Gap> read(Transaction transaction, String storeId, @Nullable Menu menu) throws SQLException {
        if (menu == null) {
            return List.of();
        }
        Refusals refusals = new Refusals();
        Set<String> inactive = new HashSet<>();
        // Many sales are refused in the same words.
        Map<String, Set<Refusals.Of>> known = new HashMap<>();
        transaction.run(new Pipeline()
                .query(INACTIVE, p -> p.text(storeId), row -> inactive.add(row.getString("stock_id")))
                .query(REFUSED, p -> p.text(storeId).number(MOST_REFUSALS), row -> {
                    String transactionId = row.getString("transaction_id");
                    Instant at =
                            row.getObject("recorded_at", OffsetDateTime.class).toInstant();
                    boolean isRecent = row.getBoolean("is_recent");
                    known.computeIfAbsent(row.getString("deduction_data"), json -> refusedFor(refusals, json, storeId))
                            .forEach(refused -> refused.add(transactionId, at, isRecent));
                }));
        return Gaps.of(menu, refusals, inactive);
    }

    private static Set<Refusals.Of> refusedFor(Refusals refusals, String json, String storeId) {
        Set<Refusals.Of> reasons = new HashSet<>();
        if (OutcomeJson.read(Operation.DEDUCTION, OutcomeRow.Result.REFUSED, json)
                instanceof OutcomeData.RefusalData refusal) {
            for (Problem problem : refusal.problems()) {
                String ingredient = MenuProblem.ingredient(problem.text(), storeId);
                String stockId = MenuProblem.stockId(problem.text());
                if (ingredient != null) {
                    reasons.add(refusals.ofMissing(ingredient));
                } else if (stockId != null) {
                    reasons.add(refusals.ofInactive(stockId));
                }
            }
        }
        return reasons;
    }

    /** The mark first: what changes after it is read again by whoever comes next. */
    private StockIndex stock(Transaction transaction, String storeId) throws SQLException {
        List<String> names = new ArrayList<>(1);
        transaction.run(new Pipeline().query(NAMES, p -> p.text(storeId), row -> names.add(row.getString("names"))));
        Named known = stock.getIfPresent(storeId);
        if (known != null && known.names().equals(names.getFirst())) {
            return known.index();
        }
        StockIndex.Builder index = new StockIndex.Builder();
        transaction.run(new Pipeline()
                .query(
                        ACTIVE,
                        p -> p.text(storeId),
                        row -> index.add(row.getString("stock_id"), row.getString("item"), row.getString("unit"))));
        Named read = new Named(names.getFirst(), index.build());
        stock.put(storeId, read);
        return read.index();
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
