package io.atomicinventory.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.TestPostgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody starts PostgreSQL again with other settings, while an engine is open that has found the first ones right. */
class RestartedServerTest {
    @TempDir
    private Path folder;

    @Test
    void I7_aServerThatIsStartedAgainWithoutFsyncIsCriticalUntilItIsMended() throws IOException {
        EmbeddedPostgres postgres = start(0, "on", "on");
        AtomicInventory.migrate(postgres.getPostgresDatabase());
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(postgres.getJdbcUrl("postgres", "postgres"));
        try (HikariDataSource pool = new HikariDataSource(config);
                AtomicInventory engine = AtomicInventory.on(pool).open()) {
            Cafe.open(engine);
            assertThat(durability(engine).status()).isEqualTo(HealthStatus.HEALTHY);

            postgres = startAgain(postgres, pool, "off", "on");
            Finding critical = durability(engine);
            assertThat(critical.status()).isEqualTo(HealthStatus.CRITICAL);
            assertThat(critical.message()).contains("could lose what was acknowledged: fsync = off");
            assertThat(critical.details()).containsEntry("found", 1L).containsEntry("fsync", "off");

            postgres = startAgain(postgres, pool, "on", "off");
            Finding warning = durability(engine);
            assertThat(warning.status()).as("the engine's own commits are safe").isEqualTo(HealthStatus.WARNING);
            assertThat(warning.message()).contains("synchronous_commit = off for the whole server");

            postgres = startAgain(postgres, pool, "on", "on");
            assertThat(durability(engine).status()).isEqualTo(HealthStatus.HEALTHY);
        } finally {
            postgres.close();
        }
    }

    /** The pool's connections end with the first one. */
    private EmbeddedPostgres startAgain(
            EmbeddedPostgres postgres, HikariDataSource pool, String fsync, String synchronousCommit)
            throws IOException {
        postgres.close();
        EmbeddedPostgres again = start(postgres.getPort(), fsync, synchronousCommit);
        pool.getHikariPoolMXBean().softEvictConnections();
        return again;
    }

    /** @param port any if 0 */
    private EmbeddedPostgres start(int port, String fsync, String synchronousCommit) throws IOException {
        return TestPostgres.builder(folder)
                .setCleanDataDirectory(false)
                .setPort(port)
                .setServerConfig("fsync", fsync)
                .setServerConfig("synchronous_commit", synchronousCommit)
                .start();
    }

    private static Finding durability(AtomicInventory engine) {
        return engine.monitor().runHealthCheck(Cafe.CEBU).orElseThrow().checks().stream()
                .filter(finding -> finding.name().equals("durability"))
                .findFirst()
                .orElseThrow();
    }
}
