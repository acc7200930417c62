package io.atomicinventory.server.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One embedded database while all is well. */
class EmbeddedDatabaseTest {

    @TempDir
    static Path parent;

    static Path folder;
    static EmbeddedDatabase database;

    @BeforeAll
    static void start() {
        folder = parent.resolve("a folder/of ours");
        database = EmbeddedDatabase.start(folder);
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void I7_fsyncAndSynchronousCommitAndFullPageWritesAreOn() throws Exception {
        try (Connection connection = Sql.connect(database)) {
            for (String name : List.of("fsync", "synchronous_commit", "full_page_writes", "data_checksums")) {
                assertThat(Sql.text(connection, "SHOW " + name)).as(name).isEqualTo("on");
            }
        }
    }

    @Test
    void I7_aSessionThatWouldLoseCommitsIsNoticed() throws Exception {
        try (Connection connection = Sql.connect(database)) {
            Settings.verifyDurability(connection);
            connection.createStatement().execute("SET synchronous_commit = off");
            assertThatThrownBy(() -> Settings.verifyDurability(connection))
                    .isInstanceOf(EmbeddedDatabaseException.class)
                    .hasMessageContaining("synchronous_commit = off");
        }
    }

    @Test
    void I7_whatWasCommittedIsThereAfterCloseAndStartAndNoSettingOfTheDatabaseMakesItUnsafe() throws Exception {
        Sql.execute(database, "CREATE TABLE kept AS SELECT 42 AS n");
        Sql.execute(database, "ALTER DATABASE inventory SET synchronous_commit = off");
        database.close();
        database.close();
        database = EmbeddedDatabase.start(folder);
        try (Connection connection = Sql.connect(database)) {
            assertThat(Sql.number(connection, "SELECT n FROM kept")).isEqualTo(42);
            assertThat(Sql.text(connection, "SHOW synchronous_commit")).isEqualTo("on");
        }
    }

    @Test
    void nobodyComesInOverTcpWithoutTheRightPassword() throws Exception {
        String url = database.jdbcUrl();
        for (String user : List.of(Cluster.SUPERUSER, database.ownerUser())) {
            assertThatThrownBy(() -> DriverManager.getConnection(url, user, "wrong"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
            assertThatThrownBy(() -> DriverManager.getConnection(url + "?user=" + user))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("no password was provided");
        }
        assertThatThrownBy(() -> DriverManager.getConnection(url, Cluster.SUPERUSER, database.ownerPassword()))
                .hasMessageContaining("password authentication failed");
        try (Connection superuser = Sql.connectAsSuperuser(database)) {
            assertThat(Sql.texts(superuser, "SELECT auth_method FROM pg_hba_file_rules"))
                    .containsExactly("scram-sha-256");
            assertThat(Sql.text(superuser, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(Sql.text(superuser, "SHOW unix_socket_directories")).isEmpty();
        }
    }

    @Test
    void theOwnerMayCreateRolesAndIsNoSuperuser() throws Exception {
        try (Connection connection = Sql.connect(database)) {
            assertThat(Sql.text(connection, """
                            SELECT concat_ws(' ', rolsuper, rolbypassrls, rolcreaterole, datname)
                            FROM pg_roles JOIN pg_database ON datdba = pg_roles.oid
                            WHERE rolname = current_user AND datname = current_database()
                            """)).isEqualTo("f f t inventory");
        }
        assertThat(database.jdbcUrl()).matches("jdbc:postgresql://127\\.0\\.0\\.1:\\d+/inventory");
        assertThat(database.dataFolder()).isEqualTo(folder.toRealPath());
    }

    @Test
    void textIsUnicodeAndSortsAsInJava() throws Exception {
        List<String> words = new ArrayList<>(List.of("b", "B", "é", "a", "Z", "z"));
        try (Connection connection = Sql.connect(database)) {
            List<String> sorted =
                    Sql.texts(connection, "SELECT w FROM unnest(ARRAY['b','B','é','a','Z','z']) w ORDER BY w");
            words.sort(null);
            assertThat(sorted).isEqualTo(words);
            assertThat(Sql.text(connection, "SELECT upper('é') || current_setting('server_encoding')"))
                    .isEqualTo("ÉUTF8");
            assertThat(Sql.text(connection, "SHOW log_timezone")).isEqualTo("UTC");
        }
    }

    @Test
    void aSecondStartOnTheSameFolderIsRefusedAndDoesNotTakeTheLockFromTheFirst() throws Exception {
        String refusal =
                "Another Atomic Inventory is already running on %s (process %d). Stop it, or start this one elsewhere or with INVENTORY_DATA_DIR=<another folder>."
                        .formatted(folder.toRealPath(), ProcessHandle.current().pid());
        assertThatThrownBy(() -> EmbeddedDatabase.start(folder))
                .isInstanceOf(EmbeddedDatabaseException.class)
                .hasMessage(refusal);
        try (ChildServer other = ChildServer.start(folder)) {
            other.awaitEnd();
            assertThat(other.lines()).anyMatch(line -> line.contains(refusal));
        }
        try (Connection connection = Sql.connect(database)) {
            assertThat(Sql.number(connection, "SELECT 1")).isEqualTo(1);
        }
    }

    @Test
    void onlyWeMayReadTheFilesAndThePasswordIsInNoneButItsOwn() throws Exception {
        assertThat(mode(folder)).isEqualTo("rwx------");
        assertThat(mode(folder.resolve("postgres"))).isEqualTo("rwx------");
        assertThat(mode(folder.resolve("postgres-runtime"))).isEqualTo("rwx------");
        for (String file : List.of("postgres-password", "server.lock", "postgres.log")) {
            assertThat(mode(folder.resolve(file))).as(file).isEqualTo("rw-------");
        }
        String secret = Files.readString(folder.resolve("postgres-password"));
        assertThat(secret).matches("[A-Za-z0-9_-]{43}");
        ProcessHandle postmaster = ProcessHandle.of(
                        PidFile.read(folder.resolve("postgres")).orElseThrow().pid())
                .orElseThrow();
        assertThat(postmaster.info().arguments().orElseThrow()).noneMatch(argument -> argument.contains(secret));
        for (String password : List.of(secret, database.ownerPassword())) {
            assertThat(Files.readString(folder.resolve("postgres.log"))).doesNotContain(password);
        }
    }

    @Test
    void theLogHasTimes() throws IOException {
        assertThat(Files.readAllLines(folder.resolve("postgres.log")))
                .anyMatch(line ->
                        line.matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} UTC \\[\\d+] LOG: .*"));
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
