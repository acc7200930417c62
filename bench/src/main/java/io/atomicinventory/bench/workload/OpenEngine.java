package io.atomicinventory.bench.workload;

import io.atomicinventory.bench.postgres.BenchDatabase;
import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.EngineMetrics;
import io.atomicinventory.engine.EngineSettings;
import javax.sql.DataSource;

/** The one place where the benchmark opens an engine, and closes it. */
public final class OpenEngine implements AutoCloseable {
    /** As the server has by default. */
    public static final int CONNECTIONS = 16;

    private final AtomicInventory inventory;

    private OpenEngine(DataSource pool, EngineMetrics metrics) {
        this.inventory = AtomicInventory.on(pool)
                .settings(EngineSettings.defaults())
                .metrics(metrics)
                .open();
    }

    public static OpenEngine on(BenchDatabase database) {
        return on(database, EngineMetrics.NONE);
    }

    /** A node of its own, with a pool of its own. */
    public static OpenEngine on(BenchDatabase database, EngineMetrics metrics) {
        return new OpenEngine(database.pool(CONNECTIONS, false), metrics);
    }

    public AtomicInventory inventory() {
        return inventory;
    }

    /** Its pool goes with the database. */
    @Override
    public void close() {
        inventory.close();
    }
}
