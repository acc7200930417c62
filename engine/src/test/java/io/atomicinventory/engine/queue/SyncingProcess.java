package io.atomicinventory.engine.queue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;

/** A process of its own that synchronises the store Cebu, until it is done or killed. */
final class SyncingProcess implements AutoCloseable {
    private final Process process;

    private SyncingProcess(Process process) {
        this.process = process;
    }

    /** @param args the database's address */
    public static void main(String[] args) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(args[0]);
        config.setUsername(TestDatabase.OWNER);
        config.setPassword(TestDatabase.PASSWORD);
        config.setMaximumPoolSize(8);
        try (HikariDataSource pool = new HikariDataSource(config);
                AtomicInventory engine = AtomicInventory.on(pool).open()) {
            engine.queue().syncAllPending(Cafe.CEBU, Counter.SYNC);
        }
    }

    static SyncingProcess start(TestDatabase database) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                SyncingProcess.class.getName(),
                database.jdbcUrl());
        return new SyncingProcess(builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** As {@code kill -9} does. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
