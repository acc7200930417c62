package io.atomicinventory.server.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a killed server has left behind: a PostgreSQL that runs on without it, or a file that says so and is wrong. */
final class Leftover {

    private static final Logger LOG = LoggerFactory.getLogger(Leftover.class);

    /** An orphan that is still recovering is let finish: stopped, it would start over, and might never get there. */
    private static final Duration RECOVERY_LIMIT = Duration.ofMinutes(5);

    private static final Duration POLL = Duration.ofMillis(100);

    private final Path cluster;
    private final Shutdown shutdown;

    Leftover(Path cluster, Shutdown shutdown) {
        this.cluster = cluster;
        this.shutdown = shutdown;
    }

    /** To be called with the folder's lock held, and before each start of PostgreSQL. */
    void clear() throws IOException, InterruptedException {
        Path file = PidFile.in(cluster);
        if (Files.notExists(file)) {
            return;
        }
        Optional<PidFile> found = PidFile.read(cluster);
        if (found.isPresent() && found.get().runsOn(cluster)) {
            stop(found.get());
        } else if (found.isEmpty() || ProcessHandle.of(found.get().pid()).isPresent()) {
            // PostgreSQL believes any live process of this user, and in a container the old pid often is one: of a
            // thread of ours, say. A dead one it leaves aside by itself. It also looks at the shared memory of the
            // cluster, whatever this file says, so it still cannot run twice.
            LOG.info("{} names no PostgreSQL that runs on this cluster: removed", file);
            Files.deleteIfExists(file);
        }
    }

    private void stop(PidFile orphan) throws IOException, InterruptedException {
        LOG.warn("PostgreSQL (process {}) has outlived the server that started it: stopping it", orphan.pid());
        long deadline = System.nanoTime() + RECOVERY_LIMIT.toNanos();
        while (isStarting(orphan) && System.nanoTime() - deadline < 0) {
            Thread.sleep(POLL);
        }
        shutdown.stop(orphan.pid(), () -> orphan.runsOn(cluster));
    }

    private boolean isStarting(PidFile orphan) throws IOException {
        return orphan.runsOn(cluster)
                && PidFile.read(cluster).filter(PidFile::starting).isPresent();
    }
}
