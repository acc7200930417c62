package io.atomicinventory.bench.measure;

import com.sun.management.OperatingSystemMXBean;
import io.atomicinventory.bench.postgres.BenchDatabase;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;

/** Reads the meters of the machine and of PostgreSQL, over a connection of its own. */
final class Probe implements AutoCloseable {
    private static final String WAL = "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint";

    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final OptionalLong postmaster;
    private final Connection connection;

    Probe(BenchDatabase database) throws SQLException {
        this.postmaster = database.postgres().postmaster();
        this.connection = database.admin().getConnection();
    }

    /** @param databaseCpuNanos empty where it cannot be known */
    record Reading(long nanos, OptionalLong databaseCpuNanos, long clientCpuNanos, long walBytes) {}

    Reading read() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(WAL)) {
            row.next();
            return new Reading(
                    System.nanoTime(), DatabaseCpu.nanos(postmaster), SYSTEM.getProcessCpuTime(), row.getLong(1));
        }
    }

    /** Every measurement begins behind a checkpoint, so that none of them pays for the one before it. */
    void checkpoint() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT");
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
