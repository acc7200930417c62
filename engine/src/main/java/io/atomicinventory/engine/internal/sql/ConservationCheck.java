package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.monitor.Finding;
import io.atomicinventory.engine.monitor.HealthStatus;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every quantity is the sum of its movements: for some stock items, others each time, and the newest movements of each.
 * {@link VerifierStorage} proves it for all.
 */
final class ConservationCheck implements HealthCheck {
    private static final int MOST_ITEMS = 200;
    private static final int MOST_MOVEMENTS = 30;

    static final String SAMPLE = """
            SELECT r.stock_id, count(m.version) AS movements,
                   CASE WHEN r.version <> coalesce(max(m.version), 0) THEN
                            format('its version is %s, that of its newest movement %s',
                                   r.version, coalesce(max(m.version), 0))
                        WHEN r.quantity <> coalesce(max(m.new_quantity) FILTER (WHERE m.version = r.version), 0) THEN
                            format('its quantity is %s, its newest movement left %s', r.quantity,
                                   coalesce(max(m.new_quantity) FILTER (WHERE m.version = r.version), 0))
                        WHEN bool_or(m.new_quantity <> m.previous_quantity + m.quantity_change) THEN
                            format('movement %s does not add up', max(m.version)
                                   FILTER (WHERE m.new_quantity <> m.previous_quantity + m.quantity_change))
                        WHEN bool_or(m.is_torn) THEN
                            format('movement %s does not go on where the one before ended',
                                   max(m.version) FILTER (WHERE m.is_torn))
                   END AS fault
            FROM (SELECT s.stock_id, s.quantity, s.version
                  FROM inventory_stock s WHERE s.store_id = ?
                  ORDER BY random() LIMIT ?) r
                LEFT JOIN LATERAL (
                    SELECT n.*,
                           CASE lag(n.version) OVER (ORDER BY n.version)
                               WHEN n.version - 1 THEN
                                   n.previous_quantity <> lag(n.new_quantity) OVER (ORDER BY n.version)
                               ELSE row_number() OVER (ORDER BY n.version) > 1
                                    -- The oldest that was read is the first of all, or has another before it.
                                    OR CASE WHEN n.version = 1 THEN n.previous_quantity <> 0
                                            ELSE count(*) OVER () < ? END
                           END AS is_torn
                    FROM (SELECT i.version, i.previous_quantity, i.quantity_change, i.new_quantity
                          FROM inventory_movements i
                          WHERE i.store_id = ? AND i.stock_id = r.stock_id
                          ORDER BY i.version DESC LIMIT ?) n) m ON true
            GROUP BY r.stock_id, r.quantity, r.version""";

    @Override
    public String name() {
        return "conservation";
    }

    @Override
    public Finding find(String storeId, Transaction transaction) throws SQLException {
        long[] looked = new long[2];
        List<Map<String, Object>> faults = new ArrayList<>();
        transaction.run(new Pipeline()
                .query(
                        SAMPLE,
                        p -> p.text(storeId)
                                .number(MOST_ITEMS)
                                .number(MOST_MOVEMENTS)
                                .text(storeId)
                                .number(MOST_MOVEMENTS),
                        row -> {
                            looked[0]++;
                            looked[1] += row.getLong("movements");
                            String fault = row.getString("fault");
                            if (fault != null) {
                                Map<String, Object> example = new LinkedHashMap<>();
                                example.put("stockId", row.getString("stock_id"));
                                example.put("fault", fault);
                                faults.add(example);
                            }
                        }));
        return finding(looked[0], faults).with("stockItems", looked[0]).with("movements", looked[1]);
    }

    private Finding finding(long items, List<Map<String, Object>> faults) {
        if (faults.isEmpty()) {
            return Finding.healthy(
                    name(), "Of " + items + " stock items, picked at random, each is what its newest movements say.");
        }
        List<Map<String, Object>> examples = faults.stream().limit(EXAMPLES).toList();
        List<String> texts = examples.stream()
                .map(example -> example.get("stockId") + ": " + example.get("fault"))
                .toList();
        return Finding.of(
                name(),
                HealthStatus.CRITICAL,
                faults.size(),
                examples,
                "Of " + items + " stock items, picked at random, " + faults.size()
                        + " are not what their movements say (" + String.join("; ", texts) + ").",
                "Something wrote past the engine: prove the books, find out who had the owner's access, then count these"
                        + " items.");
    }
}
