package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.access.AuditEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The audit trail. Thread-safe. */
public final class AuditStorage {
    /** Stands for no store: what is about the chain, or about a store that does not exist. */
    private static final String NO_STORE = "-";

    static final String INSERT = """
            INSERT INTO access_audit (store_id, event_id, occurred_at, who, role, address, operation, subject, status,
                                      result, times)
            SELECT coalesce(s.store_id, '-'), e.event_id, e.occurred_at::timestamptz, e.who, e.role, e.address,
                   e.operation, e.subject, e.status, e.result, e.times
            FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                        ?::bigint[], ?::text[], ?::bigint[])
                     AS e(store_id, event_id, occurred_at, who, role, address, operation, subject, status, result, times)
            LEFT JOIN stores s ON s.store_id = e.store_id""";

    private static final int TIME_DIGITS = 14;
    private static final Pattern ID = Pattern.compile("[0-9a-f]{14}-[0-9a-f]{16}");

    private static final String STORES = "SELECT store_id FROM stores";

    /** Of all stores that the transaction sees, which has to be all there are: others would be read and left out. */
    static final String EVENTS = """
            SELECT store_id, event_id, occurred_at, who, role, address, operation, subject, status, result, times
            FROM access_audit
            WHERE (occurred_at, event_id) < (?, ?) AND occurred_at >= ?
              AND (?::text IS NULL OR who = ?) AND (?::text IS NULL OR operation = ?)
              AND (?::boolean IS NULL OR (status >= 400) = ?)
            ORDER BY occurred_at DESC, event_id DESC
            LIMIT ?""";

    /** The newest of each store, of which the newest are taken: what other stores have done is not read. */
    static final String EVENTS_OF_STORES = """
            SELECT e.*
            FROM (SELECT unnest(?::text[]) AS store_id) s
                CROSS JOIN LATERAL (
                    SELECT a.store_id, a.event_id, a.occurred_at, a.who, a.role, a.address, a.operation, a.subject,
                           a.status, a.result, a.times
                    FROM access_audit a
                    WHERE a.store_id = s.store_id AND a.event_id < ? AND a.event_id >= ?
                      AND (?::text IS NULL OR a.who = ?) AND (?::text IS NULL OR a.operation = ?)
                      AND (?::boolean IS NULL OR (a.status >= 400) = ?)
                    ORDER BY a.event_id DESC
                    LIMIT ?) e
            ORDER BY e.event_id DESC
            LIMIT ?""";

    /** The same of what was refused: it says so, for the index that has only these. */
    static final String REFUSED_OF_STORES =
            EVENTS_OF_STORES.replace("AND (?::boolean", "AND a.status >= 400 AND (?::boolean");

    private final Database database;

    public AuditStorage(Database database) {
        this.database = database;
    }

    public void record(List<AuditEvent> events) {
        Set<String> storeIds = new TreeSet<>(Set.of(NO_STORE));
        events.stream().map(AuditEvent::storeId).filter(Objects::nonNull).forEach(storeIds::add);
        List<AuditEvent.Kept> kept = events.stream()
                .map(event -> new AuditEvent.Kept(newId(event.occurredAt()), event))
                .toList();
        database.transact(storeIds, transaction -> {
            transaction.run(new Pipeline().update(INSERT, p -> bind(p, kept), count -> {}));
            return kept.size();
        });
    }

    private static void bind(Parameters parameters, List<AuditEvent.Kept> events) throws SQLException {
        parameters
                .texts(events, kept -> kept.event().storeId())
                .texts(events, AuditEvent.Kept::eventId)
                .texts(events, kept -> kept.event().occurredAt().toString())
                .texts(events, kept -> kept.event().who())
                .texts(events, kept -> kept.event().role())
                .texts(events, kept -> kept.event().address())
                .texts(events, kept -> kept.event().operation())
                .texts(events, kept -> kept.event().subject())
                .numbers(events, kept -> (long) kept.event().status())
                .texts(events, kept -> kept.event().result())
                .numbers(events, kept -> (long) kept.event().times());
    }

    /** Sorted as text it is sorted by time, and nobody needs to be asked for the next number. */
    private static String newId(Instant time) {
        return startOf(time)
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    private static String startOf(Instant time) {
        long micros = Math.clamp(ChronoUnit.MICROS.between(Instant.EPOCH, time), 0, 0xff_ffff_ffff_ffffL);
        return String.format(Locale.ROOT, "%014x-", micros);
    }

    public Page<AuditEvent.Kept> events(AuditEvent.Filter filter, @Nullable String after, int limit) {
        if (after != null && !ID.matcher(after).matches()) {
            throw new InvalidRequestException("after: must be the next of the page before");
        }
        String end = startOf(filter.to());
        String before = after == null || after.compareTo(end) > 0 ? end : after;
        List<String> named = filter.storeIds();
        return database.transact(named == null ? Set.of() : named, transaction -> {
            List<String> storeIds = named == null ? everywhere(transaction) : named;
            transaction.turnTo(storeIds);
            List<AuditEvent.Kept> events = new ArrayList<>();
            transaction.run(
                    named == null && !isOfRefused(filter)
                            ? ofAll(filter, before, limit, row -> events.add(read(row)))
                            : ofStores(filter, storeIds, before, limit, row -> events.add(read(row))));
            return Page.of(events, limit, AuditEvent.Kept::eventId);
        });
    }

    private static boolean isOfRefused(AuditEvent.Filter filter) {
        return Boolean.TRUE.equals(filter.isRefused());
    }

    private static Pipeline ofAll(AuditEvent.Filter filter, String before, int limit, Pipeline.RowReader reader) {
        return new Pipeline()
                .query(
                        EVENTS,
                        p -> bindWhat(p.time(timeOf(before)).text(before).time(filter.from()), filter)
                                .number(limit + 1L),
                        reader);
    }

    private static Pipeline ofStores(
            AuditEvent.Filter filter, List<String> storeIds, String before, int limit, Pipeline.RowReader reader) {
        return new Pipeline()
                .query(
                        isOfRefused(filter) ? REFUSED_OF_STORES : EVENTS_OF_STORES,
                        p -> bindWhat(p.texts(storeIds).text(before).text(startOf(filter.from())), filter)
                                .number(limit + 1L)
                                .number(limit + 1L),
                        reader);
    }

    private static Parameters bindWhat(Parameters parameters, AuditEvent.Filter filter) throws SQLException {
        return parameters
                .text(filter.who())
                .text(filter.who())
                .text(filter.operation())
                .text(filter.operation())
                .flag(filter.isRefused())
                .flag(filter.isRefused());
    }

    private static Instant timeOf(String id) {
        return Instant.EPOCH.plus(Long.parseLong(id, 0, TIME_DIGITS, 16), ChronoUnit.MICROS);
    }

    private static List<String> everywhere(Transaction transaction) throws SQLException {
        List<String> storeIds = new ArrayList<>(List.of(NO_STORE));
        transaction.run(new Pipeline().query(STORES, p -> {}, row -> storeIds.add(row.getString("store_id"))));
        return storeIds;
    }

    private static AuditEvent.Kept read(ResultSet row) throws SQLException {
        String storeId = row.getString("store_id");
        return new AuditEvent.Kept(
                row.getString("event_id"),
                new AuditEvent(
                        storeId.equals(NO_STORE) ? null : storeId,
                        AccessColumns.time(row, "occurred_at"),
                        row.getString("who"),
                        row.getString("role"),
                        row.getString("address"),
                        row.getString("operation"),
                        row.getString("subject"),
                        row.getInt("status"),
                        row.getString("result"),
                        row.getInt("times")));
    }
}
