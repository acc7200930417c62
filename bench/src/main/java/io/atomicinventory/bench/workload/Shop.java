package io.atomicinventory.bench.workload;

import io.atomicinventory.bench.postgres.BenchDatabase;

/** A database with a chain in it. */
public final class Shop implements AutoCloseable {
    private final BenchDatabase database;
    private final Shape shape;
    private final Menu menu;

    Shop(BenchDatabase database, Shape shape) {
        this.database = database;
        this.shape = shape;
        this.menu = Menu.read(database, shape);
    }

    public BenchDatabase database() {
        return database;
    }

    public Shape shape() {
        return shape;
    }

    public Menu menu() {
        return menu;
    }

    @Override
    public void close() {
        database.close();
    }
}
