package io.atomicinventory.server.monitor;

import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.monitor.AtomicInventoryMonitor;
import io.atomicinventory.engine.monitor.HealthReport;
import io.atomicinventory.server.problem.ProblemException;
import io.atomicinventory.server.problem.ProblemType;
import io.atomicinventory.server.request.Paths;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Makes the reports of stores' health: two at once on this node, since each asks a good deal of the database that sales
 * use too. Who asks for a store whose report is in the making waits for that one. Thread-safe.
 */
@Component
public class HealthReports {
    private static final int AT_ONCE = 2;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    private static final Duration JUST_BEGUN = Duration.ofSeconds(1);

    private final Function<String, Optional<HealthReport>> look;
    private final Duration longestWait;
    private final Semaphore places = new Semaphore(AT_ONCE, true);
    /** The newest of each store. */
    private final Map<String, Making> making = new ConcurrentHashMap<>();

    @Autowired
    HealthReports(AtomicInventoryMonitor monitor) {
        this(monitor::runHealthCheck, LONGEST_WAIT);
    }

    HealthReports(Function<String, Optional<HealthReport>> look, Duration longestWait) {
        this.look = look;
        this.longestWait = longestWait;
    }

    /** One that somebody waits for; by identity. */
    private static final class Making {
        private final long since = System.nanoTime();
        private final CompletableFuture<HealthReport> report = new CompletableFuture<>();

        Duration age() {
            return Duration.ofNanos(System.nanoTime() - since);
        }
    }

    /**
     * Made now, or the one that is in the making.
     *
     * @throws ProblemException {@code not-found} where there is no such store; {@code overloaded} where others take too
     *     long
     * @throws DatabaseUnavailableException where the database does not answer
     */
    public HealthReport now(String storeId) {
        return joinOrMake(storeId, true);
    }

    /** Begun no more than a second ago: for whoever has mended something. Throws likewise. */
    public HealthReport again(String storeId) {
        return joinOrMake(storeId, false);
    }

    private HealthReport joinOrMake(String storeId, boolean howeverOld) {
        Making mine = new Making();
        Making joined = making.compute(
                storeId,
                (id, last) -> last != null && (howeverOld || last.age().compareTo(JUST_BEGUN) < 0) ? last : mine);
        if (joined == mine) {
            make(storeId, mine);
        }
        try {
            return joined.report.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException why ? why : e;
        }
    }

    private void make(String storeId, Making mine) {
        try {
            mine.report.complete(inTurn(storeId));
        } catch (RuntimeException | Error e) {
            mine.report.completeExceptionally(e);
        } finally {
            making.remove(storeId, mine);
        }
    }

    private HealthReport inTurn(String storeId) {
        try {
            if (!places.tryAcquire(longestWait.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new ProblemException(
                        ProblemType.OVERLOADED, "The health of other stores is being looked at. Ask again later.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(ProblemType.OVERLOADED, "The service is stopping. Ask again later.");
        }
        try {
            return look.apply(storeId).orElseThrow(() -> Paths.notFound("Unknown store: " + storeId));
        } finally {
            places.release();
        }
    }
}
