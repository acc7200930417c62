package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.monitor.Finding;
import io.atomicinventory.engine.monitor.HealthStatus;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sales that wait in the queue, and why. */
final class QueueCheck implements HealthCheck {
    private static final String OPEN = """
            SELECT count(*) FILTER (WHERE status = 'pending') AS pending,
                   count(*) FILTER (WHERE status = 'insufficient_stock') AS short,
                   count(*) FILTER (WHERE failures > 0 AND NOT waits_for_person) AS failing,
                   min(recorded_at) AS oldest
            FROM offline_transaction_queue
            WHERE store_id = ? AND status IN ('pending', 'insufficient_stock')""";

    private static final String REASONS = """
            SELECT validation_errors -> 'problems' -> 0 ->> 'text' AS text, count(*) AS number,
                   min(transaction_id) AS example
            FROM offline_transaction_queue
            WHERE store_id = ? AND status IN ('pending', 'insufficient_stock') AND failures > 0 AND NOT waits_for_person
            GROUP BY text
            ORDER BY number DESC, text
            LIMIT ?""";

    private record Open(
            long pending,
            long isShort,
            long failing,
            @Nullable Instant oldest) {
        long all() {
            return pending + isShort;
        }
    }

    @Override
    public Finding find(String storeId, Transaction transaction) throws SQLException {
        List<Open> found = new ArrayList<>(1);
        List<Map<String, Object>> reasons = new ArrayList<>();
        transaction.run(new Pipeline()
                .query(OPEN, p -> p.text(storeId), row -> {
                    OffsetDateTime oldest = row.getObject("oldest", OffsetDateTime.class);
                    found.add(new Open(
                            row.getLong("pending"),
                            row.getLong("short"),
                            row.getLong("failing"),
                            oldest == null ? null : oldest.toInstant()));
                })
                .query(REASONS, p -> p.text(storeId).number(EXAMPLES), row -> {
                    Map<String, Object> reason = new LinkedHashMap<>();
                    reason.put("reason", row.getString("text"));
                    reason.put("number", row.getLong("number"));
                    reason.put("example", row.getString("example"));
                    reasons.add(reason);
                }));
        Open open = found.getFirst();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("pending", open.pending());
        details.put("insufficientStock", open.isShort());
        details.put("failing", open.failing());
        details.put("reasons", reasons);
        if (open.oldest() != null) {
            details.put("oldestQueuedAt", open.oldest());
        }
        boolean isFine = open.failing() == 0 && open.isShort() == 0;
        return new Finding(
                "queue", isFine ? HealthStatus.HEALTHY : HealthStatus.WARNING, message(open, reasons), details);
    }

    private static String message(Open open, List<Map<String, Object>> reasons) {
        if (open.all() == 0) {
            return "No sale waits.";
        }
        StringBuilder text = new StringBuilder();
        text.append("Waiting: ")
                .append(open.pending())
                .append(" pending and ")
                .append(open.isShort())
                .append(" short of stock, the oldest since ")
                .append(open.oldest())
                .append('.');
        if (open.isShort() > 0) {
            text.append(" What is short clears by itself after a receipt or a count; or approve or reject it.");
        }
        if (open.failing() > 0) {
            text.append(' ').append(open.failing()).append(" fail until somebody mends what is wrong: ");
            text.append(String.join(
                    "; ",
                    reasons.stream()
                            .map(one -> String.valueOf(one.get("reason")))
                            .toList()));
            text.append('.');
        }
        return text.toString();
    }
}
