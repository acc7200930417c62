package io.atomicinventory.engine.internal.menu;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which sales a store has refused for want of what, lately. A refusal names an ingredient without its unit. Not thread-safe. */
public final class Refusals {
    /** None. */
    static final Of NONE = new Of();

    private final Map<String, Of> byIngredient = new HashMap<>();
    private final Map<String, Of> byStockId = new HashMap<>();

    /** Those for want of an ingredient, to be added to. */
    public Of ofMissing(String ingredient) {
        return byIngredient.computeIfAbsent(IngredientKey.fold(ingredient), name -> new Of());
    }

    /** Those for a stock item that is switched off, to be added to. */
    public Of ofInactive(String stockId) {
        return byStockId.computeIfAbsent(stockId, id -> new Of());
    }

    Of missing(IngredientKey key) {
        return byIngredient.getOrDefault(key.name(), NONE);
    }

    Of inactive(String stockId) {
        return byStockId.getOrDefault(stockId, NONE);
    }

    /** Sales that were refused for one thing, each once. */
    public static final class Of {
        private final Set<String> transactionIds = new HashSet<>();
        private final Set<String> recent = new HashSet<>();
        private Instant last = Instant.MIN;

        /** @param isRecent whether it was in the last 24 hours */
        public void add(String transactionId, Instant at, boolean isRecent) {
            transactionIds.add(transactionId);
            if (isRecent) {
                recent.add(transactionId);
            }
            if (at.isAfter(last)) {
                last = at;
            }
        }

        public int number() {
            return transactionIds.size();
        }

        /** Those of the last 24 hours. */
        public Set<String> recent() {
            return recent;
        }

        /** Only where there are any. */
        public Instant last() {
            return last;
        }
    }
}
