package io.atomicinventory.bench.subject;

import io.atomicinventory.bench.workload.Dish;
import io.atomicinventory.bench.workload.Sale;
import io.atomicinventory.bench.workload.Shape;
import io.atomicinventory.bench.workload.Shop;
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
                   'transaction-' || (? + n), 'till-' || (? + n) || '-attempt-1', ?,
                   statement_timestamp(), statement_timestamp()
            FROM generate_series(1, ?) n CROSS JOIN moved m""".formatted(FinalRows.MOVEMENT_COLUMNS);

    private static final String OUTCOMES = """
            INSERT INTO inventory_deduction_idempotency (%s)
            SELECT ?, 'till-' || (? + n) || '-attempt-1', 'deduction', 'transaction-' || (? + n), 'done', ?, ?, ?::json,
                   n, ?, statement_timestamp(), statement_timestamp(), 0
            FROM generate_series(1, ?) n""".formatted(FinalRows.OUTCOME_COLUMNS);

    private static final String SQL = FinalRows.SETTINGS + ";\n" + STOCK_AND_MOVEMENTS + ";\n" + OUTCOMES;

    private final Connection connection;
    private final Dish dish;
    private long sold;

    public Ceiling(Shop shop) {
        this.dish = shop.menu().dishes().getFirst();
        try {
            this.connection = shop.database().pool(1, false).getConnection();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sells and commits a batch in the first store. @return how many */
    public int sell() throws SQLException {
        String store = Shape.storeId(0);
        int batch = SALES_IN_ONE_TRANSACTION;
        try (PreparedStatement statement = connection.prepareStatement(SQL)) {
            int at = 1;
            statement.setString(at++, store);
            statement.setInt(at++, batch);
            statement.setInt(at++, batch);
            statement.setString(at++, store);
            statement.setArray(
                    at++, connection.createArrayOf("text", dish.stockIds().toArray()));
            statement.setString(at++, store);
            statement.setInt(at++, batch);
            statement.setInt(at++, batch);
            statement.setInt(at++, batch);
            statement.setLong(at++, sold);
            statement.setLong(at++, sold);
            statement.setString(at++, Sale.WHO);
            statement.setInt(at++, batch);
            statement.setString(at++, store);
            statement.setLong(at++, sold);
            statement.setLong(at++, sold);
            statement.setBytes(at++, FinalRows.itemsHash(dish));
            statement.setBytes(at++, FinalRows.itemsHash(dish));
            statement.setString(at++, dish.done());
            statement.setString(at++, Sale.WHO);
            statement.setInt(at, batch);
            statement.execute();
        }
        connection.commit();
        sold += batch;
        return batch;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
