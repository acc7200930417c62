package io.atomicinventory.engine.internal.ledger;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.atomicinventory.engine.stock.StockItem;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stock rows as this node's last commit left them. A guess: the transaction that decides on one finds out by its
 * version whether it is still true. So nothing has to be told when somebody else changes a row. Thread-safe.
 */
final class Balances {
    private final Cache<String, Map<String, StockItem>> stores;

    /** @param maxRows of all stores together; those not used for the longest time are forgotten, a store at a time */
    Balances(int maxRows) {
        this.stores = Caffeine.newBuilder()
                .maximumWeight(maxRows)
                .weigher((String storeId, Map<String, StockItem> rows) -> rows.size() + 1)
                .executor(Runnable::run) // on the thread that uses it: no thread is owned here
                .build();
    }

    Map<String, StockItem> of(String storeId) {
        Map<String, StockItem> rows = stores.getIfPresent(storeId);
        return rows == null ? Map.of() : rows;
    }

    void remember(String storeId, Map<String, StockItem> rows) {
        Map<String, StockItem> known = stores.getIfPresent(storeId);
        if (known == null) {
            stores.put(storeId, new ConcurrentHashMap<>(rows));
            return;
        }
        int before = known.size();
        known.putAll(rows);
        if (known.size() != before) {
            stores.put(storeId, known); // weighed again
        }
    }

    void forget(String storeId) {
        stores.invalidate(storeId);
    }
}
