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
        int port = postgres.getPort();
        AtomicInventory.migrate(postgres.getPostgresDatabase());
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(postgres.getJdbcUrl("postgres", "postgres"));
        try (HikariDataSource pool = new HikariDataSource(config);
                AtomicInventory engine = AtomicInventory.on(pool).open()) {
            Cafe.open(engine);
            assertThat(durability(engine).status()).isEqualTo(HealthStatus.HEALTHY);

            postgres.close();
            postgres = start(port, "off", "on");
            Finding critical = durability(engine);
            assertThat(critical.status()).isEqualTo(HealthStatus.CRITICAL);
            assertThat(critical.message()).contains("could lose what was acknowledged: fsync = off");
            assertThat(critical.details()).containsEntry("found", 1L).containsEntry("fsync", "off");

            postgres.close();
            postgres = start(port, "on", "off");
            Finding warning = durability(engine);
            assertThat(warning.status()).as("the engine's own commits are safe").isEqualTo(HealthStatus.WARNING);
            assertThat(warning.message()).contains("synchronous_commit = off for the whole server");

            postgres.close();
            postgres = start(port, "on", "on");
            assertThat(durability(engine).status()).isEqualTo(HealthStatus.HEALTHY);
        } finally {
            postgres.close();
        }
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
