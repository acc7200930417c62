package io.atomicinventory.engine.internal.recording;

import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.EngineMetrics;
import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.Undecided;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.internal.decide.Command;
import io.atomicinventory.engine.internal.figures.CountedMinute;
import io.atomicinventory.engine.internal.figures.Reasons;
import io.atomicinventory.engine.internal.figures.Tally;
import io.atomicinventory.engine.internal.sql.FiguresStorage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what becomes of sales, by store and minute, and writes it down every few seconds: whoever sells waits for none
 * of it, and no sale fails by it. What was not written is tried again, and what is written twice counts once, since an
 * engine always writes all that it has counted of a minute. An engine that is killed loses what it has not written.
 * Tells the caller's metrics too. Thread-safe.
 *
 * <p>The thread is a daemon that begins with the first sale and ends when it has had nothing to write for a minute.
 */
public final class Recorder implements EngineMetrics, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);

    /** About 100 MB; each store that sells has up to three. */
    private static final int MOST_MINUTES = 100_000;

    private static final int AT_ONCE = 200;

    /** Writing takes at most so much of one connection's time: with very many stores it is done less often. */
    private static final int REST = 20;

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    /** A database that has been away for longer is not told any more. */
    private static final Duration LONGEST_KEPT = Duration.ofDays(1);
    /** So long a minute may still be counted into after its end, as the clock is set right. */
    private static final Duration OPEN = Duration.ofMinutes(2);

    private record Key(String storeId, Instant minute) {}

    /** Guarded by its entry in the map. */
    private static final class Counted {
        private final Tally tally = new Tally();
        private long changes;
        private volatile boolean isWritten;
    }

    private record Snapshot(Key key, Tally tally, long changes) {
        CountedMinute counted() {
            return new CountedMinute(key.storeId(), key.minute(), tally);
        }
    }

    private final EngineMetrics metrics;
    private final FiguresStorage storage;
    private final Duration interval;
    private final String node = UUID.randomUUID().toString();
    private final Map<Key, Counted> counted = new ConcurrentHashMap<>();
    private final AtomicBoolean isDue = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor thread;
    private final Clock clock;

    /** The database's clock less ours. */
    private volatile Duration ahead = Duration.ZERO;
    /** Minutes before this one are written and forgotten: to begin one of them again would write too little. */
    private volatile Instant openFrom = Instant.MIN;

    /** Used with the lock only. */
    private final Settler settler;

    /** Guarded by this. */
    private Instant lastWarned = Instant.MIN;

    private final ReentrantLock writing = new ReentrantLock();
    /** In a row. Guarded by the lock. */
    private int failures;

    /** @param metrics the caller's */
    public Recorder(EngineMetrics metrics, FiguresStorage storage, Duration interval, Clock clock) {
        this.metrics = metrics;
        this.storage = storage;
        this.settler = new Settler(storage);
        this.interval = interval;
        this.clock = clock;
        this.thread = new ScheduledThreadPoolExecutor(1, work -> {
            Thread made = new Thread(work, "inventory-figures");
            made.setDaemon(true);
            return made;
        });
        thread.setKeepAliveTime(1, TimeUnit.MINUTES);
        thread.allowCoreThreadTimeOut(true);
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        thread.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    }

    /** @param now the database's time */
    public void setTime(Instant now) {
        ahead = Duration.between(clock.instant(), now);
    }

    @Override
    public void settled(String storeId, Outcome outcome, Duration duration) {
        metrics.settled(storeId, outcome, duration);
    }

    @Override
    public void retried(String storeId, String reason) {
        metrics.retried(storeId, reason);
        if (reason.equals("conflict")) {
            count(storeId, tally -> tally.count(Tally.Count.VERSION_CONFLICTS, 1));
        }
    }

    @Override
    public void committed(int stores, int commands) {
        metrics.committed(stores, commands);
    }

    /** A request has the outcomes of its commands, after this long. */
    public void settled(
            String storeId, List<? extends Command> commands, List<? extends Outcome> outcomes, Duration duration) {
        for (int i = 0; i < outcomes.size(); i++) {
            Outcome outcome = outcomes.get(i);
            settled(storeId, outcome, duration);
            if (outcome instanceof DeductionOutcome deduction && isCounted(commands.get(i), deduction)) {
                count(storeId, tally -> tally.settled(deduction, duration));
            }
        }
    }

    /** A try of the queue after which its sale still waits is no failure: nobody was refused anything. */
    private static boolean isCounted(Command command, DeductionOutcome outcome) {
        boolean isTry = command instanceof Command.Sale sale && sale.queued() != null;
        boolean isOfNoStore = outcome instanceof DeductionOutcome.NotDecided undecided
                && undecided.why() instanceof Undecided.UnknownStore;
        return !isOfNoStore && (outcome.success() || !isTry);
    }

    /** There is no outcome of these commands; where the database did not answer, it is not known what became of them. */
    public void failed(String storeId, List<? extends Command> commands, RuntimeException why) {
        metrics.failed(storeId, commands.size(), why);
        if (!(why instanceof DatabaseUnavailableException)) {
            return;
        }
        long sales = commands.stream()
                .filter(command -> command instanceof Command.Sale sale && sale.queued() == null)
                .count();
        if (sales > 0) {
            count(storeId, tally -> tally.failed(Reasons.UNAVAILABLE, sales));
        }
    }

    private void count(String storeId, Consumer<Tally> what) {
        Key key = new Key(storeId, minute());
        if (counted.size() >= MOST_MINUTES && !counted.containsKey(key) && !makeRoom(key.minute())) {
            return;
        }
        Counted now = counted.compute(key, (k, found) -> {
            if (found == null && k.minute().isBefore(openFrom)) {
                return null;
            }
            Counted minute = found == null ? new Counted() : found;
            what.accept(minute.tally);
            minute.changes++;
            minute.isWritten = false;
            return minute;
        });
        if (now == null) {
            count(storeId, what); // the minute was closed at this very moment
        } else if (!isDue.get() && isDue.compareAndSet(false, true)) {
            later(interval);
        }
    }

    private Instant now() {
        return clock.instant().plus(ahead);
    }

    private Instant minute() {
        Instant minute = now().truncatedTo(ChronoUnit.MINUTES);
        return minute.isBefore(openFrom) ? openFrom : minute;
    }

    /**
     * Forgets what is written, of all minutes before this one; where that is nothing, the oldest minute, unless it is the
     * one that is counted now.
     */
    private synchronized boolean makeRoom(Instant now) {
        forgetBefore(now, false);
        if (counted.size() < MOST_MINUTES) {
            return true;
        }
        Instant oldest = counted.keySet().stream()
                .map(Key::minute)
                .min(Comparator.naturalOrder())
                .orElse(now);
        if (!now.equals(lastWarned)) {
            lastWarned = now;
            LOG.warn(
                    "Too many stores sell for their figures to be kept until they are written: some of {} are lost",
                    oldest);
        }
        forgetBefore(earlier(now, oldest.plus(1, ChronoUnit.MINUTES)), true);
        return oldest.isBefore(now);
    }

    private synchronized void forgetBefore(Instant minute, boolean alsoUnwritten) {
        if (minute.isAfter(openFrom)) {
            openFrom = minute;
        }
        for (Key key : counted.keySet()) {
            if (key.minute().isBefore(minute)) {
                counted.computeIfPresent(key, (k, found) -> alsoUnwritten || found.isWritten ? null : found);
            }
        }
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private void later(Duration pause) {
        var unused = thread.schedule(this::writeAndRest, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void writeAndRest() {
        long started = System.nanoTime();
        int failed = writeOrKeep();
        long took = System.nanoTime() - started;
        if (failed > 0) {
            later(shorter(LONGEST_PAUSE, interval.multipliedBy(1L << Math.min(failed, 10))));
            return;
        }
        isDue.set(false);
        if ((hasMore() || settler.isDue(now())) && isDue.compareAndSet(false, true)) {
            later(longer(interval, Duration.ofNanos(took).multipliedBy(REST)));
        }
    }

    private boolean hasMore() {
        return counted.values().stream().anyMatch(minute -> !minute.isWritten);
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    /** @return how often it has failed in a row; 0 where all is written that was there when it began */
    private int writeOrKeep() {
        writing.lock();
        try {
            write();
            failures = 0;
            forgetBefore(minute().minus(OPEN), false);
            settler.settle(now(), interval);
            return 0;
        } catch (RuntimeException e) {
            failures++;
            settler.troubled(now());
            if (failures == 1) {
                LOG.warn("Figures could not be written and are kept for later: {}", e.getMessage());
            }
            LOG.debug("Figures could not be written", e);
            forgetBefore(minute().minus(LONGEST_KEPT), true);
            return failures;
        } finally {
            writing.unlock();
        }
    }

    private void write() {
        List<Snapshot> snapshots = new ArrayList<>();
        for (Key key : counted.keySet()) {
            counted.computeIfPresent(key, (k, found) -> {
                if (!found.isWritten) {
                    snapshots.add(new Snapshot(k, found.tally.copy(), found.changes));
                }
                return found;
            });
        }
        snapshots.sort(Comparator.comparing((Snapshot one) -> one.key().storeId())
                .thenComparing(one -> one.key().minute()));
        for (int from = 0; from < snapshots.size(); from += AT_ONCE) {
            List<Snapshot> some = snapshots.subList(from, Math.min(snapshots.size(), from + AT_ONCE));
            settler.workedFor(some.stream().map(one -> one.key().storeId()).toList());
            setTime(storage.write(node, some.stream().map(Snapshot::counted).toList()));
            some.forEach(one -> counted.computeIfPresent(one.key(), (k, found) -> {
                found.isWritten = found.changes == one.changes();
                return found;
            }));
        }
    }

    /** Writes what there is, once more; what cannot be written now is lost. */
    @Override
    public void close() {
        thread.shutdown();
        writeOrKeep();
    }
}
