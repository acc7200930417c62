package io.atomicinventory.server.embedded;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends a PostgreSQL and waits until it has ended: politely first, by force at last. Either way nothing is lost. */
final class Shutdown {

    private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

    /** A fast shutdown ends all sessions and writes a checkpoint, which on a slow disk takes a while. */
    private static final Duration FAST_LIMIT = Duration.ofMinutes(3);

    private static final Duration IMMEDIATE_LIMIT = Duration.ofSeconds(30);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(20);

    private final Binaries binaries;

    Shutdown(Binaries binaries) {
        this.binaries = binaries;
    }

    /**
     * Not cut short by an interrupt, hence the thread of its own: a PostgreSQL that is still ending must not be
     * mistaken for one that has ended.
     */
    void stop(long pid, BooleanSupplier running) {
        try {
            CompletableFuture.runAsync(() -> stopHere(pid, running), Shutdown::startThread)
                    .join();
        } catch (CompletionException e) {
            throw new EmbeddedDatabaseException(
                    "PostgreSQL (process %d) cannot be stopped: %s".formatted(pid, e.getMessage()), e);
        }
    }

    private void stopHere(long pid, BooleanSupplier running) {
        try {
            if (ends("INT", pid, running, FAST_LIMIT) || ends("QUIT", pid, running, IMMEDIATE_LIMIT)) {
                return;
            }
            LOG.warn("PostgreSQL (process {}) does not end by itself and is killed; it recovers when it starts", pid);
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            if (!ends(running, KILL_LIMIT)) {
                throw new IllegalStateException("Not even a kill ends it. Restart the machine.");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("Nobody knows this thread, so nobody interrupts it", e);
        }
    }

    private boolean ends(String signal, long pid, BooleanSupplier running, Duration limit) throws InterruptedException {
        if (!running.getAsBoolean()) {
            return true;
        }
        try {
            binaries.run("", "pg_ctl", "kill", signal, Long.toString(pid));
        } catch (IOException | EmbeddedDatabaseException e) {
            // Most likely it has ended in this moment. If not, the next harder signal follows.
            LOG.debug("Signal {} did not reach PostgreSQL (process {})", signal, pid, e);
            return !running.getAsBoolean();
        }
        return ends(running, limit);
    }

    private static boolean ends(BooleanSupplier running, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (running.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            Thread.sleep(POLL);
        }
        return true;
    }

    private static void startThread(Runnable task) {
        Thread.ofPlatform().name("embedded-postgres-stop").start(task);
    }
}
