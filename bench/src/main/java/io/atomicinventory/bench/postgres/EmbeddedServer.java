package io.atomicinventory.bench.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import javax.sql.DataSource;

/** A PostgreSQL of the benchmark's own, in a temporary folder that goes with it. As durable as one in production. */
public final class EmbeddedServer {
    /** The library's own defaults would lose what was acknowledged. */
    private static final Map<String, String> SETTINGS = Map.of(
            "fsync", "on",
            "synchronous_commit", "on",
            "full_page_writes", "on",
            "max_connections", "300",
            "shared_buffers", "512MB",
            "max_wal_size", "4GB");

    private static final Postgres.Login OWNER = new Postgres.Login("bench_owner", "bench");

    private EmbeddedServer() {}

    public static Postgres start() {
        try {
            Path folder = Files.createTempDirectory("atomic-inventory-bench");
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setOverrideWorkingDirectory(unpacked().toFile())
                    .setDataDirectory(new File(folder.toFile(), "postgres"))
                    .setCleanDataDirectory(true)
                    .setPGStartupWait(Duration.ofMinutes(2))
                    .setRegisterShutdownHook(true);
            SETTINGS.forEach(builder::setServerConfig);
            EmbeddedPostgres server = builder.start();
            makeOwner(server.getPostgresDatabase());
            return new Postgres(
                    "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres",
                    new Postgres.Login("postgres", ""),
                    OWNER,
                    OptionalLong.of(postmaster(folder)),
                    () -> stop(server, folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An ordinary role, as in production: row-level security is not tried with a superuser. */
    private static void makeOwner(DataSource superuser) {
        Sql.execute(
                superuser,
                "CREATE ROLE " + OWNER.user() + " LOGIN CREATEROLE CREATEDB PASSWORD '" + OWNER.password() + "'");
    }

    private static long postmaster(Path folder) throws IOException {
        return Long.parseLong(Files.readAllLines(folder.resolve("postgres").resolve("postmaster.pid"))
                .getFirst()
                .strip());
    }

    private static void stop(EmbeddedPostgres server, Path folder) {
        try {
            server.close();
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Unpacked once for each user, not once for each run; the engine's tests use the same folder. */
    private static Path unpacked() throws IOException {
        return Files.createDirectories(Path.of(
                System.getProperty("java.io.tmpdir"), "atomic-inventory-postgres-" + System.getProperty("user.name")));
    }
}
