package io.atomicinventory.engine.internal.ledger;

import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.EngineMetrics;
import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.Undecided;
import io.atomicinventory.engine.internal.decide.Decider;
import io.atomicinventory.engine.internal.ledger.Attempt.Failed;
import io.atomicinventory.engine.internal.ledger.Attempt.Why;
import io.atomicinventory.engine.internal.ledger.GroupCommit.Mode;
import io.atomicinventory.engine.internal.sql.Database;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Settles what a lane could not settle at the first go. First the store's batch, while the store's next requests
 * wait for it: with its rows locked, as often as it takes. What is then still in the way of its neighbours
 * (a row or a key that somebody holds, a sale that the database refuses) goes on by itself. Thread-safe.
 */
final class Aside {
    private static final int MOST_CONFLICTS = 10;

    private final GroupCommit groupCommit;
    private final Alone alone;
    private final StuckRows stuck;
    private final EngineMetrics metrics;
    private final Turns turns;
    private final Executor threads;
    private final Duration lockTimeout;

    Aside(
            GroupCommit groupCommit,
            Alone alone,
            StuckRows stuck,
            Turns turns,
            EngineMetrics metrics,
            Executor threads,
            Duration lockTimeout) {
        this.groupCommit = groupCommit;
        this.alone = alone;
        this.stuck = stuck;
        this.metrics = metrics;
        this.turns = turns;
        this.threads = threads;
        this.lockTimeout = lockTimeout;
    }

    /**
     * @param failed what its last try met; null for conflicts
     * @param done run when the store's next requests may come; what goes on by itself does not keep them
     */
    void settle(StoreBatch batch, @Nullable Failed failed, Runnable done) {
        threads.execute(() -> {
            try {
                settle(batch, failed);
            } catch (RuntimeException | Error e) {
                batch.fail(new DatabaseUnavailableException(
                        "the request could not be settled; send the same request again", e));
                throw e;
            } finally {
                done.run();
            }
        });
    }

    /** Those who need a row that others already wait for go and wait with them, and the rest need not. */
    StoreBatch withoutStuck(StoreBatch batch) {
        Set<String> rows = stuck.of(batch.storeId());
        return rows.isEmpty() ? batch : without(batch, rows);
    }

    private StoreBatch without(StoreBatch batch, Set<String> rows) {
        List<Request> free = new ArrayList<>(batch.requests().size());
        for (Request request : batch.requests()) {
            Set<String> needed = stuck.needed(request, rows);
            if (!needed.isEmpty()) {
                leaveAlone(request, new Failed(Why.LOCK, Attempt.Step.READ, needed, null), needed);
            } else if (request.givesBack()) {
                // Which rows its sale took from is not known here. By itself it is in nobody's way, if it needs them.
                leaveAlone(request, null, Set.of());
            } else {
                free.add(request);
            }
        }
        return batch.only(free);
    }

    private void settle(StoreBatch batch, @Nullable Failed before) {
        StoreBatch rest = batch;
        boolean isUnknown = before != null && before.isCommitUnknown();
        boolean isAway = before != null && before.why() == Why.CONNECTION;
        int conflicts = 0;
        for (int attempt = 1; ; attempt++) {
            rest = withoutOverdue(rest, isAway);
            if (rest.requests().isEmpty()) {
                return;
            }
            StoreBatch next = rest;
            Optional<Attempt> tried = turns.take(next.storeId(), next.longestLeft(), () -> attempt(next));
            if (tried.isEmpty()) {
                continue; // their time is over
            }
            switch (tried.get()) {
                case Attempt.Settled settled -> {
                    if (settled.stale().isEmpty()) {
                        settled.answer();
                        return;
                    }
                    metrics.retried(rest.storeId(), "menu-changed");
                    conflicts++;
                }
                case Attempt.Conflicted conflicted -> {
                    metrics.retried(rest.storeId(), "conflict");
                    conflicts++;
                }
                case Failed failed -> {
                    metrics.retried(rest.storeId(), failed.why().code());
                    isUnknown |= failed.isCommitUnknown();
                    isAway = isUnknown || failed.why() == Why.CONNECTION;
                    // Where the commit is unknown, the lock is that of the lost try itself, until its commit arrives.
                    if (!isAway) {
                        rest = split(rest, failed);
                    }
                }
            }
            if (conflicts > MOST_CONFLICTS && !isUnknown) {
                rest.requests().forEach(request -> leaveAlone(request, null, Set.of()));
                return;
            }
            Database.pause(attempt);
        }
    }

    private Attempt attempt(StoreBatch batch) {
        return groupCommit.attempt(List.of(batch), Mode.LOCK, batch.longestLeft(), lockTimeout);
    }

    /** @return what may be tried again; the others go on by themselves, or were settled meanwhile */
    private StoreBatch split(StoreBatch batch, Failed failed) {
        List<Request> requests = batch.requests();
        Set<String> held = failed.why() == Why.LOCK ? held(batch, failed.stockIds()) : Set.of();
        if (!held.isEmpty()) {
            return without(batch, held);
        }
        if (requests.size() == 1) {
            leaveAlone(requests.getFirst(), failed, Set.of());
            return batch.only(List.of());
        }
        int half = requests.size() / 2;
        settle(batch.only(requests.subList(0, half)), failed);
        return batch.only(requests.subList(half, requests.size()));
    }

    private Set<String> held(StoreBatch batch, Set<String> stockIds) {
        return turns.take(batch.storeId(), batch.longestLeft(), () -> stuck.held(batch.storeId(), stockIds))
                .orElse(Set.of());
    }

    /** @param rows that somebody holds and it needs */
    private void leaveAlone(Request request, @Nullable Failed failed, Set<String> rows) {
        stuck.add(request.storeId(), rows);
        threads.execute(() -> {
            try {
                List<Outcome> outcomes =
                        alone.settle(request.storeId(), request.commands(), request.stopwatch(), failed);
                if (outcomes.stream().allMatch(Outcome::isDecided)) {
                    // Nobody holds these rows any more. Who comes now goes through the lane again, with the others.
                    stuck.free(request.storeId(), rows);
                }
                request.settle(outcomes);
            } catch (RuntimeException e) {
                request.fail(e);
            } finally {
                stuck.remove(request.storeId(), rows);
                request.fail(new IllegalStateException("left unsettled")); // where it was settled this does nothing
            }
        });
    }

    /** Whose time is over is told what is true: that nothing was done, or that it is not known. */
    private static StoreBatch withoutOverdue(StoreBatch batch, boolean isAway) {
        List<Request> inTime = new ArrayList<>(batch.requests().size());
        for (Request request : batch.requests()) {
            if (!request.stopwatch().isOver()) {
                inTime.add(request);
            } else if (isAway) {
                request.fail(new DatabaseUnavailableException(Alone.NO_ANSWER, null));
            } else {
                request.settle(Decider.notDecided(request.commands(), new Undecided.Overloaded()));
            }
        }
        return batch.only(inTime);
    }
}
