package io.atomicinventory.server.dashboard.health;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.monitor.HealthReport;
import io.atomicinventory.server.monitor.HealthReports;
import io.atomicinventory.server.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.springframework.stereotype.Component;

/**
 * How stores are, for their pages. A report asks the database a good deal, so that all who look at a store on this node
 * within ten seconds share one, also while it is being made. Thread-safe.
 */
@Component
public class StoreHealth {
    private static final Duration BELIEVED = Duration.ofSeconds(10);
    private static final int MOST = 1_000;

    private final HealthReports reports;
    /** Made off its own locks: a slow store keeps nobody of another waiting. */
    private final AsyncCache<String, HealthReport> believed = Caffeine.newBuilder()
            .expireAfterWrite(BELIEVED)
            .maximumSize(MOST)
            .executor(Thread::startVirtualThread)
            .buildAsync();

    StoreHealth(HealthReports reports) {
        this.reports = reports;
    }

    /**
     * At most ten seconds old: {@link HealthReport#timestamp} says when it was made.
     *
     * @throws ProblemException where there is no such store, or too many others are looked at
     * @throws DatabaseUnavailableException where the database does not answer
     */
    public HealthReport now(String storeId) {
        CompletableFuture<HealthReport> report = believed.get(storeId, reports::now);
        try {
            return report.join();
        } catch (CompletionException e) {
            believed.asMap().remove(storeId, report); // the cache does so too, but not before the next one asks
            throw e.getCause() instanceof RuntimeException why ? why : e;
        }
    }

    /** Made from now on, or begun within the last second: for whoever has mended something. Throws likewise. */
    public HealthReport again(String storeId) {
        HealthReport report = reports.again(storeId);
        believed.synchronous().put(storeId, report);
        return report;
    }
}
