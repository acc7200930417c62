package io.atomicinventory.server.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kills with SIGKILL, in the ways it happens. All on one folder: each test also starts from what the others left. */
class EmbeddedDatabaseCrashTest {

    private static final int COMMITS = 200;
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir
    static Path folder;

    @TempDir
    Path freshFolder;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void I7_whatWasCommittedIsThereAfterTheJvmIsKilled(int round) throws Exception {
        try (ChildServer child = ChildServer.start(folder)) {
            child.awaitCommits(COMMITS * round);
            PidFile orphan = PidFile.read(cluster()).orElseThrow();
            child.killJvm();
            assertThat(orphan.runsOn(cluster()))
                    .as("PostgreSQL outlives the JVM")
                    .isTrue();
            assertAllThere(child.committed());
            assertThat(orphan.runsOn(cluster())).as("the orphan still runs").isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 50, 500})
    void I7_whatWasCommittedIsThereAfterPostgresIsKilledAndThenTheJvm(long pauseMillis) throws Exception {
        try (ChildServer child = ChildServer.start(folder)) {
            child.awaitCommits(COMMITS);
            child.postmaster().destroyForcibly();
            Thread.sleep(pauseMillis);
            child.killJvm();
            assertAllThere(child.committed());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void I7_whatWasCommittedIsThereAfterAllProcessesAreKilledAtOnce(int round) throws Exception {
        try (ChildServer child = ChildServer.start(folder)) {
            child.awaitCommits(COMMITS * round);
            child.killAllAtOnce();
            assertAllThere(child.committed());
        }
    }

    @Test
    void I7_aKilledPostgresIsStartedAgainOnTheSamePortWithWhatWasCommitted() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
            Sql.execute(database, "CREATE TABLE IF NOT EXISTS kept (n int)");
            Sql.execute(database, "TRUNCATE kept");
            for (int n = 1; n <= 3; n++) {
                Sql.execute(database, "INSERT INTO kept VALUES (" + n + ")");
                long killed = postmaster(database).pid();
                postmaster(database).destroyForcibly();
                await().atMost(LIMIT)
                        .ignoreExceptions()
                        .until(() -> postmaster(database).pid() != killed);
                await().atMost(LIMIT).ignoreExceptions().until(() -> isReachable(database));
                assertThat(rows(database, "SELECT n FROM kept")).hasSize(n);
            }
        }
    }

