package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.monitor.Finding;
import io.atomicinventory.engine.monitor.HealthStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who tried to act in a store without leave. */
final class ForeignAccessCheck implements HealthCheck {
    /** Ids begin with the time, as {@link AuditStorage} makes them: a day is read, however long the trail is. */
    static final String REFUSED = """
            SELECT who, address, operation, occurred_at, sum(times) OVER () AS number
            FROM access_audit
            WHERE store_id = ? AND status >= 400 AND status = 403
              AND event_id >= lpad(to_hex((extract(epoch FROM now() - interval '24 hours') * 1000000)::bigint), 14, '0')
            ORDER BY event_id DESC
            LIMIT ?""";

    private record Attempt(String who, String address, String operation, Instant occurredAt) {
        static Attempt read(ResultSet row) throws SQLException {
            return new Attempt(
                    row.getString("who"),
                    row.getString("address"),
                    row.getString("operation"),
                    AccessColumns.time(row, "occurred_at"));
        }

        Map<String, Object> example() {
            Map<String, Object> example = new LinkedHashMap<>();
            example.put("who", who);
            example.put("address", address);
            example.put("operation", operation);
            example.put("occurredAt", occurredAt);
            return example;
        }

        String text() {
            return (who.isEmpty() ? "somebody" : who) + " from " + address + ", " + operation + ", " + occurredAt;
        }
    }

    @Override
    public String name() {
        return "foreign-access";
    }

    @Override
    public Finding find(String storeId, Transaction transaction) throws SQLException {
        long[] number = new long[1];
        List<Attempt> last = new ArrayList<>();
        transaction.run(new Pipeline().query(REFUSED, p -> p.text(storeId).number(EXAMPLES), row -> {
            number[0] = row.getLong("number");
            last.add(Attempt.read(row));
        }));
        return Finding.of(
                        name(),
                        last.isEmpty() ? HealthStatus.HEALTHY : HealthStatus.WARNING,
                        number[0],
                        last.stream().map(Attempt::example).toList(),
                        message(number[0], last),
                        last.isEmpty() ? "" : "See the audit trail; revoke the token if it is not known.")
                .with("attempts24h", number[0]);
    }

    private static String message(long number, List<Attempt> last) {
        if (last.isEmpty()) {
            return "Nobody tried to act in this store without leave in the last 24 hours.";
        }
        return number + (number == 1 ? " time" : " times")
                + " in the last 24 hours somebody tried to act in this store without leave ("
                + String.join("; ", last.stream().map(Attempt::text).toList())
                + "): see the audit trail; revoke the token if it is not known.";
    }
}
