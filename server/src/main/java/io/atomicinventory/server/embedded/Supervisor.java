package io.atomicinventory.server.embedded;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps PostgreSQL running on one port until it is closed, whoever else ends it. Thread-safe. */
final class Supervisor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

    private static final int PORT_ATTEMPTS = 10;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** One that has lived this long is restarted without the pause that earlier deaths have earned it. */
    private static final Duration STABLE_AFTER = Duration.ofMinutes(1);

    private final Launcher launcher;
    private final int port;
    private final CompletableFuture<@Nullable Void> watchdogEnded = new CompletableFuture<>();
    private final Thread watchdog;
    private volatile Process process;
    private volatile boolean closing;

    private Supervisor(Launcher launcher, int port, Process process) {
        this.launcher = launcher;
        this.port = port;
        this.process = process;
        this.watchdog =
                Thread.ofPlatform().daemon().name("embedded-postgres-watchdog").unstarted(this::watch);
    }

    /** Starts PostgreSQL on a port of our choice, which stays the same from then on. */
    static Supervisor start(Launcher launcher) throws IOException, InterruptedException {
        for (int attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
            int port = Ports.free();
            Optional<Process> process = launcher.launch(port);
            if (process.isPresent()) {
                Supervisor supervisor = new Supervisor(launcher, port, process.get());
                supervisor.watchdog.start();
                return supervisor;
            }
        }
        throw new EmbeddedDatabaseException(
                "Each of %d TCP ports was taken by another program in the moment it was wanted. Start again."
                        .formatted(PORT_ATTEMPTS));
    }

    int port() {
        return port;
    }

    /** Waits for the end of PostgreSQL, also in a thread that is interrupted. */
    @Override
    public void close() {
        closing = true;
        watchdog.interrupt();
        watchdogEnded.join();
        launcher.stop(process);
    }

    private void watch() {
        try {
            Duration pause = FIRST_PAUSE;
            while (!closing) {
                long since = System.nanoTime();
                int exitCode = process.waitFor();
                if (closing) {
                    return;
                }
                LOG.error(
                        "PostgreSQL (process {}) has ended with exit code {}, and not because of us. It is started again on port {} and recovers what was committed.",
                        process.pid(),
                        exitCode,
                        port);
                boolean wasStable = System.nanoTime() - since > STABLE_AFTER.toNanos();
                pause = restart(wasStable ? FIRST_PAUSE : pause);
            }
        } catch (InterruptedException e) {
            LOG.debug("The watchdog ends, because the database is being closed", e);
        } finally {
            watchdogEnded.complete(null);
        }
    }

    /** Tries until it runs. Returns how long to pause if it ends again soon. */
    private Duration restart(Duration firstPause) throws InterruptedException {
        Duration pause = firstPause;
        while (true) {
            Thread.sleep(pause);
            Duration doubled = pause.multipliedBy(2);
            pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
            try {
                Optional<Process> next = launcher.launch(port);
                if (next.isPresent()) {
                    process = next.get();
                    LOG.info("PostgreSQL (process {}) runs again on port {}", process.pid(), port);
                    return pause;
                }
                LOG.error("PostgreSQL is down, because another program has taken its port {}; trying again", port);
            } catch (IOException | RuntimeException e) {
                LOG.error("PostgreSQL is down and does not start; trying again", e);
            }
        }
    }
}
