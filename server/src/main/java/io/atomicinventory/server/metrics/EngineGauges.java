package io.atomicinventory.server.metrics;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.monitor.WaitingSales;
import io.atomicinventory.server.InventorySettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.springframework.stereotype.Component;

/**
 * How much is under way here, and how much waits in the queues of all stores. The queues are looked at when somebody asks
 * for the metrics, and for that at most once in five seconds: nobody asks, nothing is done.
 */
@Component
class EngineGauges implements MeterBinder {
    private static final Duration BELIEVED = Duration.ofSeconds(5);

    private final AtomicInventory engine;
    private final InventorySettings settings;
    private final LoadingCache<Boolean, Optional<WaitingSales>> queues;

    EngineGauges(AtomicInventory engine, InventorySettings settings) {
        this.engine = engine;
        this.settings = settings;
        this.queues = Caffeine.newBuilder().expireAfterWrite(BELIEVED).build(key -> look());
    }

    /** Empty where the database is away: the other metrics are needed then more than ever. */
    private Optional<WaitingSales> look() {
        try {
            return Optional.of(engine.monitor().getWaitingSales());
        } catch (DatabaseUnavailableException e) {
            return Optional.empty();
        }
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        Gauge.builder("inventory.waiting", engine, AtomicInventory::waiting)
                .description("Sales and other movements that are under way in this server")
                .register(meters);
        Gauge.builder("inventory.waiting.limit", () -> settings.waiting().total())
                .description("How many may be; what comes on top is refused as overloaded")
                .register(meters);
        queue(meters, "inventory.queue.pending", "Queued sales that are to be tried", WaitingSales::pending);
        queue(
                meters,
                "inventory.queue.short",
                "Queued sales that are short of stock, or wait for a person",
                WaitingSales::insufficientStock);
        queue(meters, "inventory.queue.stores", "Stores in which a queued sale waits", WaitingSales::stores);
        Gauge.builder("inventory.queue.oldest", () -> queued(WaitingSales::oldestSeconds))
                .description("For how long the oldest queued sale has been waiting; NaN while the database is away")
                .baseUnit("seconds")
                .register(meters);
    }

    private void queue(MeterRegistry meters, String name, String what, ToDoubleFunction<WaitingSales> value) {
        Gauge.builder(name, () -> queued(value))
                .description(what + ", in all stores; NaN while the database is away")
                .register(meters);
    }

    private double queued(ToDoubleFunction<WaitingSales> value) {
        return queues.get(true).map(waiting -> value.applyAsDouble(waiting)).orElse(Double.NaN);
    }
}
