package io.atomicinventory.server.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator reads when the folder is not as it should be. */
class EmbeddedDatabaseTroubleTest {

    private static final int ANOTHER_UID = 54_321;

    @TempDir
    static Path parent;

    Path folder;

    @BeforeEach
    void chooseFolder() {
        folder = parent.resolve("data");
    }

    @Test
    void aLostPasswordFileIsReplacedAndTheDataAreKept() throws Exception {
        String lost = keepARow();
        Files.delete(folder.resolve("postgres-password"));
        try (EmbeddedDatabase database = EmbeddedDatabase.start(folder);
                Connection connection = Sql.connect(database)) {
            assertThat(Sql.number(connection, "SELECT n FROM kept")).isEqualTo(42);
            assertThat(database.ownerPassword()).isNotEqualTo(lost);
        }
    }

    @Test
    void aWrongPasswordFileIsNamed() throws Exception {
        keepARow();
        Path file = folder.resolve("postgres-password");
        String right = Files.readString(file);
        Files.writeString(file, "wrong");
        assertRefused("The password in " + file.toRealPath() + " is not the one of this cluster");
        Files.writeString(file, "");
        assertRefused(file.toRealPath() + " is empty");
        Files.writeString(file, right);
        EmbeddedDatabase.start(folder).close();
    }

    @Test
    void aFolderThatIsAFileIsNamed() throws Exception {
        folder = Files.createFile(parent.resolve("file"));
        assertRefused("The data folder " + folder + " cannot be used");
    }

    @Test
    void aFolderOfAnotherUserOrOneThatCannotBeWrittenIsNamed() throws Exception {
        folder = Files.createDirectory(parent.resolve("another"));
        if (isRoot()) {
            Files.setAttribute(folder, "unix:uid", ANOTHER_UID);
            assertRefused(
                    folder.toRealPath() + " belongs to the user " + ANOTHER_UID + ", but this process runs as root");
        } else {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-x------"));
            assertRefused("may not write in the data folder " + folder);
        }
    }

    @Test
    void aFolderWhoseNameAShellWouldReadIsNamed() throws Exception {
        folder = parent.resolve("$HOME");
        assertRefused("cannot be created in " + parent.toRealPath() + "/$HOME");
    }

    @Test
    void aFolderWithOtherFilesInPlaceOfAClusterIsLeftAlone() throws Exception {
        folder = Files.createDirectory(parent.resolve("other"));
        Path file = Files.createDirectory(folder.resolve("postgres")).resolve("thesis.txt");
        Files.writeString(file, "years of work");
        assertRefused("holds files, but no PostgreSQL cluster");
        assertThat(file).hasContent("years of work");
    }

    @Test
    void aClusterThatPostgresRefusesIsExplainedInItsOwnWords() throws Exception {
        keepARow();
        Path version = folder.resolve("postgres/PG_VERSION");
        Files.writeString(version, "17\n");
        assertRefused("database files are incompatible with server");
        Files.writeString(version, "18\n");
        EmbeddedDatabase.start(folder).close();
    }

    private void assertRefused(String reason) {
        assertThatThrownBy(() -> EmbeddedDatabase.start(folder))
                .isInstanceOf(EmbeddedDatabaseException.class)
                .hasMessageContaining(reason);
    }

    private String keepARow() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
            Sql.execute(database, "CREATE TABLE IF NOT EXISTS kept AS SELECT 42 AS n");
            return database.ownerPassword();
        }
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(parent, "unix:uid").equals(0);
    }
}
