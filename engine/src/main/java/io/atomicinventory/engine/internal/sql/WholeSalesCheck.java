package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.monitor.Finding;
import io.atomicinventory.engine.monitor.HealthStatus;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The last sales took each of their ingredients, once and in full. {@link VerifierStorage} proves it for all. What voids
 * gave back is another kind of movement, and a sale that was approved in part records the part.
 */
final class WholeSalesCheck implements HealthCheck {
    private static final int MOST_SALES = 200;
    /** Of each stock item: more than the last sales made, since there are voids, receipts and counts between. */
    private static final int MOST_MOVEMENTS = 500;

    /**
     * Movements are found by their item only, the newest first. Of a line that has none among those that were read,
     * nothing is said where they do not reach back to before its sale.
     */
    static final String SAMPLE = """
            WITH sales AS MATERIALIZED (
                SELECT o.transaction_id, o.recorded_at, o.deduction_data
                FROM inventory_deduction_idempotency o
                WHERE o.store_id = ? AND o.operation = 'deduction' AND o.outcome = 'done'
                  AND o.recorded_at < 'infinity'
                ORDER BY o.recorded_at DESC, o.transaction_id DESC
                LIMIT ?),
            recorded AS MATERIALIZED (
                SELECT s.transaction_id, coalesce(line ->> 0, line ->> 'inventoryStockId') AS stock_id,
                       min(s.recorded_at) AS recorded_at, count(*) AS number,
                       sum(coalesce(line ->> 3, line ->> 'quantityDeducted')::numeric) AS taken
                FROM sales s
                    CROSS JOIN LATERAL json_array_elements(
                        coalesce(s.deduction_data -> 1, s.deduction_data -> 'deducted')) AS line
                GROUP BY 1, 2),
            newest AS MATERIALIZED (
                SELECT i.stock_id, m.*
                FROM (SELECT DISTINCT stock_id FROM recorded) i
                    CROSS JOIN LATERAL (
                        SELECT n.transaction_id, n.kind, n.quantity_change, n.recorded_at
                        FROM inventory_movements n
                        WHERE n.store_id = ? AND n.stock_id = i.stock_id
                        ORDER BY n.version DESC
                        LIMIT ?) m),
            reach AS (
                SELECT stock_id, CASE WHEN count(*) < ? THEN '-infinity' ELSE min(recorded_at) END AS since
                FROM newest GROUP BY stock_id),
            moved AS (
                SELECT n.transaction_id, n.stock_id, count(*) AS number, -sum(n.quantity_change) AS taken
                FROM newest n JOIN sales s ON s.transaction_id = n.transaction_id
                WHERE n.kind = 'deduction'
                GROUP BY 1, 2)
            SELECT coalesce(r.transaction_id, m.transaction_id) AS transaction_id,
                   coalesce(r.stock_id, m.stock_id) AS stock_id,
                   coalesce(r.taken, 0) AS recorded, coalesce(m.taken, 0) AS moved, coalesce(m.number, 0) AS movements,
                   r.taken IS DISTINCT FROM m.taken OR r.number IS DISTINCT FROM m.number AS is_wrong
            FROM recorded r
                FULL JOIN moved m ON m.transaction_id = r.transaction_id AND m.stock_id = r.stock_id
                LEFT JOIN reach a ON a.stock_id = r.stock_id
            WHERE m.stock_id IS NOT NULL OR a.since IS NULL OR a.since < r.recorded_at - interval '10 seconds'
            ORDER BY 1, 2""";

    @Override
    public String name() {
        return "whole-sales";
    }

    @Override
    public Finding find(String storeId, Transaction transaction) throws SQLException {
        long[] looked = new long[1];
        List<Map<String, Object>> faults = new ArrayList<>();
        transaction.run(new Pipeline()
                .query(
                        SAMPLE,
                        p -> p.text(storeId)
                                .number(MOST_SALES)
                                .text(storeId)
                                .number(MOST_MOVEMENTS)
                                .number(MOST_MOVEMENTS),
                        row -> {
                            looked[0]++;
                            if (row.getBoolean("is_wrong")) {
                                Map<String, Object> example = new LinkedHashMap<>();
                                example.put("transactionId", row.getString("transaction_id"));
                                example.put("stockId", row.getString("stock_id"));
                                example.put("recorded", row.getBigDecimal("recorded"));
                                example.put("moved", row.getBigDecimal("moved"));
                                example.put("movements", row.getLong("movements"));
                                faults.add(example);
                            }
                        }));
        return finding(looked[0], faults).with("lines", looked[0]);
    }

    private Finding finding(long lines, List<Map<String, Object>> faults) {
        if (faults.isEmpty()) {
            return Finding.healthy(
                    name(), "Of " + lines + " lines of the last sales, each was taken once and in full.");
        }
        List<Map<String, Object>> examples = faults.stream().limit(EXAMPLES).toList();
        List<String> texts = examples.stream()
                .map(one -> one.get("transactionId") + ", " + one.get("stockId") + ": recorded " + one.get("recorded")
                        + ", moved " + one.get("moved") + " in " + one.get("movements"))
                .toList();
        return Finding.of(
                name(),
                HealthStatus.CRITICAL,
                faults.size(),
                examples,
                "Of " + lines + " lines of the last sales, " + faults.size() + " were not taken as recorded ("
                        + String.join("; ", texts) + ").",
                "Something wrote past the engine: prove the books, find out who had the owner's access, then count these"
                        + " items.");
    }
}