    @Test
    void I7_theRestartWaitsForASessionThatHasOutlivedPostgres() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
            CompletableFuture<Void> busy = CompletableFuture.runAsync(() -> keepBusy(database));
            await().atMost(LIMIT).until(() -> busySession(database).isPresent());
            ProcessHandle session = busySession(database).orElseThrow();
            int before = refusals();
            postmaster(database).destroyForcibly();
            await().atMost(LIMIT).until(() -> refusals() > before);
            assertThat(session.isAlive())
                    .as("the session is what the restart waits for")
                    .isTrue();
            session.destroyForcibly();
            await().atMost(LIMIT).ignoreExceptions().until(() -> isReachable(database));
            busy.handle((nothing, error) -> true).get();
        }
    }

    /** How often PostgreSQL did not start because of a session of the one before. */
    private static int refusals() throws IOException {
        return Files.readString(folder.resolve("postgres.log")).split("pre-existing shared memory block", -1).length;
    }

    @Test
    void aPidThatNowBelongsToAnotherProcessIsNotKilledAndDoesNotStopTheStart() throws Exception {
        Process stranger = new ProcessBuilder("sleep", "600").start();
        try {
            claimToRunAs(stranger.pid());
            EmbeddedDatabase.start(folder).close();
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    /** In a container whose process 1 clears no dead children away, a killed PostgreSQL stays like this for ever. */
    @Test
    void aDeadProcessThatNobodyHasClearedAwayDoesNotStopTheStart() throws Exception {
        Process parent = new ProcessBuilder("sh", "-c", "sleep 0.3 & echo $!; exec sleep 600").start();
        try (BufferedReader output = parent.inputReader()) {
            ProcessHandle dead =
                    ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
            await().atMost(LIMIT).until(() -> dead.info().arguments().isEmpty());
            assertThat(dead.isAlive()).as("the system still lists it").isTrue();
            claimToRunAs(dead.pid());
            EmbeddedDatabase.start(folder).close();
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void aPidFileWithoutAPidDoesNotStopTheStart() throws Exception {
        EmbeddedDatabase.start(folder).close();
        Files.writeString(PidFile.in(cluster()), "");
        EmbeddedDatabase.start(folder).close();
    }

    @Test
    void aFirstStartThatIsKilledAtAnyMomentIsMadeGoodByTheNext() throws Exception {
        // While it unpacks; then, the programs being there, while it creates the cluster and the database.
        for (long moment : new long[] {500, 1_500, 3_000, 700, 1_000, 1_300}) {
            try (ChildServer child = ChildServer.start(freshFolder)) {
                Thread.sleep(moment);
                child.killJvm();
            }
        }
        try (EmbeddedDatabase database = EmbeddedDatabase.start(freshFolder)) {
            assertThat(isReachable(database)).isTrue();
        }
        // An initdb that has outlived its JVM works for a while in its own folder, which a later start then deletes.
        await().atMost(LIMIT).until(() -> {
            EmbeddedDatabase.start(freshFolder).close();
            return unfinished(freshFolder).isEmpty();
        });
    }

    @Test
    void aClusterThatWasNotFinishedIsNeverStarted() throws Exception {
        Path unfinished = Files.createDirectories(freshFolder.resolve("postgres.new-x"));
        Files.writeString(unfinished.resolve("PG_VERSION"), "18");
        Files.writeString(unfinished.resolve("pg_hba.conf"), "host all all 127.0.0.1/32 trust");
        try (EmbeddedDatabase database = EmbeddedDatabase.start(freshFolder);
                Connection superuser = Sql.connectAsSuperuser(database)) {
            assertThat(unfinished(freshFolder)).isEmpty();
            assertThat(Sql.texts(superuser, "SELECT auth_method FROM pg_hba_file_rules"))
                    .containsOnly("scram-sha-256");
        }
    }

    private static void assertAllThere(List<Long> committed) throws SQLException {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
            List<Long> there = rows(database, "SELECT n FROM numbered").stream()
                    .map(Long::valueOf)
                    .toList();
            assertThat(committed).hasSizeGreaterThanOrEqualTo(COMMITS);
            assertThat(there).containsAll(committed);
        }
    }

    private static Path cluster() throws IOException {
        return folder.toRealPath().resolve("postgres");
    }

    /** Leaves a pid file as after a crash, with this pid in it. */
    private static void claimToRunAs(long pid) throws IOException {
        Path file = PidFile.in(cluster());
        List<String> lines;
        try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
            lines = Files.readAllLines(PidFile.in(database.dataFolder().resolve("postgres")));
        }
        lines.set(0, Long.toString(pid));
        Files.write(file, lines);
    }

    /** Until it is killed, or for so long that it has failed the test. */
    private static void keepBusy(EmbeddedDatabase database) {
        try {
            Sql.execute(database, """
                    DO $$
                    DECLARE started timestamptz := clock_timestamp();
                    BEGIN
                        WHILE clock_timestamp() < started + interval '90 seconds' LOOP NULL; END LOOP;
                    END $$
                    """);
        } catch (SQLException e) {
            throw new IllegalStateException("The connection to the killed PostgreSQL breaks", e);
        }
    }

    private static Optional<ProcessHandle> busySession(EmbeddedDatabase database) throws SQLException {
        return rows(database, "SELECT pid FROM pg_stat_activity WHERE query LIKE 'DO%' AND state = 'active'").stream()
                .findFirst()
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)));
    }

    private static boolean isReachable(EmbeddedDatabase database) throws SQLException {
        try (Connection connection = Sql.connect(database);
                Statement statement = connection.createStatement()) {
            return statement.execute("SELECT 1");
        }
    }

    private static List<String> rows(EmbeddedDatabase database, String question) throws SQLException {
        try (Connection connection = Sql.connect(database)) {
            return Sql.texts(connection, question);
        }
    }

    private static ProcessHandle postmaster(EmbeddedDatabase database) throws IOException {
        PidFile file = PidFile.read(database.dataFolder().resolve("postgres")).orElseThrow();
        return ProcessHandle.of(file.pid()).orElseThrow();
    }

    private static List<Path> unfinished(Path folder) throws IOException {
        try (var all = Files.list(folder)) {
            return all.filter(path -> path.getFileName().toString().startsWith("postgres.new-"))
                    .toList();
        }
    }
}
