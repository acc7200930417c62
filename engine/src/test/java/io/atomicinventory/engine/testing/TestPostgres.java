package io.atomicinventory.engine.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** One PostgreSQL for all tests of a JVM, with the settings that durability needs. */
public final class TestPostgres {
    private static final EmbeddedPostgres SERVER = start();

    private TestPostgres() {}

    static EmbeddedPostgres server() {
        return SERVER;
    }

    private static EmbeddedPostgres start() {
        try {
            return builder(Files.createTempDirectory("atomic-inventory-test"))
                    .setRegisterShutdownHook(true)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For a test that needs one of its own, with its data in this folder. */
    public static EmbeddedPostgres.Builder builder(Path folder) throws IOException {
        return EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(unpacked().toFile())
                .setDataDirectory(new File(folder.toFile(), "postgres"))
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_connections", "300")
                .setPGStartupWait(Duration.ofMinutes(2));
    }

    /** Unpacked once for each user, not once for each run. */
    private static Path unpacked() throws IOException {
        return Files.createDirectories(Path.of(
                System.getProperty("java.io.tmpdir"), "atomic-inventory-postgres-" + System.getProperty("user.name")));
    }
}
