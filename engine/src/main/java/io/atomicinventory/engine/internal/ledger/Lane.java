package io.atomicinventory.engine.internal.ledger;

import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.EngineMetrics;
import io.atomicinventory.engine.Undecided;
import io.atomicinventory.engine.internal.decide.Decider;
import io.atomicinventory.engine.internal.ledger.GroupCommit.Mode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A queue and one writer. Each store belongs to one lane. The writer takes everything that waits, up to a bound,
 * and settles it in one transaction; what arrives meanwhile is the next batch. So nobody waits for a batch to
 * fill, and whoever comes alone is alone in it. Thread-safe.
 *
 * <p>What cannot be settled at the first go is set {@link Aside}, where it holds up nobody but its own store.
 */
final class Lane {
    /** The weight of one batch: enough to make the commit cheap, little enough not to keep the next ones waiting. */
    static final int BATCH_WEIGHT = 512;
    /** After a conflict this many batches lock their rows first: whoever wrote there will probably write again. */
    private static final int WARY_BATCHES = 16;

    private static final int MOST_TRIES = 3;

    private final GroupCommit groupCommit;
    private final Aside aside;
    private final EngineMetrics metrics;
    private final Executor writer;
    private final Duration lockTimeout;

    private final Map<String, StoreQueue> stores = new HashMap<>();
    private final Deque<StoreQueue> ready = new ArrayDeque<>();
    private boolean isRunning;

    /** Used by the writer alone. */
    private int waryBatches;

    Lane(GroupCommit groupCommit, Aside aside, EngineMetrics metrics, Executor writer, Duration lockTimeout) {
        this.groupCommit = groupCommit;
        this.aside = aside;
        this.metrics = metrics;
        this.writer = writer;
        this.lockTimeout = lockTimeout;
    }

    synchronized void offer(Request request) {
        StoreQueue store = stores.computeIfAbsent(request.storeId(), StoreQueue::new);
        boolean wasIdle = store.isEmpty() && !store.isUnderWay();
        store.add(request);
        if (wasIdle) {
            ready.add(store);
            start();
        }
    }

    private void start() {
        if (!isRunning) {
            isRunning = true;
            writer.execute(this::run);
        }
    }

    private void run() {
        boolean isDone = false;
        try {
            for (List<StoreBatch> batches = take(); !batches.isEmpty(); batches = take()) {
                settle(batches);
            }
            isDone = true;
        } finally {
            if (!isDone) {
                writer.execute(this::run); // on another thread: this one tells of its mistake and ends
            }
        }
    }

    private void settle(List<StoreBatch> batches) {
        List<StoreBatch> setAside = new ArrayList<>();
        try {
            work(batches, setAside);
        } catch (RuntimeException | Error e) {
            // Nobody may wait for ever, whatever went wrong here.
            without(batches, setAside)
                    .forEach(batch -> batch.fail(new DatabaseUnavailableException(
                            "the request could not be settled; send the same request again", e)));
            throw e;
        } finally {
            // The stores that are settled may come with their next requests; the others when they are.
            without(batches, setAside).forEach(batch -> release(batch.storeId()));
        }
    }

    /**
     * Every store that is ready gets its share of the batch, in turn; what they leave goes to those who have more.
     * So a flood fills what is left over, and nothing else.
     */
    private synchronized List<StoreBatch> take() {
        if (ready.isEmpty()) {
            isRunning = false;
            return List.of();
        }
        int share = Math.max(1, BATCH_WEIGHT / ready.size());
        int room = BATCH_WEIGHT;
        Map<StoreQueue, List<Request>> taken = new LinkedHashMap<>();
        while (!ready.isEmpty() && room > 0) {
            StoreQueue store = ready.removeFirst();
            List<Request> requests = store.take(Math.min(share, room));
            room -= StoreQueue.weight(requests);
            store.setUnderWay(true);
            taken.put(store, requests);
        }
        for (Map.Entry<StoreQueue, List<Request>> store : taken.entrySet()) {
            if (room > 0 && !store.getKey().isEmpty()) {
                int before = StoreQueue.weight(store.getValue());
                store.getKey().takeMore(store.getValue(), room);
                room -= StoreQueue.weight(store.getValue()) - before;
            }
        }
        return taken.entrySet().stream()
                .map(store -> new StoreBatch(store.getKey().storeId(), store.getValue()))
                .toList();
    }

    private static List<StoreBatch> without(List<StoreBatch> batches, List<StoreBatch> setAside) {
        Set<String> busy = new HashSet<>();
        setAside.forEach(batch -> busy.add(batch.storeId()));
        return batches.stream().filter(batch -> !busy.contains(batch.storeId())).toList();
    }

    private synchronized void release(String storeId) {
        StoreQueue store = stores.get(storeId);
        if (store == null) {
            return;
        }
        store.setUnderWay(false);
        if (store.isEmpty()) {
            stores.remove(storeId);
        } else {
            ready.add(store);
            start();
        }
    }

    /** @param setAside gets what was set aside */
    private void work(List<StoreBatch> batches, List<StoreBatch> setAside) {
        List<StoreBatch> inTime = batches.stream()
                .map(Lane::withoutOverdue)
                .map(aside::withoutStuck)
                .filter(batch -> !batch.requests().isEmpty())
                .toList();
        Mode mode = waryBatches > 0 ? Mode.LOCK : Mode.GUESS;
        waryBatches = Math.max(0, waryBatches - 1);
        settle(inTime, mode, 1, setAside);
    }

    private void settle(List<StoreBatch> batches, Mode mode, int tries, List<StoreBatch> setAside) {
        if (batches.isEmpty()) {
            return;
        }
        if (tries > MOST_TRIES) {
            setAside(batches, null, setAside);
            return;
        }
        switch (groupCommit.attempt(batches, mode, longestLeft(batches), lockTimeout)) {
            case Attempt.Settled settled -> {
                settled.answer();
                retried(settled.stale(), "menu-changed");
                settle(settled.stale(), mode, tries + 1, setAside);
            }
            case Attempt.Conflicted conflicted -> {
                retried(conflicted.stores(), "conflict");
                waryBatches = WARY_BATCHES;
                List<StoreBatch> others = new ArrayList<>(batches);
                others.removeAll(conflicted.stores());
                settle(others, mode, tries, setAside);
                settle(conflicted.stores(), Mode.LOCK, tries + 1, setAside);
            }
            case Attempt.Failed failed -> {
                retried(batches, failed.why().code());
                setAside(batches, failed, setAside);
            }
        }
    }

    private void setAside(List<StoreBatch> batches, Attempt.@Nullable Failed failed, List<StoreBatch> setAside) {
        for (StoreBatch batch : batches) {
            aside.settle(batch, failed, () -> release(batch.storeId()));
            setAside.add(batch);
        }
    }

    private void retried(List<StoreBatch> batches, String reason) {
        batches.forEach(batch -> metrics.retried(batch.storeId(), reason));
    }

    /** What waited until its deadline was never tried: nothing was written, and the caller is told so. */
    private static StoreBatch withoutOverdue(StoreBatch batch) {
        List<Request> inTime = new ArrayList<>(batch.requests().size());
        for (Request request : batch.requests()) {
            if (request.stopwatch().isOver()) {
                request.settle(Decider.notDecided(request.commands(), new Undecided.Overloaded()));
            } else {
                inTime.add(request);
            }
        }
        return batch.only(inTime);
    }

    private static Duration longestLeft(List<StoreBatch> batches) {
        return batches.stream()
                .map(StoreBatch::longestLeft)
                .max(Duration::compareTo)
                .orElseThrow();
    }
}
