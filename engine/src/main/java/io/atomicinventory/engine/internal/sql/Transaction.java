package io.atomicinventory.engine.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A READ COMMITTED transaction as the application's role. Role, stores and durability are set for this
 * transaction alone, together with its first statements: a pooled connection carries nothing over to the next
 * request, whoever owns the pool.
 */
public final class Transaction implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Transaction.class);

    private static final String SETTINGS = """
            SELECT set_config('role', ?, true), set_config('inventory.stores', ?, true),
                   set_config('synchronous_commit', 'on', true),
                   set_config('lock_timeout', ?, true), set_config('statement_timeout', ?, true)""";

    /**
     * All that a request asks has an index, in whose order it asks. The planner would do without where it last saw a
     * table empty or small, and would keep to that while it grows, since a prepared statement is seldom planned again.
     */
    private static final String SETTINGS_OF_A_REQUEST = SETTINGS + """
            , set_config('enable_seqscan', 'off', true), set_config('enable_sort', 'off', true),
            set_config('plan_cache_mode', 'force_generic_plan', true), set_config('jit', 'off', true)""";

    private static final String TURN_TO = "SELECT set_config('inventory.stores', ?, true)";

    private static final int MOST_TOGETHER = 8;

    /** The server ends a statement at its timeout; whoever has not answered this long after it, will not. */
    private static final Duration SILENCE = Duration.ofSeconds(2);

    private final Connection connection;
    private final String settings;
    private final String role;
    private final String storeIds;
    private String visible;
    private final Duration timeout;
    private final Duration lockTimeout;
    private final int networkTimeoutBefore;
    private boolean begun;
    private boolean ended;

    /** @param isRequest whether it looks up rows by their keys; else it may go through whole tables */
    Transaction(
            Connection connection,
            String role,
            Collection<String> storeIds,
            Duration timeout,
            Duration lockTimeout,
            boolean isRequest)
            throws SQLException {
        this.connection = connection;
        this.settings = isRequest ? SETTINGS_OF_A_REQUEST : SETTINGS;
        this.role = role;
        this.storeIds = String.join(",", storeIds);
        this.visible = this.storeIds;
        this.timeout = timeout;
        this.lockTimeout = lockTimeout;
        try {
            connection.setAutoCommit(false);
            networkTimeoutBefore = connection.getNetworkTimeout();
            setNetworkTimeout(Math.toIntExact(timeout.plus(SILENCE).toMillis()));
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private void setNetworkTimeout(int millis) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, millis);
    }

    /** All statements see the same moment, and none may write. Before the first of them. */
    void readOneMoment() throws SQLException {
        new Pipeline()
                .update("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY", p -> {}, count -> {})
                .run(connection);
    }

    void run(Pipeline pipeline) throws SQLException {
        Pipeline whole = begun
                ? pipeline
                : new Pipeline().query(settings, this::bindSettings, row -> {}).then(pipeline);
        begun = true;
        whole.run(connection);
    }

    private void bindSettings(Parameters parameters) throws SQLException {
        parameters
                .text(role)
                .text(storeIds)
                .text(Long.toString(lockTimeout.toMillis()))
                .text(Long.toString(Math.max(1, timeout.toMillis())));
    }

    /** Sees and writes these stores from now on, for work that goes from store to store. */
    void turnTo(Collection<String> stores) throws SQLException {
        String ids = String.join(",", stores);
        if (ids.equals(visible)) {
            return;
        }
        visible = ids;
        run(new Pipeline().query(TURN_TO, p -> p.text(ids), row -> {}));
    }

    /**
     * The same statements for each of several stores, which travel together and see one store after the other.
     * They go in groups of 8, 4, 2 and 1, so that there are few forms of them and each stays prepared.
     */
    <T> void runEach(List<T> stores, Function<T, String> storeId, BiConsumer<T, Pipeline> statements)
            throws SQLException {
        int next = 0;
        while (next < stores.size()) {
            int end = next + Math.min(MOST_TOGETHER, Integer.highestOneBit(stores.size() - next));
            Pipeline pipeline = new Pipeline();
            for (T store : stores.subList(next, end)) {
                String id = storeId.apply(store);
                // A batch of one store is turned to it from the beginning.
                if (stores.size() > 1 || !id.equals(visible)) {
                    pipeline.query(TURN_TO, p -> p.text(id), row -> {});
                    visible = id;
                }
                statements.accept(store, pipeline);
            }
            run(pipeline);
            next = end;
        }
    }

    /** Takes back what was done; the commit that follows then has nothing to write. */
    void undo() throws SQLException {
        connection.rollback();
        begun = false; // whatever follows begins with its role and stores again
        visible = storeIds;
    }

    /** Returns when the commit is on disk. Where it throws, the outcome may be unknown: see {@link SqlFailure}. */
    public void commit() throws SQLException {
        ended = true;
        connection.commit();
    }

    /** Rolls back unless it was committed. */
    @Override
    public void close() throws SQLException {
        try (connection) {
            if (!ended) {
                connection.rollback();
            }
            setNetworkTimeout(networkTimeoutBefore);
        } catch (SQLException e) {
            // The transaction is over either way: the server ends it with the session.
            LOG.debug("A connection failed while it was given back", e);
        }
    }
}
