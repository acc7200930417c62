package io.atomicinventory.server.dashboard;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.monitor.AtomicInventoryMonitor;
import io.atomicinventory.engine.monitor.HealthReport;
import io.atomicinventory.server.problem.ProblemException;
import io.atomicinventory.server.request.Paths;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.springframework.stereotype.Component;

/**
 * How stores are, for their pages. A report asks the database a good deal, so that all who look at a store on this node
 * within ten seconds share one, also while it is being made. Thread-safe.
 */
@Component
class StoreHealth {
    private static final Duration BELIEVED = Duration.ofSeconds(10);
    private static final int MOST = 1_000;

    private final AtomicInventoryMonitor monitor;
    /** Made off its own locks: a slow store keeps nobody of another waiting. */
    private final AsyncCache<String, HealthReport> reports = Caffeine.newBuilder()
            .expireAfterWrite(BELIEVED)
            .maximumSize(MOST)
            .executor(Thread::startVirtualThread)
            .buildAsync();

    StoreHealth(AtomicInventoryMonitor monitor) {
        this.monitor = monitor;
    }

    /**
     * At most ten seconds old: {@link HealthReport#timestamp} says when it was made.
     *
     * @throws ProblemException where there is no such store
     * @throws DatabaseUnavailableException where the database does not answer
     */
    HealthReport now(String storeId) {
        CompletableFuture<HealthReport> report = reports.get(storeId, this::look);
        try {
            return report.join();
        } catch (CompletionException e) {
            reports.asMap().remove(storeId, report); // the cache does so too, but not before the next one asks
            throw e.getCause() instanceof RuntimeException why ? why : e;
        }
    }

    /** Made from now on: for whoever has mended something. Throws likewise. */
    HealthReport again(String storeId) {
        reports.synchronous().invalidate(storeId);
        return now(storeId);
    }

    private HealthReport look(String storeId) {
        return monitor.runHealthCheck(storeId).orElseThrow(() -> Paths.notFound("Unknown store: " + storeId));
    }
}
