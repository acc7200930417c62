package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.EngineSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/** The one way to the database. Thread-safe. */
public final class Database {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_SNAPSHOT = Duration.ofHours(1);
    private static final Duration LONGEST_STATEMENT = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final DataSource dataSource;
    private final EngineSettings settings;

    public Database(DataSource dataSource, EngineSettings settings) {
        this.dataSource = dataSource;
        this.settings = settings;
    }

    public EngineSettings settings() {
        return settings;
    }

    /**
     * Begins a transaction that sees and writes these stores only.
     *
     * @param timeout for each statement
     */
    public Transaction begin(Collection<String> storeIds, Duration timeout) throws SQLException {
        return begin(storeIds, timeout, settings.lockTimeout());
    }

    /** @param lockTimeout how long a statement waits for what somebody else holds */
    public Transaction begin(Collection<String> storeIds, Duration timeout, Duration lockTimeout) throws SQLException {
        return new Transaction(connection(), settings.applicationRole(), storeIds, timeout, lockTimeout, true);
    }

    private Transaction beginLong(Collection<String> storeIds, Duration timeout, Duration lockTimeout)
            throws SQLException {
        return new Transaction(connection(), settings.applicationRole(), storeIds, timeout, lockTimeout, false);
    }

    /** Whatever it says for not letting us in (closed for maintenance, too many sessions), it cannot be reached. */
    private Connection connection() throws SQLException {
        try {
            return dataSource.getConnection();
        } catch (SQLException e) {
            throw new SQLException("no connection: " + e.getMessage(), "08001", e);
        }
    }

    /**
     * Runs and commits a piece of work that may be done again from its beginning, as long as somebody else's
     * locks or changes are in its way.
     *
     * @throws DatabaseUnavailableException where the database cannot be reached, or is locked until the deadline
     */
    <T> T transact(Collection<String> storeIds, Work<T> work) {
        long deadline = System.nanoTime() + settings.requestTimeout().toNanos();
        for (int attempt = 1; ; attempt++) {
            try (Transaction transaction = begin(storeIds, settings.requestTimeout())) {
                T result = work.in(transaction);
                transaction.commit();
                return result;
            } catch (SQLException e) {
                SqlFailure failure = SqlFailure.of(e);
                boolean isWorthRetrying = failure == SqlFailure.CONFLICT || failure == SqlFailure.LOCK;
                if (!isWorthRetrying || System.nanoTime() > deadline) {
                    throw failed(e);
                }
            }
            pause(attempt);
        }
    }

    /**
     * Looks at a store, once, and takes back whatever was tried on the way.
     *
     * @param timeout for each statement
     */
    <T> T look(String storeId, Duration timeout, Work<T> work) throws SQLException {
        try (Transaction transaction = begin(Set.of(storeId), timeout)) {
            return work.in(transaction);
        }
    }

    /** Reads at one moment and takes as long as it takes: for proving books, not for requests. */
    <T> T snapshot(String storeId, Work<T> work) {
        try (Transaction transaction = beginLong(Set.of(storeId), LONGEST_SNAPSHOT, settings.lockTimeout())) {
            transaction.readOneMoment();
            return work.in(transaction);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /**
     * Runs and commits a long piece of work that cannot be done again from its beginning, since it eats its input.
     *
     * @throws DatabaseUnavailableException where the database cannot be reached, or somebody else is in the way
     */
    <T> T bulk(Collection<String> storeIds, Work<T> work) {
        try (Transaction transaction = beginLong(storeIds, LONGEST_STATEMENT, PATIENCE)) {
            T result = work.in(transaction);
            transaction.commit();
            return result;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static RuntimeException failed(SQLException e) {
        return SqlFailure.of(e) == SqlFailure.BUG
                ? new IllegalStateException("the database refused a statement: " + e.getSQLState(), e)
                : new DatabaseUnavailableException("the database does not answer", e);
    }

    /** Exponential, with jitter, so that those who collided do not collide again. */
    public static void pause(int attempt) {
        long longest = Math.min(LONGEST_PAUSE.toNanos(), FIRST_PAUSE.toNanos() << Math.min(attempt, 20));
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(longest / 2, longest));
    }

    @FunctionalInterface
    interface Work<T> {
        T in(Transaction transaction) throws SQLException;
    }
}
