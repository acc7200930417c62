package io.atomicinventory.engine.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.EngineSettings;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The café for the tests of one class, on one database and two nodes, each with a pool of its own. Each test
 * begins as on the first morning, and ends with the books being proved.
 */
public final class OpenCafe implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    /** What a deduction may write, as text, to see whether anything was written. */
    private static final String BOOKS = """
            SELECT concat((SELECT string_agg(s::text, ' ' ORDER BY s.store_id, s.stock_id) FROM inventory_stock s),
                          (SELECT string_agg(m::text, ' ' ORDER BY m.store_id, m.stock_id, m.version)
                           FROM inventory_movements m),
                          (SELECT string_agg(o::text, ' ' ORDER BY o.store_id, o.idempotency_key)
                           FROM inventory_deduction_idempotency o))""";

    /** Stores whose queue's totals are not what its entries are. */
    private static final String WRONG_QUEUE_TOTALS = """
            SELECT string_agg(concat_ws(' ', c.store_id, c, t), ', ')
            FROM (SELECT store_id, count(*) FILTER (WHERE status = 'approved') AS approved,
                         count(*) FILTER (WHERE status = 'rejected') AS rejected,
                         sum(decided_at - recorded_at) AS waited
                  FROM offline_transaction_queue WHERE status IN ('approved', 'rejected') GROUP BY store_id) c
                FULL JOIN queue_totals t USING (store_id)
            WHERE (c.approved, c.rejected, c.waited) IS DISTINCT FROM (t.approved, t.rejected, t.waited)
              AND coalesce(c.approved, 0) + coalesce(c.rejected, 0) + coalesce(t.approved, 0) + coalesce(t.rejected, 0) > 0""";

    private @Nullable TestDatabase database;
    private @Nullable HikariDataSource firstPool;
    private @Nullable HikariDataSource secondPool;
    private @Nullable AtomicInventory engine;
    private @Nullable AtomicInventory otherNode;
    private @Nullable Cafe cafe;

    @Override
    public void beforeAll(ExtensionContext context) {
        TestDatabase made = new TestDatabase();
        database = made;
        firstPool = made.pool(16);
        secondPool = made.pool(16);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        database().clear();
        engine = open(pool(), EngineSettings.defaults());
        otherNode = open(Objects.requireNonNull(secondPool), EngineSettings.defaults());
        cafe = Cafe.open(engine);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        assertThat(engine().verifier().verify()).isEmpty();
        assertThat(database().value(WRONG_QUEUE_TOTALS)).isEqualTo("null");
    }

    @Override
    public void afterAll(ExtensionContext context) {
        database().close();
    }

    public TestDatabase database() {
        return Objects.requireNonNull(database);
    }

    public AtomicInventory engine() {
        return Objects.requireNonNull(engine);
    }

    /** A second engine on the same database, with its own pool and its own memory. */
    public AtomicInventory otherNode() {
        return Objects.requireNonNull(otherNode);
    }

    /** The first node's pool with other settings. */
    public AtomicInventory engine(EngineSettings settings) {
        return open(pool(), settings);
    }

    public HikariDataSource pool() {
        return Objects.requireNonNull(firstPool);
    }

    public Cafe cafe() {
        return Objects.requireNonNull(cafe);
    }

    /** All stock rows, movements and outcomes. */
    public String books() {
        return database().value(BOOKS);
    }

    public long count(String fromWhere) {
        return Long.parseLong(database().value("SELECT count(*) FROM " + fromWhere));
    }

    private static AtomicInventory open(HikariDataSource pool, EngineSettings settings) {
        return AtomicInventory.on(pool).settings(settings).open();
    }
}
