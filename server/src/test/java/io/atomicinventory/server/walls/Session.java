package io.atomicinventory.server.walls;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * A transaction on a connection of a pool, begun as the engine begins each of its own, with any SQL in it. Rolled back
 * unless committed.
 */
final class Session implements AutoCloseable {
    private static final String NO_RIGHT = "42501";

    private final Connection connection;

    private Session(Connection connection) {
        this.connection = connection;
    }

    /** As the application's role, with this store set. */
    static Session of(DataSource pool, String store) throws SQLException {
        Session session = withoutStore(pool);
        session.rows("SELECT set_config('inventory.stores', '" + store + "', true)");
        return session;
    }

    /** As the application's role, with no store set. */
    static Session withoutStore(DataSource pool) throws SQLException {
        Session session = raw(pool);
        session.rows("SELECT set_config('role', 'atomic_inventory_app', true)");
        return session;
    }

    /** As the pool gives it. */
    static Session raw(DataSource pool) throws SQLException {
        Connection connection = pool.getConnection();
        connection.setAutoCommit(false);
        return new Session(connection);
    }

    Connection connection() {
        return connection;
    }

    void turnTo(String store) throws SQLException {
        rows("SELECT set_config('inventory.stores', '" + store + "', true)");
    }

    List<String> rows(String query) throws SQLException {
        return rows(connection, query);
    }

    String value(String query) throws SQLException {
        return rows(query).getFirst();
    }

    /** The first column of each row. */
    static List<String> rows(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(String.valueOf(rows.getString(1)));
            }
            return values;
        }
    }

    int update(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    /** How many rows it touched: none where the role has no right to do that at all. The transaction goes on. */
    int touched(String sql) throws SQLException {
        update("SAVEPOINT before");
        try {
            return update(sql);
        } catch (SQLException e) {
            if (!NO_RIGHT.equals(e.getSQLState())) {
                throw new SQLException(sql + ": " + e.getMessage(), e.getSQLState(), e);
            }
            update("ROLLBACK TO before");
            return 0;
        }
    }

    /** The failure of a statement, or "done"; the transaction goes on. */
    String refusal(String sql) throws SQLException {
        update("SAVEPOINT before");
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            return "done";
        } catch (SQLException e) {
            update("ROLLBACK TO before");
            return e.getSQLState() + " " + e.getMessage();
        }
    }

    void commit() throws SQLException {
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            if (!connection.isClosed()) {
                connection.rollback();
            }
        }
    }
}
