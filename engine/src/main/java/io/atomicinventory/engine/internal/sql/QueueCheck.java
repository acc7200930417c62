package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.monitor.Finding;
import io.atomicinventory.engine.monitor.HealthStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sales that wait in the queue, and why. */
final class QueueCheck implements HealthCheck {
    private static final Duration OLD = Duration.ofHours(1);
    private static final Duration TOO_OLD = Duration.ofHours(24);
    private static final long MANY = 1_000;
    private static final long TOO_MANY = 10_000;

    private static final String OPEN = """
            SELECT count(*) FILTER (WHERE status = 'pending') AS pending,
                   count(*) FILTER (WHERE status = 'insufficient_stock') AS short,
                   count(*) FILTER (WHERE failures > 0 AND NOT waits_for_person) AS failing,
                   count(*) FILTER (WHERE status = 'insufficient_stock' OR failures > 0 AND NOT waits_for_person)
                       AS wrong,
                   min(recorded_at) AS oldest,
                   min(recorded_at) FILTER (WHERE status = 'pending') AS oldest_pending,
                   clock_timestamp() AS now
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

    private static final String WRONG = """
            SELECT transaction_id
            FROM offline_transaction_queue
            WHERE store_id = ? AND status IN ('pending', 'insufficient_stock')
              AND (status = 'insufficient_stock' OR failures > 0 AND NOT waits_for_person)
            ORDER BY occurred_at, queue_id
            LIMIT ?""";

    private record Open(
            long pending,
            long isShort,
            long failing,
            long wrong,
            @Nullable Instant oldest,
            @Nullable Instant oldestPending,
            Instant now) {
        long all() {
            return pending + isShort;
        }

        boolean isPendingFor(Duration time) {
            return oldestPending != null && oldestPending.isBefore(now.minus(time));
        }

        boolean isTooMuch() {
            return all() > MANY || isPendingFor(OLD);
        }

        /** Where too much waits, all of it is. */
        long found() {
            return isTooMuch() ? all() : wrong;
        }

        HealthStatus status() {
            if (all() > TOO_MANY || isPendingFor(TOO_OLD)) {
                return HealthStatus.CRITICAL;
            }
            return wrong == 0 && !isTooMuch() ? HealthStatus.HEALTHY : HealthStatus.WARNING;
        }
    }

    @Override
    public String name() {
        return "queue";
    }

    @Override
    public Finding find(String storeId, Transaction transaction) throws SQLException {
        List<Open> found = new ArrayList<>(1);
        List<Map<String, Object>> reasons = new ArrayList<>();
        List<String> examples = new ArrayList<>();
        transaction.run(new Pipeline()
                .query(OPEN, p -> p.text(storeId), row -> {
                    found.add(new Open(
                            row.getLong("pending"),
                            row.getLong("short"),
                            row.getLong("failing"),
                            row.getLong("wrong"),
                            time(row, "oldest"),
                            time(row, "oldest_pending"),
                            StoreBooks.now(row)));
                })
                .query(REASONS, p -> p.text(storeId).number(EXAMPLES), row -> {
                    Map<String, Object> reason = new LinkedHashMap<>();
                    reason.put("reason", row.getString("text"));
                    reason.put("number", row.getLong("number"));
                    reason.put("example", row.getString("example"));
                    reasons.add(reason);
                })
                .query(
                        WRONG,
                        p -> p.text(storeId).number(EXAMPLES),
                        row -> examples.add(row.getString("transaction_id"))));
        Open open = found.getFirst();
        Finding finding = Finding.of(name(), open.status(), open.found(), examples, message(open, reasons), todo(open))
                .with("pending", open.pending())
                .with("insufficientStock", open.isShort())
                .with("failing", open.failing())
                .with("reasons", reasons);
        return open.oldest() == null ? finding : finding.with("oldestQueuedAt", open.oldest());
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
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
        if (open.isTooMuch()) {
            text.append(" More waits, or for longer, than it should.");
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

    private static String todo(Open open) {
        List<String> todo = new ArrayList<>(3);
        if (open.isTooMuch()) {
            todo.add("Synchronise the queue, and see that the server does so by itself.");
        }
        if (open.isShort() > 0) {
            todo.add("What is short clears by itself after a receipt or a count; or approve or reject it.");
        }
        if (open.failing() > 0) {
            todo.add(
                    "Mend what the reasons name (a mapping or a product, mostly): the next synchronisation tries again.");
        }
        return String.join(" ", todo);
    }
}
