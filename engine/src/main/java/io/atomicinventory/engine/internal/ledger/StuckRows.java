package io.atomicinventory.engine.internal.ledger;

import io.atomicinventory.engine.internal.menu.Menu;
import io.atomicinventory.engine.internal.menu.MenuCache;
import io.atomicinventory.engine.internal.sql.Database;
import io.atomicinventory.engine.internal.sql.StoreBooks;
import io.atomicinventory.engine.internal.sql.Transaction;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stock rows that a foreign writer holds and that requests wait for, each by itself. Whoever comes next and needs
 * one joins them, and so keeps nobody else waiting. Thread-safe.
 */
final class StuckRows {
    private final Database database;
    private final MenuCache menus;
    /** Store, row, how many requests wait for it. */
    private final Map<String, Map<String, Integer>> waitedFor = new ConcurrentHashMap<>();

    StuckRows(Database database, MenuCache menus) {
        this.database = database;
        this.menus = menus;
    }

    Set<String> of(String storeId) {
        return waitedFor.getOrDefault(storeId, Map.of()).keySet();
    }

    void add(String storeId, Set<String> stockIds) {
        stockIds.forEach(stockId -> waitedFor.compute(storeId, (id, known) -> {
            Map<String, Integer> rows = known == null ? new ConcurrentHashMap<>() : known;
            rows.merge(stockId, 1, Integer::sum);
            return rows;
        }));
    }

    /** Whoever waits for them still will not wait long. */
    void free(String storeId, Set<String> stockIds) {
        waitedFor.computeIfPresent(storeId, (id, rows) -> {
            rows.keySet().removeAll(stockIds);
            return rows.isEmpty() ? null : rows;
        });
    }

    /** Does nothing where they were found to be free. */
    void remove(String storeId, Set<String> stockIds) {
        stockIds.forEach(stockId -> waitedFor.computeIfPresent(storeId, (id, rows) -> {
            rows.computeIfPresent(stockId, (row, waiting) -> waiting == 1 ? null : waiting - 1);
            return rows.isEmpty() ? null : rows;
        }));
    }

    /** Those of the rows that the request needs. */
    Set<String> needed(Request request, Set<String> rows) {
        Set<String> needed = new HashSet<>();
        Menu menu = menus.menu(request.storeId());
        if (menu != null || !request.sells()) {
            request.planned(menu).forEach(planned -> needed.addAll(planned.stockIds()));
        }
        needed.retainAll(rows);
        return needed;
    }

    /** Those of the rows that somebody holds at this moment; none where that cannot be found out. */
    Set<String> held(String storeId, Set<String> stockIds) {
        try (Transaction transaction = database.begin(Set.of(storeId), Duration.ofSeconds(1))) {
            return StoreBooks.contested(transaction, storeId, stockIds);
        } catch (SQLException e) {
            return Set.of();
        }
    }
}
