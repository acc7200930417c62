package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.internal.figures.CountedMinute;
import io.atomicinventory.engine.internal.figures.Tally;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code deduction_metrics}, by minute and engine, and {@code deduction_totals}, up to the end of each settled hour. */
final class MetricsTable {
    private static final List<String> COUNTS =
            Stream.of(Tally.Count.values()).map(MetricsTable::column).toList();

    private static final String COLUMNS =
            String.join(", ", COUNTS) + ", reasons, duration_micros_total, duration_micros_max, durations";

    private static final String UNNESTED_COUNTS =
            COUNTS.stream().map(count -> "unnest(?::bigint[]) AS " + count).collect(Collectors.joining(", "));

    private static final String UNNESTED = UNNESTED_COUNTS + """
            , unnest(?::text[])::jsonb AS reasons, unnest(?::bigint[]) AS duration_micros_total,
            unnest(?::bigint[]) AS duration_micros_max, unnest(?::text[])::bigint[] AS durations""";

    /** All that the engine has counted of its minutes, in the place of what it had. Stores that do not exist have none. */
    static final String WRITE = """
            INSERT INTO deduction_metrics AS m (store_id, node, minute, %1$s)
            SELECT t.store_id, ?, t.minute, %1$s
            FROM (SELECT unnest(?::text[]) AS store_id, unnest(?::text[])::timestamptz AS minute, %2$s) t
                CROSS JOIN LATERAL (SELECT FROM stores s WHERE s.store_id = t.store_id) s
            ON CONFLICT (store_id, minute, node) DO UPDATE SET %3$s""".formatted(
                    COLUMNS,
                    UNNESTED,
                    Stream.of(COLUMNS.split(", "))
                            .map(column -> column + " = excluded." + column)
                            .collect(Collectors.joining(", ")));

    /** What has not been settled, and everything from a time on; and the minutes of an earlier stretch. */
    static final String MINUTES = """
            SELECT minute, %1$s FROM deduction_metrics
            WHERE store_id = ? AND minute >= (
                SELECT least(?, coalesce(max(until), '-infinity')) FROM deduction_totals WHERE store_id = ?)
            UNION ALL
            SELECT minute, %1$s FROM deduction_metrics
            WHERE store_id = ? AND minute >= ? AND minute < ? AND minute < (
                SELECT least(?, coalesce(max(until), '-infinity')) FROM deduction_totals WHERE store_id = ?)""".formatted(COLUMNS);

    static final String MINUTES_BETWEEN =
            "SELECT minute, " + COLUMNS + " FROM deduction_metrics WHERE store_id = ? AND minute >= ? AND minute < ?";

    /** From the last one that is not after a time on. */
    static final String TOTALS = """
            SELECT until, %s FROM deduction_totals
            WHERE store_id = ? AND until >= coalesce(
                (SELECT max(until) FROM deduction_totals WHERE store_id = ? AND until <= ?), '-infinity')
            ORDER BY until""".formatted(COLUMNS);

    static final String LAST_TOTAL =
            "SELECT until, " + COLUMNS + " FROM deduction_totals WHERE store_id = ? ORDER BY until DESC LIMIT 1";

    static final String SETTLE = """
            INSERT INTO deduction_totals (store_id, until, %s)
            SELECT ?, unnest(?::text[])::timestamptz, %s
            ON CONFLICT (store_id, until) DO NOTHING""".formatted(COLUMNS, UNNESTED);

    /** One engine settles a store at a time, so that each row goes on from the one before it. */
    static final String LOCK = """
            SELECT clock_timestamp() AS now,
                   pg_try_advisory_xact_lock(hashtextextended('deduction_totals ' || ?, 0)) AS is_ours""";

    static final String DEDUCTED_BY_HOUR = """
            SELECT date_trunc('hour', recorded_at, 'UTC') AS hour, count(*) AS number
            FROM inventory_deduction_idempotency
            WHERE store_id = ? AND operation = 'deduction' AND outcome = 'done'
              AND recorded_at >= ? AND recorded_at < ?
            GROUP BY hour""";

    /** Without the tries of the queue: nobody was refused anything. */
    static final String REFUSED_BY_HOUR = """
            SELECT date_trunc('hour', recorded_at, 'UTC') AS hour, count(*) AS number,
                   deduction_data -> 'problems' -> 0 ->> 'reason' AS reason
            FROM inventory_deduction_idempotency
            WHERE store_id = ? AND operation = 'deduction' AND outcome = 'refused'
              AND recorded_at >= ? AND recorded_at < ? AND idempotency_key !~ '^queue:q-[0-9a-f]{32}:'
            GROUP BY hour, reason""";

    static final String QUEUED_BY_HOUR = """
            SELECT date_trunc('hour', recorded_at, 'UTC') AS hour, count(*) AS number
            FROM inventory_deduction_idempotency
            WHERE store_id = ? AND operation = 'deduction' AND outcome = 'queued'
              AND recorded_at >= ? AND recorded_at < ?
            GROUP BY hour""";

    static final String FORGET = "DELETE FROM deduction_metrics WHERE store_id = ? AND minute < ?";

    private MetricsTable() {}

    static String column(Tally.Count count) {
        return count.name().toLowerCase(Locale.ROOT);
    }

    static void bind(Parameters parameters, String node, List<CountedMinute> minutes) throws SQLException {
        parameters
                .text(node)
                .texts(minutes, CountedMinute::storeId)
                .texts(minutes, minute -> minute.minute().toString());
        bindTallies(parameters, minutes.stream().map(CountedMinute::tally).toList());
    }

    static void bindTotals(Parameters parameters, String storeId, Map<Instant, Tally> totals) throws SQLException {
        parameters
                .text(storeId)
                .texts(totals.keySet().stream().map(Instant::toString).toList());
        bindTallies(parameters, List.copyOf(totals.values()));
    }

    private static void bindTallies(Parameters parameters, List<Tally> tallies) throws SQLException {
        for (Tally.Count count : Tally.Count.values()) {
            parameters.numbers(tallies, tally -> tally.of(count));
        }
        parameters
                .texts(tallies, tally -> OutcomeJson.writeNumbers(tally.reasons()))
                .numbers(tallies, Tally::microsTotal)
                .numbers(tallies, Tally::microsMax)
                .texts(tallies, tally -> array(tally.durations()));
    }

    private static String array(long[] numbers) {
        return Arrays.stream(numbers).mapToObj(Long::toString).collect(Collectors.joining(",", "{", "}"));
    }

    static Tally read(ResultSet row) throws SQLException {
        Tally tally = new Tally();
        for (Tally.Count count : Tally.Count.values()) {
            tally.count(count, row.getLong(column(count)));
        }
        OutcomeJson.readNumbers(row.getString("reasons")).forEach(tally::because);
        tally.took(row.getLong("duration_micros_total"), row.getLong("duration_micros_max"));
        Long[] durations = (Long[]) row.getArray("durations").getArray();
        tally.durations(Arrays.stream(durations).mapToLong(Long::longValue).toArray());
        return tally;
    }

    static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
