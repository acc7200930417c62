package io.atomicinventory.bench.subject;

import io.atomicinventory.engine.EngineMetrics;
import java.util.concurrent.atomic.LongAdder;

/** Counts the tries that wrote nothing and were made again. Thread-safe. */
public final class Retries implements EngineMetrics {
    private final LongAdder count = new LongAdder();

    public void add() {
        count.increment();
    }

    @Override
    public void retried(String storeId, String reason) {
        add();
    }

    public long count() {
        return count.sum();
    }
}
