package io.atomicinventory.bench.subject;

import io.atomicinventory.bench.workload.Sale;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Baseline (b): the rows are locked in the order of their ids, then one statement for each table. Three round trips:
 * lock and read; write; commit.
 */
final class SetBased implements Subject {
    private static final String LOCK = """
            SELECT stock_id, quantity, quantity - held AS available, version FROM inventory_stock
            WHERE store_id = ? AND stock_id = ANY (?)
            ORDER BY stock_id
            FOR NO KEY UPDATE""";

    /** The locks first, so that an outcome that was waited for is seen. */
    private static final String READ = FinalRows.SETTINGS + ";\n" + LOCK + ";\n" + FinalRows.EARLIER_OUTCOME;

    private static final String UPDATE = """
            UPDATE inventory_stock SET quantity = quantity - 1, version = version + 1
            WHERE store_id = ? AND stock_id = ANY (?)""";

    private static final String INSERT_MOVEMENTS = """
            INSERT INTO inventory_movements (%s)
            SELECT ?, m.stock_id, m.version, 'deduction', -1, m.quantity, m.quantity - 1, ?, ?, ?,
                   statement_timestamp(), statement_timestamp()
            FROM unnest(?::text[], ?::bigint[], ?::numeric[]) AS m (stock_id, version, quantity)""".formatted(FinalRows.MOVEMENT_COLUMNS);

    private static final String WRITE = UPDATE + ";\n" + FinalRows.INSERT_OUTCOME + ";\n" + INSERT_MOVEMENTS;

    private final Tries tries;

    SetBased(DataSource pool, Retries retries) {
        this.tries = new Tries(pool, retries);
    }

    private record Row(String stockId, BigDecimal quantity, BigDecimal available, long version) {}

    @Override
    public Answer sell(int caller, Sale sale) throws SQLException {
        long started = System.nanoTime();
        return tries.run(connection -> attempt(connection, sale, started));
    }

    private static @Nullable Answer attempt(Connection connection, Sale sale, long started) throws SQLException {
        List<Row> rows = new ArrayList<>();
        Answer earlier = read(connection, sale, rows);
        if (earlier != null) {
            return earlier;
        }
        boolean isEnough = rows.size() == sale.dish().stockIds().size()
                && rows.stream().allMatch(row -> row.available().compareTo(BigDecimal.ONE) >= 0);
        return isEnough ? write(connection, sale, rows, started) : refuse(connection, sale, started);
    }

    private static @Nullable Answer read(Connection connection, Sale sale, List<Row> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(READ)) {
            statement.setString(1, sale.storeId());
            statement.setString(2, sale.storeId());
            statement.setArray(
                    3, connection.createArrayOf("text", sale.dish().stockIds().toArray()));
            statement.setString(4, sale.storeId());
            statement.setString(5, sale.key());
            statement.execute();
            statement.getMoreResults();
            try (ResultSet locked = statement.getResultSet()) {
                while (locked.next()) {
                    rows.add(new Row(
                            locked.getString("stock_id"),
                            locked.getBigDecimal("quantity"),
                            locked.getBigDecimal("available"),
                            locked.getLong("version")));
                }
            }
            statement.getMoreResults();
            return FirstStatement.earlier(statement, sale);
        }
    }

    private static @Nullable Answer write(Connection connection, Sale sale, List<Row> rows, long started)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(WRITE)) {
            statement.setString(1, sale.storeId());
            statement.setArray(
                    2, connection.createArrayOf("text", sale.dish().stockIds().toArray()));
            FinalRows.bindOutcome(statement, 3, sale, true, started);
            int at = 3 + FinalRows.OUTCOME_PARAMETERS;
            statement.setString(at, sale.storeId());
            statement.setString(at + 1, sale.transactionId());
            statement.setString(at + 2, sale.key());
            statement.setString(at + 3, Sale.WHO);
            statement.setArray(
                    at + 4,
                    connection.createArrayOf(
                            "text", rows.stream().map(Row::stockId).toArray()));
            statement.setArray(
                    at + 5,
                    connection.createArrayOf(
                            "bigint",
                            rows.stream().map(row -> row.version() + 1).toArray()));
            statement.setArray(
                    at + 6,
                    connection.createArrayOf(
                            "numeric", rows.stream().map(Row::quantity).toArray()));
            statement.execute();
            statement.getMoreResults();
            return statement.getUpdateCount() == 1 ? Answer.DEDUCTED : null;
        }
    }

    private static @Nullable Answer refuse(Connection connection, Sale sale, long started) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(FinalRows.INSERT_OUTCOME)) {
            FinalRows.bindOutcome(insert, 1, sale, false, started);
            return insert.executeUpdate() == 1 ? Answer.REFUSED : null;
        }
    }
}
