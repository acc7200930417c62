package io.atomicinventory.engine.monitor;

import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.Identifiers;
import io.atomicinventory.engine.internal.sql.HealthStorage;
import io.atomicinventory.engine.internal.sql.PulseStorage;
import java.util.Optional;

/** Watches stores: what needs somebody's eye, and how much of it there is. Reads only. Thread-safe. */
public final class AtomicInventoryMonitor {
    private final HealthStorage storage;
    private final PulseStorage pulses;

    public AtomicInventoryMonitor(HealthStorage storage, PulseStorage pulses) {
        this.storage = storage;
        this.pulses = pulses;
    }

    /**
     * Runs every check on a store. Empty where there is no such store.
     *
     * @throws DatabaseUnavailableException where the database does not answer
     */
    public Optional<HealthReport> runHealthCheck(String storeId) {
        Identifiers.requireIds("storeId", storeId);
        return storage.report(storeId);
    }

    /**
     * How a store's queue is filled. Empty where there is no such store.
     *
     * @throws DatabaseUnavailableException where the database does not answer
     */
    public Optional<QueueMetrics> getQueueMetrics(String storeId) {
        Identifiers.requireIds("storeId", storeId);
        return storage.queueMetrics(storeId);
    }

    /**
     * Whether anything has changed since the last look: for whoever looks all the time. One short statement. Empty where
     * there is no such store.
     *
     * @throws DatabaseUnavailableException where the database does not answer
     */
    public Optional<StorePulse> pulse(String storeId) {
        Identifiers.requireIds("storeId", storeId);
        return pulses.pulse(storeId);
    }
}
