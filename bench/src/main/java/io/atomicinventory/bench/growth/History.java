package io.atomicinventory.bench.growth;

import io.atomicinventory.bench.postgres.Sql;
import io.atomicinventory.bench.subject.Ceiling;
import io.atomicinventory.bench.workload.Shop;
import java.sql.SQLException;
import java.util.function.LongConsumer;

/**
 * Years of sales, written in bulk: half of them in the first store, the rest spread over the others. They are rows such
 * as any other, and the verifier proves them with the rest.
 */
final class History implements AutoCloseable {
    private static final int SALES_IN_ONE_TRANSACTION = 10_000;

    private final Shop shop;
    private final Ceiling writer;
    private final LongConsumer progress;
    private int chunk;

    /** @param progress is told how many movements there are */
    History(Shop shop, LongConsumer progress) {
        this.shop = shop;
        this.writer = new Ceiling(shop, "history-");
        this.progress = progress;
    }

    /** Writes until there are so many movements, and leaves the tables as a vacuum by night does. */
    void growTo(long movements) throws SQLException {
        for (long there = movements(); there < movements; ) {
            int sales = (int) Math.min(
                    SALES_IN_ONE_TRANSACTION,
                    Math.ceilDiv(movements - there, shop.shape().lines()));
            writer.sell(nextStore(), sales);
            there += (long) sales * shop.shape().lines();
            progress.accept(there);
        }
        Sql.execute(shop.database().owner(), "VACUUM (ANALYZE)");
    }

    private int nextStore() {
        chunk++;
        int others = shop.shape().stores() - 1;
        return chunk % 2 == 0 || others == 0 ? 0 : 1 + chunk / 2 % others;
    }

    long movements() {
        return Long.parseLong(Sql.value(shop.database().owner(), "SELECT count(*) FROM inventory_movements"));
    }

    @Override
    public void close() throws SQLException {
        writer.close();
    }
}
