package io.atomicinventory.engine.testing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A session that somebody left open: it has run some statements as the owner of the tables and has not
 * committed. Closing it rolls back.
 */
public final class Blocked implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final String WAITING = """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND ? = ANY (pg_blocking_pids(pid))""";

    private final TestDatabase database;
    private final Connection connection;
    private final int pid;

    private Blocked(TestDatabase database, Connection connection, int pid) {
        this.database = database;
        this.connection = connection;
        this.pid = pid;
    }

    public static Blocked on(TestDatabase database, String... statements) throws SQLException {
        Connection connection = database.superuser().getConnection();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
            try (ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
                row.next();
                return new Blocked(database, connection, row.getInt(1));
            }
        }
    }

    /** Until so many sessions wait for this one. */
    public void awaitWaiting(int sessions) {
        await("sessions that wait", () -> waiting() >= sessions);
    }

    private int waiting() {
        try (Connection superuser = database.superuser().getConnection();
                PreparedStatement statement = superuser.prepareStatement(WAITING)) {
            statement.setInt(1, pid);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Polls until it holds; fails after a time in which anything must have happened. */
    public static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain for " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            connection.rollback();
        }
    }
}
