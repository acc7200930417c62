package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.Quantities;
import io.atomicinventory.engine.internal.menu.MenuCache;
import io.atomicinventory.engine.monitor.Finding;
import io.atomicinventory.engine.monitor.HealthReport;
import io.atomicinventory.engine.monitor.HealthStatus;
import io.atomicinventory.engine.monitor.QueueMetrics;
import io.atomicinventory.engine.monitor.WaitingSales;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at a store for {@link io.atomicinventory.engine.monitor}. Thread-safe. */
public final class HealthStorage {
    private static final Logger LOG = LoggerFactory.getLogger(HealthStorage.class);

    private static final Duration LONGEST_STATEMENT = Duration.ofSeconds(5);
    private static final Duration LONGEST_REPORT = Duration.ofSeconds(30);

    private static final String KNOWN = "SELECT clock_timestamp() AS now FROM stores WHERE store_id = ?";

    private static final String QUEUE = """
            SELECT o.pending, o.short, coalesce(t.approved, 0) AS approved, coalesce(t.rejected, 0) AS rejected,
                   coalesce(round(extract(epoch FROM t.waited) / 60 / nullif(t.approved + t.rejected, 0), 2), 0) AS minutes
            FROM (SELECT count(*) FILTER (WHERE status = 'pending') AS pending,
                         count(*) FILTER (WHERE status = 'insufficient_stock') AS short
                  FROM offline_transaction_queue
                  WHERE store_id = ? AND status IN ('pending', 'insufficient_stock')) o
                LEFT JOIN queue_totals t ON t.store_id = ?""";

    private static final String STORES = "SELECT store_id FROM stores WHERE store_id > ? ORDER BY store_id LIMIT ?";

    private static final String WAITING = """
            SELECT count(*) FILTER (WHERE status = 'pending') AS pending,
                   count(*) FILTER (WHERE status = 'insufficient_stock') AS insufficient_stock,
                   count(DISTINCT store_id) AS stores,
                   coalesce(extract(epoch FROM clock_timestamp() - min(recorded_at)), 0) AS oldest
            FROM offline_transaction_queue
            WHERE status IN ('pending', 'insufficient_stock')""";

    private final Database database;
    private final List<HealthCheck> checks;

    public HealthStorage(Database database, MenuCache menus) {
        this.database = database;
        this.checks = List.of(
                new VersionGuardCheck(),
                new IdempotencyKeysCheck(),
                new StoreBoundariesCheck(),
                new WholeSalesCheck(),
                new ConservationCheck(),
                new CompensationCheck(),
                new NegativeStockCheck(),
                new MappingsCheck(menus),
                new SuccessRateCheck(),
                new QueueCheck(),
                new LateSalesCheck(),
                new ForeignAccessCheck(),
                new DurabilityCheck(),
                new LatencyCheck());
    }

    /** Empty where there is no such store. */
    public Optional<HealthReport> report(String storeId) {
        return now(storeId).map(now -> {
            long deadline = System.nanoTime() + LONGEST_REPORT.toNanos();
            return HealthReport.of(
                    checks.stream()
                            .map(check -> finding(check, storeId, deadline))
                            .toList(),
                    now);
        });
    }

    private Optional<Instant> now(String storeId) {
        return database.transact(Set.of(storeId), transaction -> known(storeId, transaction));
    }

    /** By itself: whatever stops one check, the others run. */
    private Finding finding(HealthCheck check, String storeId, long deadline) {
        Duration left = Duration.ofNanos(deadline - System.nanoTime());
        if (!left.isPositive()) {
            return couldNotRun(check, "the checks before it took " + LONGEST_REPORT.toSeconds() + " s");
        }
        Duration timeout = left.compareTo(LONGEST_STATEMENT) < 0 ? left : LONGEST_STATEMENT;
        try {
            return database.look(storeId, timeout, transaction -> check.find(storeId, transaction));
        } catch (SQLException e) {
            LOG.warn("The check {} of store {} could not run", check.name(), storeId, e);
            if (SqlFailure.of(e) == SqlFailure.CONNECTION) {
                now(storeId); // throws where it is no single check that cannot reach the database
            }
            return couldNotRun(check, e.getMessage());
        } catch (DatabaseUnavailableException e) {
            throw e;
        } catch (RuntimeException e) { // what it read was not what it should be
            LOG.warn("The check {} of store {} could not run", check.name(), storeId, e);
            return couldNotRun(check, e.getMessage());
        }
    }

    private static Finding couldNotRun(HealthCheck check, @Nullable String reason) {
        return Finding.of(
                check.name(),
                HealthStatus.WARNING,
                1,
                List.of(),
                "could not run: " + reason,
                "Mend what stopped it and run the checks again: until then nobody knows.");
    }

    /** Empty where there is no such store. */
    public Optional<QueueMetrics> queueMetrics(String storeId) {
        return database.transact(Set.of(storeId), transaction -> {
            if (known(storeId, transaction).isEmpty()) {
                return Optional.empty();
            }
            List<QueueMetrics> found = new ArrayList<>(1);
            transaction.run(new Pipeline()
                    .query(
                            QUEUE,
                            p -> p.text(storeId).text(storeId),
                            row -> found.add(new QueueMetrics(
                                    row.getLong("pending"),
                                    row.getLong("short"),
                                    row.getLong("approved"),
                                    row.getLong("rejected"),
                                    Quantities.plain(row.getBigDecimal("minutes"))))));
            return Optional.of(found.getFirst());
        });
    }

    /** Of all stores, some at a time. */
    public WaitingSales waitingSales() {
        return database.transact(Set.of(), transaction -> {
            WaitingSales[] all = {WaitingSales.NONE};
            List<String> stores = stores(transaction, "");
            while (!stores.isEmpty()) {
                transaction.turnTo(stores);
                transaction.run(new Pipeline()
                        .query(
                                WAITING,
                                p -> {},
                                row -> all[0] = all[0].plus(new WaitingSales(
                                        row.getLong("pending"),
                                        row.getLong("insufficient_stock"),
                                        row.getLong("stores"),
                                        row.getDouble("oldest")))));
                stores = stores.size() < Page.MAX_LIMIT ? List.of() : stores(transaction, stores.getLast());
            }
            return all[0];
        });
    }

    private static List<String> stores(Transaction transaction, String after) throws SQLException {
        List<String> stores = new ArrayList<>();
        transaction.run(new Pipeline()
                .query(
                        STORES,
                        p -> p.text(after).number(Page.MAX_LIMIT),
                        row -> stores.add(row.getString("store_id"))));
        return stores;
    }

    static Optional<Instant> known(String storeId, Transaction transaction) throws SQLException {
        List<Instant> now = new ArrayList<>(1);
        transaction.run(new Pipeline().query(KNOWN, p -> p.text(storeId), row -> now.add(StoreBooks.now(row))));
        return now.stream().findFirst();
    }
}
