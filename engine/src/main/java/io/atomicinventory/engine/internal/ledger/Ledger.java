package io.atomicinventory.engine.internal.ledger;

import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.EngineSettings;
import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.Undecided;
import io.atomicinventory.engine.internal.decide.Command;
import io.atomicinventory.engine.internal.decide.Decider;
import io.atomicinventory.engine.internal.menu.MenuCache;
import io.atomicinventory.engine.internal.recording.Recorder;
import io.atomicinventory.engine.internal.sql.Database;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The way of everything that moves the stock of one store: through the lane that the store belongs to. Thread-safe.
 *
 * <p>The lanes' threads are daemons that end when they have had nothing to do for a minute, what is set aside goes on
 * in virtual ones, and each takes a connection only while it works.
 */
public final class Ledger implements AutoCloseable {
    /** A row that is held longer than this is waited for aside, so that the lane's other stores need not. */
    private static final Duration LONGEST_LOCK_IN_LANE = Duration.ofMillis(100);

    /** Connections for what was set aside, beside those of the lanes. */
    private static final int STORES_AT_ONCE = 2;

    private static final int ALONE_AT_ONCE = 4;

    private final EngineSettings settings;
    private final MenuCache menus;
    private final Recorder metrics;
    private final List<Lane> lanes;
    private final TransferLedger transfers;
    private final List<ExecutorService> threads;
    private final AtomicInteger waiting = new AtomicInteger();
    /** Counted until it is answered, wherever it waits, so that a store whose row is held leaves room for others. */
    private final Map<String, Integer> waitingOfStore = new ConcurrentHashMap<>();

    private volatile boolean isClosed;

    public Ledger(Database database, MenuCache menus, Recorder metrics) {
        this.settings = database.settings();
        this.menus = menus;
        this.metrics = metrics;
        ExecutorService writers = threads("inventory-lane", settings.lanes());
        ExecutorService asides = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("inventory-aside-", 0).factory());
        this.threads = List.of(writers, asides);
        Balances balances = new Balances(settings.cachedRows());
        GroupCommit groupCommit = new GroupCommit(database, menus, balances, metrics);
        StuckRows stuck = new StuckRows(database, menus);
        Turns aloneTurns = new Turns(ALONE_AT_ONCE);
        Alone alone = new Alone(groupCommit, stuck, aloneTurns, metrics, database);
        this.transfers = new TransferLedger(database, metrics, balances, aloneTurns);
        Duration lockTimeout = shorter(settings.lockTimeout(), LONGEST_LOCK_IN_LANE);
        Aside aside = new Aside(groupCommit, alone, stuck, new Turns(STORES_AT_ONCE), metrics, asides, lockTimeout);
        this.lanes = IntStream.range(0, settings.lanes())
                .mapToObj(i -> lane(groupCommit, aside, writers, lockTimeout))
                .toList();
    }

    private Lane lane(GroupCommit groupCommit, Aside aside, Executor writer, Duration lockTimeout) {
        return new Lane(groupCommit, aside, metrics, writer, lockTimeout);
    }

    /**
     * @return an outcome for each command, in their order
     * @throws DatabaseUnavailableException where the outcome is not known: the database did not answer until the
     *     deadline, or the caller was interrupted
     */
    public List<Outcome> submit(String storeId, List<? extends Command> commands) {
        Stopwatch stopwatch = new Stopwatch(settings.requestTimeout());
        return admitted(storeId, commands, stopwatch, () -> {
            Request request = new Request(storeId, commands, stopwatch, menus.menu(storeId));
            lane(storeId).offer(request);
            return request.await();
        });
    }

    /**
     * A transfer is no single store's, and goes its own way.
     *
     * @throws DatabaseUnavailableException where the outcome is not known at the deadline
     */
    public Outcome transfer(Command.Transfer transfer) {
        Stopwatch stopwatch = new Stopwatch(settings.requestTimeout());
        return admitted(
                        transfer.fromStoreId(),
                        List.of(transfer),
                        stopwatch,
                        () -> List.of(transfers.settle(transfer, stopwatch)))
                .getFirst();
    }

    private List<Outcome> admitted(
            String storeId, List<? extends Command> commands, Stopwatch stopwatch, Supplier<List<Outcome>> work) {
        try {
            List<Outcome> outcomes = admit(storeId, commands, work);
            metrics.settled(storeId, commands, outcomes, stopwatch.elapsed());
            return outcomes;
        } catch (RuntimeException e) {
            metrics.failed(storeId, commands, e);
            throw e;
        }
    }

    private List<Outcome> admit(String storeId, List<? extends Command> commands, Supplier<List<Outcome>> work) {
        int more = commands.size();
        // One request alone is never too many, however large.
        boolean isAdmitted = waiting.addAndGet(more) <= Math.max(more, settings.maxWaiting());
        isAdmitted &= waitingOfStore.merge(storeId, more, Integer::sum) <= Math.max(more, settings.maxWaitingOfStore());
        try {
            if (isClosed) { // asked when it is counted, so that whoever closes either sees it or keeps it out
                throw new IllegalStateException("the engine is closed");
            }
            if (!isAdmitted) {
                return Decider.notDecided(commands, new Undecided.Overloaded());
            }
            return work.get();
        } finally {
            waiting.addAndGet(-more);
            waitingOfStore.computeIfPresent(storeId, (id, all) -> all == more ? null : all - more);
        }
    }

    /** How many commands are under way, of all stores. */
    public int waiting() {
        return waiting.get();
    }

    private Lane lane(String storeId) {
        return lanes.get(Math.floorMod(storeId.hashCode(), lanes.size()));
    }

    /** Takes nothing more, and waits for what is under way, at most until its deadlines. */
    @Override
    public void close() {
        isClosed = true;
        long deadline = System.nanoTime() + settings.requestTimeout().toNanos();
        while (waiting.get() > 0 && System.nanoTime() < deadline) {
            Database.pause(1);
        }
        if (waiting.get() == 0) { // else they end by themselves when they are done
            threads.forEach(ExecutorService::shutdown);
        }
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static ExecutorService threads(String name, int most) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(most, most, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
