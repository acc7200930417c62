package io.atomicinventory.bench.subject;

import io.atomicinventory.bench.workload.Sale;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Baseline (a): row by row. Each row is read, and updated where its version is still the one that was read; who loses
 * begins again. The movements follow as one batch. Rows come in the order of their ids, so that nobody deadlocks.
 */
final class RowByRow implements Subject {
    private static final String READ = """
            SELECT quantity - held AS available, quantity, version FROM inventory_stock
            WHERE store_id = ? AND stock_id = ?""";

    private static final String UPDATE = """
            UPDATE inventory_stock SET quantity = ?, version = ?
            WHERE store_id = ? AND stock_id = ? AND version = ?""";

    private static final String INSERT_MOVEMENT = """
            INSERT INTO inventory_movements (%s)
            VALUES (?, ?, ?, 'deduction', -1, ?, ?, ?, ?, ?, statement_timestamp(), statement_timestamp())""".formatted(FinalRows.MOVEMENT_COLUMNS);

    private final Tries tries;

    RowByRow(DataSource pool, Retries retries) {
        this.tries = new Tries(pool, retries);
    }

    @Override
    public Answer sell(int caller, Sale sale) throws SQLException {
        long started = System.nanoTime();
        Answer answer = tries.run(connection -> attempt(connection, sale, started));
        // What was taken before the row that is short is rolled back; the refusal is a transaction of its own.
        return answer == Answer.REFUSED ? tries.run(connection -> refuse(connection, sale, started)) : answer;
    }

    private static @Nullable Answer attempt(Connection connection, Sale sale, long started) throws SQLException {
        Answer earlier = FirstStatement.settingsAndEarlier(connection, sale);
        if (earlier != null) {
            return earlier;
        }
        try (PreparedStatement read = connection.prepareStatement(READ);
                PreparedStatement update = connection.prepareStatement(UPDATE);
                PreparedStatement insert = connection.prepareStatement(INSERT_MOVEMENT)) {
            for (String stockId : sale.dish().stockIds()) {
                Answer ended = take(sale, stockId, read, update, insert);
                if (ended == Answer.REFUSED) {
                    connection.rollback();
                    return Answer.REFUSED;
                }
                if (ended != Answer.DEDUCTED) {
                    return null;
                }
            }
            insert.executeBatch();
        }
        return insertOutcome(connection, sale, true, started) ? Answer.DEDUCTED : null;
    }

    private static @Nullable Answer take(
            Sale sale, String stockId, PreparedStatement read, PreparedStatement update, PreparedStatement insert)
            throws SQLException {
        read.setString(1, sale.storeId());
        read.setString(2, stockId);
        BigDecimal before;
        long version;
        try (ResultSet row = read.executeQuery()) {
            if (!row.next() || row.getBigDecimal("available").compareTo(BigDecimal.ONE) < 0) {
                return Answer.REFUSED;
            }
            before = row.getBigDecimal("quantity");
            version = row.getLong("version");
        }
        BigDecimal after = before.subtract(BigDecimal.ONE);
        update.setBigDecimal(1, after);
        update.setLong(2, version + 1);
        update.setString(3, sale.storeId());
        update.setString(4, stockId);
        update.setLong(5, version);
        if (update.executeUpdate() == 0) {
            return null;
        }
        insert.setString(1, sale.storeId());
        insert.setString(2, stockId);
        insert.setLong(3, version + 1);
        insert.setBigDecimal(4, before);
        insert.setBigDecimal(5, after);
        insert.setString(6, sale.transactionId());
        insert.setString(7, sale.key());
        insert.setString(8, Sale.WHO);
        insert.addBatch();
        return Answer.DEDUCTED;
    }

    private static @Nullable Answer refuse(Connection connection, Sale sale, long started) throws SQLException {
        Answer earlier = FirstStatement.settingsAndEarlier(connection, sale);
        if (earlier != null) {
            return earlier;
        }
        return insertOutcome(connection, sale, false, started) ? Answer.REFUSED : null;
    }

    private static boolean insertOutcome(Connection connection, Sale sale, boolean isDone, long started)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(FinalRows.INSERT_OUTCOME)) {
            FinalRows.bindOutcome(insert, 1, sale, isDone, started);
            return insert.executeUpdate() == 1;
        }
    }
}
