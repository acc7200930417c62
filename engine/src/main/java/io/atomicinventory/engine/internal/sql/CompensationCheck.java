package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.monitor.Finding;
import io.atomicinventory.engine.monitor.HealthStatus;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Voids gave back at most what their sales took: of the last sales, and of some others each time. */
final class CompensationCheck implements HealthCheck {
    private static final int MOST_SALES = 500;
    private static final int MOST_PORTIONS = 500;

    /**
     * Against the sale's own record, and not against what the log says that it took. Where the log is long, it is read
     * from one of the last sales on.
     */
    static final String SAMPLE = """
            WITH newest AS MATERIALIZED (
                SELECT o.transaction_id
                FROM inventory_deduction_idempotency o
                WHERE o.store_id = ? AND o.operation = 'deduction' AND o.outcome = 'done'
                  AND o.recorded_at < 'infinity'
                ORDER BY o.recorded_at DESC, o.transaction_id DESC
                LIMIT ?),
            start AS MATERIALIZED (
                SELECT CASE WHEN (SELECT count(*) FROM (SELECT FROM inventory_compensation_log l
                                                        WHERE l.store_id = ? LIMIT ?) few) < ? THEN ''
                            ELSE coalesce((SELECT transaction_id FROM newest ORDER BY random() LIMIT 1), '')
                       END AS transaction_id),
            given_back AS (
                SELECT t.transaction_id, c.*
                FROM (SELECT transaction_id FROM newest
                      UNION
                      (SELECT l.transaction_id FROM inventory_compensation_log l
                       WHERE l.store_id = ? AND l.transaction_id >= (SELECT s.transaction_id FROM start s)
                       ORDER BY l.transaction_id LIMIT ?)) t
                    CROSS JOIN LATERAL (
                        SELECT l.stock_id, sum(l.restored_now) AS restored, min(l.deducted) AS least,
                               max(l.deducted) AS most, max(l.restored_before + l.restored_now) AS last
                        FROM inventory_compensation_log l
                        WHERE l.store_id = ? AND l.transaction_id = t.transaction_id
                        GROUP BY l.stock_id) c)
            SELECT g.transaction_id, g.stock_id, g.restored, coalesce(s.taken, 0) AS taken,
                   g.restored > coalesce(s.taken, 0) OR g.least IS DISTINCT FROM s.taken
                       OR g.most IS DISTINCT FROM s.taken OR g.last <> g.restored AS is_wrong
            FROM given_back g
                LEFT JOIN LATERAL (
                    SELECT sum(coalesce(line ->> 3, line ->> 'quantityDeducted')::numeric) AS taken
                    FROM inventory_deduction_idempotency o
                        CROSS JOIN LATERAL json_array_elements(
                            coalesce(o.deduction_data -> 1, o.deduction_data -> 'deducted')) AS line
                    WHERE o.store_id = ? AND o.transaction_id = g.transaction_id
                      AND o.operation IN ('deduction', 'rejection') AND o.outcome = 'done' AND o.operation = 'deduction'
                      AND coalesce(line ->> 0, line ->> 'inventoryStockId') = g.stock_id) s ON true""";

    @Override
    public String name() {
        return "compensation";
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
                                .number(MOST_PORTIONS)
                                .number(MOST_PORTIONS)
                                .text(storeId)
                                .number(MOST_PORTIONS)
                                .text(storeId)
                                .text(storeId),
                        row -> {
                            looked[0]++;
                            if (row.getBoolean("is_wrong")) {
                                Map<String, Object> example = new LinkedHashMap<>();
                                example.put("transactionId", row.getString("transaction_id"));
                                example.put("stockId", row.getString("stock_id"));
                                example.put("taken", row.getBigDecimal("taken"));
                                example.put("givenBack", row.getBigDecimal("restored"));
                                faults.add(example);
                            }
                        }));
        return finding(looked[0], faults).with("linesGivenBack", looked[0]);
    }

    private Finding finding(long lines, List<Map<String, Object>> faults) {
        if (faults.isEmpty()) {
            return Finding.healthy(
                    name(), "Of " + lines + " lines that voids gave back, none is more than its sale took.");
        }
        List<Map<String, Object>> examples = faults.stream().limit(EXAMPLES).toList();
        List<String> texts = examples.stream()
                .map(one -> one.get("transactionId") + ", " + one.get("stockId") + ": " + one.get("givenBack") + " of "
                        + one.get("taken"))
                .toList();
        return Finding.of(
                name(),
                HealthStatus.CRITICAL,
                faults.size(),
                examples,
                "Of " + lines + " lines that voids gave back, " + faults.size() + " do not agree with their sales ("
                        + String.join("; ", texts) + ").",
                "The log of the voids was changed past the engine: prove the books, then count these items.");
    }
}
