package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.monitor.Finding;
import io.atomicinventory.engine.monitor.HealthStatus;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tries the guard of the stock rows as a careless writer would, on rows of its own that nobody else ever sees. Of the
 * store's rows none is read, locked or changed.
 */
final class VersionGuardCheck implements HealthCheck {
    private static final String REFUSED = "23514";

    private static final String INSERT = """
            INSERT INTO inventory_stock (store_id, stock_id, item, unit, quantity, version)
            VALUES (?, ?, 'Health check', 'piece', ?, ?)""";

    private static final String CHANGE = """
            UPDATE inventory_stock SET quantity = quantity - 2 WHERE store_id = ? AND stock_id = ?""";

    private static final String FALL = """
            UPDATE inventory_stock SET version = version - 1 WHERE store_id = ? AND stock_id = ?""";

    /** The row with the movement that made it so. */
    private static final String READ = """
            SELECT s.version, m.kind, m.quantity_change
            FROM inventory_stock s
                LEFT JOIN inventory_movements m
                    ON m.store_id = s.store_id AND m.stock_id = s.stock_id AND m.version = s.version
            WHERE s.store_id = ? AND s.stock_id = ?""";

    private record State(
            long version, @Nullable String kind, @Nullable BigDecimal change) {
        static State read(ResultSet row) throws SQLException {
            return new State(row.getLong("version"), row.getString("kind"), row.getBigDecimal("quantity_change"));
        }

        boolean isTold(long expected) {
            return "external".equals(kind) && change != null && change.compareTo(BigDecimal.valueOf(expected)) == 0;
        }
    }

    @Override
    public String name() {
        return "version-guard";
    }

    @Override
    public Finding find(String storeId, Transaction transaction) throws SQLException {
        String changed = "health-check-" + UUID.randomUUID();
        String fallen = "health-check-" + UUID.randomUUID();
        List<State> states = new ArrayList<>();
        transaction.run(new Pipeline()
                .update(INSERT, p -> p.text(storeId).text(changed).number(5).number(0), count -> {})
                .query(READ, p -> p.text(storeId).text(changed), row -> states.add(State.read(row)))
                .update(CHANGE, p -> p.text(storeId).text(changed), count -> {})
                .query(READ, p -> p.text(storeId).text(changed), row -> states.add(State.read(row)))
                .update(INSERT, p -> p.text(storeId).text(fallen).number(0).number(5), count -> {}));
        if (states.size() != 2) {
            throw new SQLException("a stock row that was tried could not be read back");
        }
        State entered = states.getFirst();
        State after = states.getLast();
        List<String> faults = new ArrayList<>();
        if (entered.version() != 1 || !entered.isTold(5)) {
            faults.add("a row that was entered with a quantity has no movement");
        }
        if (after.version() != entered.version() + 1) {
            faults.add("an update that left the version alone did not raise it");
        }
        if (!after.isTold(-2)) {
            faults.add("an update that left the version alone has no movement");
        }
        if (falls(storeId, fallen, transaction)) {
            faults.add("a version fell");
        }
        return finding(faults);
    }

    /** The last thing that is tried, since a refusal ends the transaction. */
    private static boolean falls(String storeId, String stockId, Transaction transaction) throws SQLException {
        try {
            transaction.run(new Pipeline().update(FALL, p -> p.text(storeId).text(stockId), count -> {}));
            return true;
        } catch (SQLException e) {
            if (REFUSED.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    private Finding finding(List<String> faults) {
        if (faults.isEmpty()) {
            return Finding.healthy(
                    name(), "Tried: a version cannot fall, and a change from outside the engine leaves its movement.");
        }
        return Finding.of(
                name(),
                HealthStatus.CRITICAL,
                faults.size(),
                faults,
                "The guard of the stock rows does not hold: " + String.join("; ", faults) + ".",
                "Switch the triggers on again as the owner (ALTER TABLE inventory_stock ENABLE TRIGGER USER), or restore"
                        + " them from the migrations; then prove the books.");
    }
}
