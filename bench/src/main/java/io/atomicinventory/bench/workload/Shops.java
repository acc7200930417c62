package io.atomicinventory.bench.workload;

import io.atomicinventory.bench.postgres.BenchDatabase;
import io.atomicinventory.bench.postgres.Postgres;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Fresh databases, each a copy of one that was prepared once for its shape: every measurement begins with the same
 * tables. Used by one thread.
 */
public final class Shops implements AutoCloseable {
    private final Postgres postgres;
    private final Consumer<BenchDatabase> also;
    private final Map<Shape, BenchDatabase> prepared = new HashMap<>();
    private final String run = "bench_" + Long.toString(System.currentTimeMillis(), 36) + "_";
    private int made;

    /** @param also what a prepared database needs besides the shop: functions that belong to the owner */
    public Shops(Postgres postgres, Consumer<BenchDatabase> also) {
        this.postgres = postgres;
        this.also = also;
    }

    /** A shop that nobody has sold in; closing it drops it. */
    public Shop fresh(Shape shape) {
        BenchDatabase template = prepared.computeIfAbsent(shape, this::prepare);
        return new Shop(BenchDatabase.copy(postgres, run + ++made, template), shape);
    }

    private BenchDatabase prepare(Shape shape) {
        BenchDatabase database = BenchDatabase.empty(postgres, run + ++made);
        ShopSetUp.fill(database, shape);
        also.accept(database);
        database.closePools();
        return database;
    }

    @Override
    public void close() {
        prepared.values().forEach(BenchDatabase::close);
    }
}
