package io.atomicinventory.device;

import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that synchronises: at an interval, after a failure with growing pauses, and at once when the network is back. */
final class AutoSync implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AutoSync.class);
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final Sync sync;
    private final TillSettings settings;
    private final Runnable unstick;
    private final IntervalFunction backoff;
    private final Semaphore woken = new Semaphore(0);
    private final Thread thread;
    private volatile boolean isClosed;
    /** A till that has just started tries all that is stuck. */
    private long unstuckAt;

    AutoSync(Sync sync, TillSettings settings, Runnable unstick) {
        this.sync = sync;
        this.settings = settings;
        this.unstick = unstick;
        this.backoff = IntervalFunction.ofExponentialRandomBackoff(
                settings.firstBackoff(), 2.0, 0.5, settings.longestBackoff());
        this.unstuckAt = System.nanoTime() - settings.stuckPause().toNanos() - 1;
        this.thread = Thread.ofPlatform().name("till-sync").daemon().unstarted(this::work);
    }

    void start() {
        thread.start();
    }

    /** The server was reached: no pause is worth waiting for. */
    void wake() {
        woken.release();
    }

    private void work() {
        int failures = 0;
        try {
            while (!isClosed) {
                failures = isComplete() ? 0 : failures + 1;
                long pause = failures == 0 ? settings.idlePause().toMillis() : backoff.apply(failures);
                if (woken.tryAcquire(pause, TimeUnit.MILLISECONDS)) {
                    woken.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            // It was closed.
            Thread.currentThread().interrupt();
        }
    }

    private boolean isComplete() {
        try {
            if (System.nanoTime() - unstuckAt > settings.stuckPause().toNanos()) {
                unstick.run();
                unstuckAt = System.nanoTime();
            }
            return sync.run().isComplete();
        } catch (RuntimeException | Error e) {
            // The file is in the way, or there is a mistake in here: what is kept is kept, and is tried again.
            // Whatever it was, this thread goes on: nobody else sends what was promised.
            if (!isClosed) {
                LOG.warn("The till could not synchronise; it is tried again", e);
            }
            return false;
        }
    }

    /** Nothing new is begun. */
    void stop() {
        isClosed = true;
        thread.interrupt();
    }

    /** Returns when it has ended. A request that is under way is cut off: its outcome is asked for next time. */
    @Override
    public void close() {
        stop();
        try {
            // It may never have been started.
            if (thread.isAlive()) {
                thread.join(FAREWELL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
