package io.atomicinventory.engine.monitor;

import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.Identifiers;
import io.atomicinventory.engine.internal.figures.StoreFigures;
import io.atomicinventory.engine.internal.sql.FiguresStorage;
import io.atomicinventory.engine.internal.sql.HealthStorage;
import io.atomicinventory.engine.internal.sql.PulseStorage;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Watches stores: what needs somebody's eye, and how much of it there is. Reads only. Thread-safe. */
public final class AtomicInventoryMonitor {
    private final HealthStorage storage;
    private final FiguresStorage figures;
    private final PulseStorage pulses;

    public AtomicInventoryMonitor(HealthStorage storage, FiguresStorage figures, PulseStorage pulses) {
        this.storage = storage;
        this.figures = figures;
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
     * What became of all the sales of a store, and of those of the last 24 hours. It is at most a few seconds behind.
     * Empty where there is no such store; likewise below.
     *
     * @throws DatabaseUnavailableException where the database does not answer; likewise below
     */
    public Optional<DeductionMetrics> getDeductionMetrics(String storeId) {
        return read(storeId, StoreFigures::metrics);
    }

    /** The sales of the last hour, or of the last 24, in detail. */
    public Optional<DeductionFigures> getDeductionFigures(String storeId, DeductionFigures.Period period) {
        return read(storeId, figures -> figures.of(period));
    }

    /** The last 60 minutes, one after the other, also those without sales; the one that is under way last. */
    public Optional<List<DeductionCounts>> perMinute(String storeId) {
        return read(storeId, StoreFigures::perMinute);
    }

    /** The last 24 hours by the clock, one after the other, also those without sales; the one that is under way last. */
    public Optional<List<DeductionCounts>> perHour(String storeId) {
        return read(storeId, StoreFigures::perHour);
    }

    private <T> Optional<T> read(String storeId, Function<StoreFigures, T> figure) {
        Identifiers.requireIds("storeId", storeId);
        return figures.read(storeId).map(figure);
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

    /**
     * What waits in the queues of all stores. It looks at every open entry, a few milliseconds for some thousands: for
     * meters, not for every request.
     *
     * @throws DatabaseUnavailableException where the database does not answer
     */
    public WaitingSales getWaitingSales() {
        return storage.waitingSales();
    }
}
