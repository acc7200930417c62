package io.atomicinventory.bench.subject;

import io.atomicinventory.bench.workload.Dish;
import io.atomicinventory.bench.workload.Sale;
import io.atomicinventory.bench.workload.Shape;
import io.atomicinventory.bench.workload.Shop;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * One backend that writes the same rows in bulk from SQL and decides nothing: what this database can take in. Same
 * tables, constraints, role and row-level security. Used by one thread.
 */
public final class Ceiling implements AutoCloseable {
    public static final int SALES_IN_ONE_TRANSACTION = 500;

    private static final String STOCK_AND_MOVEMENTS = """
            WITH moved AS (
                UPDATE inventory_stock SET quantity = quantity - ?, version = version + ?
                WHERE store_id = ? AND stock_id = ANY (?)
                RETURNING stock_id, version, quantity)
            INSERT INTO inventory_movements (%s)
            SELECT ?, m.stock_id, m.version - ? + n, 'deduction', -1, m.quantity + ? - n + 1, m.quantity + ? - n,
                   'transaction-' || ? || (? + n), 'till-' || ? || (? + n) || '-attempt-1', ?,
                   statement_timestamp(), statement_timestamp()
            FROM generate_series(1, ?) n CROSS JOIN moved m""".formatted(FinalRows.MOVEMENT_COLUMNS);

    private static final String OUTCOMES = """
            INSERT INTO inventory_deduction_idempotency (%s)
            SELECT ?, 'till-' || ? || (? + n) || '-attempt-1', 'deduction', 'transaction-' || ? || (? + n), 'done', ?, ?,
                   ?::json, n, ?, statement_timestamp(), statement_timestamp(), 0
            FROM generate_series(1, ?) n""".formatted(FinalRows.OUTCOME_COLUMNS);

    private static final String SQL = FinalRows.SETTINGS + ";\n" + STOCK_AND_MOVEMENTS + ";\n" + OUTCOMES;

    private final Connection connection;
    private final Dish dish;
    private final String prefix;
    private long sold;

    public Ceiling(Shop shop) {
        this(shop, "");
    }

    /** @param prefix of its keys, where others sell in the same database */
    public Ceiling(Shop shop, String prefix) {
        this.dish = shop.menu().dishes().getFirst();
        this.prefix = prefix;
        try {
            this.connection = shop.database().connection();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sells and commits a batch in the first store. @return how many */
    public int sell() throws SQLException {
        sell(0, SALES_IN_ONE_TRANSACTION);
        return SALES_IN_ONE_TRANSACTION;
    }

    /** Sells and commits so many in one store. */
    public void sell(int storeNumber, int sales) throws SQLException {
        String store = Shape.storeId(storeNumber);
        try (PreparedStatement statement = connection.prepareStatement(SQL)) {
            Array stockIds = connection.createArrayOf("text", dish.stockIds().toArray());
            byte[] hash = FinalRows.itemsHash(dish);
            Object[] parameters = {
                store,
                // stock and movements
                sales,
                sales,
                store,
                stockIds,
                store,
                sales,
                sales,
                sales,
                prefix,
                sold,
                prefix,
                sold,
                Sale.WHO,
                sales,
                // outcomes
                store,
                prefix,
                sold,
                prefix,
                sold,
                hash,
                hash,
                dish.done(),
                Sale.WHO,
                sales
            };
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.execute();
        }
        connection.commit();
        sold += sales;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
