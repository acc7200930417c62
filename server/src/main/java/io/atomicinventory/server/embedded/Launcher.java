package io.atomicinventory.server.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Starts PostgreSQL on a cluster and waits until it accepts connections, crash recovery included. */
final class Launcher {

    private static final Duration READY_LIMIT = Duration.ofMinutes(5);
    private static final Duration READY_POLL = Duration.ofMillis(20);

    /** Sessions of a killed PostgreSQL notice within moments that it is gone, at the latest when their query ends. */
    private static final Duration LEFTOVER_LIMIT = Duration.ofMinutes(2);

    private static final Duration LEFTOVER_PAUSE = Duration.ofMillis(200);

    private static final List<String> LEFTOVER_SIGNS =
            List.of("pre-existing shared memory block", "lock file \"postmaster.pid\"");
    private static final String PORT_TAKEN_SIGN = "Address already in use";

    private final Path cluster;
    private final ServerLog log;
    private final Binaries binaries;
    private final Shutdown shutdown;
    private final Leftover leftover;

    Launcher(DataFolder folder, ServerLog log, Binaries binaries) {
        this.cluster = folder.cluster();
        this.log = log;
        this.binaries = binaries;
        this.shutdown = new Shutdown(binaries);
        this.leftover = new Leftover(cluster, shutdown);
    }

    void clearLeftover() throws IOException, InterruptedException {
        leftover.clear();
    }

    /** The running PostgreSQL, or empty if the port is taken. Interrupted, it leaves no PostgreSQL behind. */
    Optional<Process> launch(int port) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LEFTOVER_LIMIT.toNanos();
        while (true) {
            leftover.clear();
            Cluster.allowOnlyPasswords(cluster);
            long start = log.end();
            Process process = binaries.startServer(arguments(port));
            if (isReadyInTime(process)) {
                return Optional.of(process);
            }
            String said = log.since(start);
            if (said.contains(PORT_TAKEN_SIGN)) {
                return Optional.empty();
            }
            boolean mayHeal = LEFTOVER_SIGNS.stream().anyMatch(said::contains);
            if (!mayHeal || System.nanoTime() - deadline > 0) {
                throw new EmbeddedDatabaseException(
                        "PostgreSQL does not start (exit code %d). All of its log is in %s. It ends with:%n%s"
                                .formatted(process.exitValue(), log.file(), binaries.explained(said)));
            }
            Thread.sleep(LEFTOVER_PAUSE);
        }
    }

    void stop(Process process) {
        shutdown.stop(process.pid(), process::isAlive);
    }

    /** False if it has ended. One that is still recovering at the limit is left to it: see {@link Leftover}. */
    private boolean isReadyInTime(Process process) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + READY_LIMIT.toNanos();
        try {
            while (!process.waitFor(READY_POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                if (PidFile.read(cluster)
                        .filter(PidFile::ready)
                        .filter(file -> file.pid() == process.pid())
                        .isPresent()) {
                    return true;
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new EmbeddedDatabaseException(
                            "PostgreSQL (process %d) is still recovering after %d minutes and goes on with it. Follow it in %s, then start again."
                                    .formatted(process.pid(), READY_LIMIT.toMinutes(), log.file()));
                }
            }
            return false;
        } catch (InterruptedException e) {
            stop(process);
            throw e;
        }
    }

    private List<String> arguments(int port) {
        List<String> arguments = new ArrayList<>(List.of("-D", cluster.toString()));
        arguments.addAll(Settings.arguments(port));
        return arguments;
    }
}
