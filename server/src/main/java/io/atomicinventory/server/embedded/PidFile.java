package io.atomicinventory.server.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** What a running PostgreSQL writes into {@code postmaster.pid} of its cluster. */
record PidFile(long pid, String status) {

    private static final String STARTING = "starting";
    private static final int STATUS_LINE = 7;

    static Path in(Path cluster) {
        return cluster.resolve("postmaster.pid");
    }

    /** Empty if there is no such file, or nothing in it that could be a pid. */
    static Optional<PidFile> read(Path cluster) throws IOException {
        try {
            List<String> lines = Files.readAllLines(in(cluster));
            // A single-user PostgreSQL writes its pid with a minus.
            long pid = Math.abs(Long.parseLong(lines.getFirst().strip()));
            String status = lines.size() > STATUS_LINE ? lines.get(STATUS_LINE).strip() : STARTING;
            return Optional.of(new PidFile(pid, status));
        } catch (NoSuchFileException | NumberFormatException | NoSuchElementException e) {
            return Optional.empty();
        }
    }

    boolean starting() {
        return status.equals(STARTING);
    }

    boolean ready() {
        return status.equals("ready");
    }

    /**
     * Whether the process is alive and a PostgreSQL on this cluster. A pid that the system has given to another process
     * is not, and neither is a dead process that nobody has cleared away: it has no arguments any more.
     */
    boolean runsOn(Path cluster) {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .map(ProcessHandle::info)
                .filter(PidFile::isPostgres)
                .flatMap(ProcessHandle.Info::arguments)
                .filter(arguments -> Arrays.asList(arguments).contains(cluster.toString()))
                .isPresent();
    }

    private static boolean isPostgres(ProcessHandle.Info info) {
        return info.command()
                .map(command -> String.valueOf(Path.of(command).getFileName()).startsWith("postgres"))
                .orElse(false);
    }
}
