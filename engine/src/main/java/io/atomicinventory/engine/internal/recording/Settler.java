package io.atomicinventory.engine.internal.recording;

import io.atomicinventory.engine.internal.sql.FiguresStorage;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Settles the hours of the stores that this engine has worked for. Not thread-safe. */
final class Settler {
    private static final Logger LOG = LoggerFactory.getLogger(Settler.class);
    /** After trouble all engines write what they have kept, before anybody settles its hour. */
    private static final Duration AFTER_TROUBLE = Duration.ofMinutes(1);

    private static final int MOST_STORES = 100_000;

    private final FiguresStorage storage;
    private final Map<String, Instant> due = new HashMap<>();
    private Instant notBefore = Instant.MIN;

    Settler(FiguresStorage storage) {
        this.storage = storage;
    }

    void workedFor(Collection<String> storeIds) {
        if (due.size() > MOST_STORES) {
            due.clear();
        }
        storeIds.forEach(storeId -> due.putIfAbsent(storeId, Instant.MIN));
    }

    void troubled(Instant now) {
        notBefore = now.plus(AFTER_TROUBLE);
    }

    boolean isDue(Instant now) {
        return !now.isBefore(notBefore) && due.values().stream().anyMatch(time -> !now.isBefore(time));
    }

    /** @param longest after this no further store is begun */
    void settle(Instant now, Duration longest) {
        if (!isDue(now)) {
            return;
        }
        long end = System.nanoTime() + longest.toNanos();
        for (String storeId : List.copyOf(due.keySet())) {
            if (System.nanoTime() > end) {
                return;
            }
            if (!now.isBefore(due.getOrDefault(storeId, Instant.MAX))) {
                settle(storeId, now);
            }
        }
    }

    private void settle(String storeId, Instant now) {
        try {
            due.put(storeId, storage.settle(storeId));
        } catch (RuntimeException e) {
            LOG.warn("The hours of store {} could not be settled and are tried again: {}", storeId, e.getMessage());
            due.put(storeId, now.plus(AFTER_TROUBLE));
        }
    }
}
