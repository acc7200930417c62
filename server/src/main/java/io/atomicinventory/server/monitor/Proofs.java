package io.atomicinventory.server.monitor;

import io.atomicinventory.engine.monitor.BooksVerifier;
import io.atomicinventory.engine.monitor.Violation;
import io.atomicinventory.server.problem.ProblemException;
import io.atomicinventory.server.problem.ProblemType;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Proves the books of stores on request: one at most of each store, two at once on this node, each with a connection of
 * its own for as long as it takes. What was found last is remembered until the node ends. Thread-safe.
 */
@Component
public class Proofs {
    private static final Logger LOG = LoggerFactory.getLogger(Proofs.class);
    private static final int AT_ONCE = 2;
    private static final int MOST_WAITING = 100;
    private static final int MOST_REMEMBERED = 1000;

    private final BooksVerifier verifier;
    private final Clock clock;
    private final ThreadPoolExecutor threads;
    /** The oldest first. */
    private final Map<String, Proof> proofs = new LinkedHashMap<>();

    private volatile boolean isStopping;

    Proofs(BooksVerifier verifier, Clock clock) {
        this.verifier = verifier;
        this.clock = clock;
        this.threads = new ThreadPoolExecutor(
                AT_ONCE,
                AT_ONCE,
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(MOST_WAITING),
                Thread.ofPlatform().daemon().name("proof-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Starts one, or joins the one that runs. Returns at once.
     *
     * @param storeId of a store that there is
     * @throws ProblemException {@code overloaded} where too many wait for their turn
     */
    public Proof start(String storeId) {
        synchronized (proofs) {
            Proof last = of(storeId);
            if (last.state() == Proof.State.RUNNING) {
                return last;
            }
            try {
                threads.execute(() -> run(storeId));
            } catch (RejectedExecutionException e) {
                throw new ProblemException(
                        ProblemType.OVERLOADED, "Too many proofs are under way. Ask for this one later.");
            }
            proofs.remove(storeId);
            forgetTheOldest();
            Proof begun = Proof.begun(clock.instant());
            proofs.put(storeId, begun);
            return begun;
        }
    }

    /** The one that runs, or else the last one. */
    public Proof of(String storeId) {
        synchronized (proofs) {
            return proofs.getOrDefault(storeId, Proof.NONE);
        }
    }

    /** None that runs: these are few. */
    private void forgetTheOldest() {
        if (proofs.size() >= MOST_REMEMBERED) {
            proofs.entrySet().stream()
                    .filter(entry -> entry.getValue().state() != Proof.State.RUNNING)
                    .findFirst()
                    .map(Map.Entry::getKey)
                    .ifPresent(proofs::remove);
        }
    }

    private void run(String storeId) {
        try {
            List<Violation> violations = verifier.verify(storeId, (done, total, step) -> {
                if (isStopping) {
                    throw new CancellationException("the server is stopping");
                }
                put(storeId, of(storeId).at(done, total, step));
            });
            List<Violation> first =
                    violations.stream().limit(Proof.MOST_VIOLATIONS).toList();
            Proof proof = of(storeId).done(clock.instant(), first);
            if (!first.isEmpty()) {
                String least = proof.mayHaveMore() ? "at least " : "";
                LOG.error("The books of store {} are wrong: {}{} violations", storeId, least, violations.size());
            }
            put(storeId, proof);
        } catch (RuntimeException e) {
            LOG.warn("The proof of store {} ended early", storeId, e);
            put(storeId, of(storeId).failed(clock.instant(), "ended early: " + e.getMessage()));
        }
    }

    private void put(String storeId, Proof proof) {
        synchronized (proofs) {
            proofs.put(storeId, proof);
        }
    }

    /** What runs ends at its next step; where that is long, with the connections. */
    @PreDestroy
    void stop() {
        isStopping = true;
        threads.shutdownNow();
    }
}
