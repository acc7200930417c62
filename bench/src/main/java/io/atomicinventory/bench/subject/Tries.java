package io.atomicinventory.bench.subject;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A baseline's sale in one transaction, tried again where it wrote nothing, with exponential pauses and jitter, until
 * its deadline. Thread-safe.
 */
final class Tries {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final long FIRST_PAUSE_NANOS = 500_000;
    private static final long LONGEST_PAUSE_NANOS = 50_000_000;

    /** Serialization failure, deadlock, lock not available: nothing was written. */
    private static final Set<String> NOTHING_WRITTEN = Set.of("40001", "40P01", "55P03");

    private final DataSource pool;
    private final Retries retries;

    Tries(DataSource pool, Retries retries) {
        this.pool = pool;
        this.retries = retries;
    }

    /** One transaction. */
    @FunctionalInterface
    interface Transaction {
        /** @return null where it lost against another; its transaction is rolled back and it is tried again */
        @Nullable
        Answer in(Connection connection) throws SQLException;
    }

    Answer run(Transaction transaction) throws SQLException {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        for (int attempt = 0; System.nanoTime() < deadline; attempt++) {
            Answer answer = attempt(transaction);
            if (answer != null) {
                return answer;
            }
            retries.add();
            pause(attempt);
        }
        return Answer.FAILED;
    }

    private @Nullable Answer attempt(Transaction transaction) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            try {
                Answer answer = transaction.in(connection);
                if (connection.getAutoCommit()) {
                    return answer;
                }
                if (answer == null) {
                    connection.rollback();
                } else {
                    connection.commit();
                }
                return answer;
            } catch (SQLException e) {
                if (!connection.getAutoCommit()) {
                    connection.rollback();
                }
                if (NOTHING_WRITTEN.contains(e.getSQLState())) {
                    return null;
                }
                throw e;
            }
        }
    }

    private static void pause(int attempt) {
        long longest = Math.min(LONGEST_PAUSE_NANOS, FIRST_PAUSE_NANOS << Math.min(attempt, 20));
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(longest / 2, longest));
    }
}
