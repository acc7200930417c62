package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.Quantities;
import io.atomicinventory.engine.internal.decide.Sales;
import io.atomicinventory.engine.monitor.Finding;
import io.atomicinventory.engine.monitor.HealthStatus;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Stock items below zero, and who let them be. */
final class NegativeStockCheck implements HealthCheck {
    /**
     * The newest movements of a row tell by whose leave it is below zero since it was last not. What a command leaves
     * counts: on the way there it may go above zero, as a void does whose goods are waste.
     */
    static final String BELOW_ZERO = """
            SELECT s.stock_id, s.item, s.unit, s.quantity, s.allow_negative,
                   s.quantity < -s.approved_overdraft AS is_without_leave,
                   coalesce(p.is_by_policy, false) AS is_by_policy
            FROM inventory_stock s
                CROSS JOIN LATERAL (
                    SELECT bool_or(b.kind = 'deduction' AND b.why = ?) AS is_by_policy
                    FROM (SELECT m.kind, m.why,
                                 bool_and(m.new_quantity < 0 OR coalesce(m.key_after = m.idempotency_key, false))
                                     OVER (ORDER BY m.version DESC) AS is_below
                          FROM (SELECT i.*, lag(i.idempotency_key) OVER (ORDER BY i.version DESC) AS key_after
                                FROM inventory_movements i
                                WHERE i.store_id = s.store_id AND i.stock_id = s.stock_id AND NOT s.allow_negative
                                ORDER BY i.version DESC
                                LIMIT 1000) m) b
                    WHERE b.is_below) p
            WHERE s.store_id = ? AND s.quantity < 0
            ORDER BY s.stock_id""";

    /** By whose leave; the worst last. */
    private enum Leave {
        APPROVED("approved by a person"),
        STOCK_ITEM("by the stock item's own rule"),
        STORE_POLICY("by the store's policy on shortage"),
        NONE("without leave");

        private final String words;

        Leave(String words) {
            this.words = words;
        }

        boolean isWrong() {
            return this == STORE_POLICY || this == NONE;
        }

        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private record Row(String stockId, String item, String unit, BigDecimal quantity, Leave leave) {
        static Row read(ResultSet row) throws SQLException {
            return new Row(
                    row.getString("stock_id"),
                    row.getString("item"),
                    row.getString("unit"),
                    Quantities.plain(row.getBigDecimal("quantity")),
                    leaveOf(row));
        }

        private static Leave leaveOf(ResultSet row) throws SQLException {
            if (row.getBoolean("allow_negative")) {
                return Leave.STOCK_ITEM;
            }
            if (row.getBoolean("is_without_leave")) {
                return Leave.NONE;
            }
            return row.getBoolean("is_by_policy") ? Leave.STORE_POLICY : Leave.APPROVED;
        }

        Map<String, Object> example() {
            Map<String, Object> example = new LinkedHashMap<>();
            example.put("stockId", stockId);
            example.put("item", item);
            example.put("unit", unit);
            example.put("quantity", quantity);
            example.put("leave", leave.code());
            return example;
        }
    }

    @Override
    public String name() {
        return "negative-stock";
    }

    @Override
    public Finding find(String storeId, Transaction transaction) throws SQLException {
        List<Row> rows = new ArrayList<>();
        transaction.run(new Pipeline()
                .query(BELOW_ZERO, p -> p.text(Sales.BY_POLICY).text(storeId), row -> rows.add(Row.read(row))));
        rows.sort(Comparator.comparing(Row::leave).reversed().thenComparing(Row::stockId));
        Map<String, Object> byLeave = new LinkedHashMap<>();
        List<String> words = new ArrayList<>();
        for (Leave leave : Leave.values()) {
            long number = rows.stream().filter(row -> row.leave() == leave).count();
            byLeave.put(leave.code(), number);
            if (number > 0) {
                words.add(number + " " + leave.words);
            }
        }
        return Finding.of(
                        name(),
                        status(rows),
                        rows.stream().filter(row -> row.leave().isWrong()).count(),
                        rows.stream().limit(EXAMPLES).map(Row::example).toList(),
                        message(rows, words),
                        todo(rows))
                .with("belowZero", rows.size())
                .with("byLeave", byLeave);
    }

    private static HealthStatus status(List<Row> rows) {
        Leave worst = rows.isEmpty() ? Leave.APPROVED : rows.getFirst().leave();
        return switch (worst) {
            case APPROVED, STOCK_ITEM -> HealthStatus.HEALTHY;
            case STORE_POLICY -> HealthStatus.WARNING;
            case NONE -> HealthStatus.CRITICAL;
        };
    }

    private static String message(List<Row> rows, List<String> words) {
        if (rows.isEmpty()) {
            return "No stock item is below zero.";
        }
        String examples = String.join(
                ", ",
                rows.stream()
                        .limit(EXAMPLES)
                        .map(row -> row.stockId() + " " + row.quantity().toPlainString())
                        .toList());
        return "Below zero: " + String.join(", ", words) + " (" + examples + ").";
    }

    private static String todo(List<Row> rows) {
        Leave worst = rows.isEmpty() ? Leave.APPROVED : rows.getFirst().leave();
        return switch (worst) {
            case APPROVED, STOCK_ITEM -> "";
            case STORE_POLICY -> "Book the delivery that is missing, or count.";
            case NONE -> "Something wrote past the engine: prove the books, then count.";
        };
    }
}
