package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.EngineSettings;
import io.atomicinventory.engine.monitor.Finding;
import io.atomicinventory.engine.monitor.HealthStatus;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Sales that were told long after they happened. */
final class LateSalesCheck implements HealthCheck {
    private static final String WAITING = """
            SELECT transaction_id, count(*) OVER () AS number
            FROM offline_transaction_queue
            WHERE store_id = ? AND status IN ('pending', 'insufficient_stock') AND waits_for_person
            ORDER BY occurred_at, queue_id
            LIMIT ?""";

    /** What a correction puts back before a sale takes it: the sale was in the count. */
    static final String ABSORBED = """
            SELECT c.transaction_id, count(*) OVER () AS number
            FROM (SELECT DISTINCT transaction_id FROM inventory_movements
                  WHERE store_id = ? AND kind = 'correction' AND transaction_id IS NOT NULL AND quantity_change > 0
                    AND recorded_at > now() - interval '24 hours') c
            ORDER BY c.transaction_id
            LIMIT ?""";

    private static final class Sales {
        private final List<String> examples = new ArrayList<>();
        private long number;

        static Sales found(String sql, String storeId, Transaction transaction) throws SQLException {
            Sales sales = new Sales();
            transaction.run(new Pipeline().query(sql, p -> p.text(storeId).number(EXAMPLES), row -> {
                sales.number = row.getLong("number");
                sales.examples.add(row.getString("transaction_id"));
            }));
            return sales;
        }
    }

    @Override
    public String name() {
        return "late-sales";
    }

    @Override
    public Finding find(String storeId, Transaction transaction) throws SQLException {
        Sales waiting = Sales.found(WAITING, storeId, transaction);
        Sales absorbed = Sales.found(ABSORBED, storeId, transaction);
        boolean isFine = waiting.number == 0;
        return Finding.of(
                        name(),
                        isFine ? HealthStatus.HEALTHY : HealthStatus.WARNING,
                        waiting.number,
                        waiting.examples,
                        message(waiting, absorbed),
                        isFine ? "" : "Approve or reject each of them in the queue.")
                .with("waitForPerson", waiting.number)
                .with("waitForPersonExamples", waiting.examples)
                .with("absorbedByCounts24h", absorbed.number)
                .with("absorbedByCountsExamples", absorbed.examples);
    }

    private static String message(Sales waiting, Sales absorbed) {
        String text = waiting.number == 0
                ? "No sale that came too late waits."
                : waiting.number + " came more than " + EngineSettings.MAX_LATE.toHours()
                        + " hours late and wait for a person (" + String.join(", ", waiting.examples)
                        + "): approve or reject each.";
        return absorbed.number == 0
                ? text
                : text + " " + absorbed.number
                        + " of the last 24 hours had been counted already and changed nothing: where that is wrong,"
                        + " count again.";
    }
}
