package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.access.AuditEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The audit trail. Thread-safe. */
public final class AuditStorage {
    /** Stands for no store: what is about the chain, or about a store that does not exist. */
    private static final String NO_STORE = "-";

    private static final String INSERT = """
            INSERT INTO access_audit (store_id, event_id, occurred_at, who, role, address, operation, subject, status,
                                      result, times)
            SELECT coalesce(s.store_id, '-'), e.event_id, e.occurred_at::timestamptz, e.who, e.role, e.address,
                   e.operation, e.subject, e.status, e.result, e.times
            FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) AS e(store_id, event_id, occurred_at, who, role, address,
                                                             operation, subject, status, result, times)
            LEFT JOIN stores s ON s.store_id = e.store_id""";

    private static final String STORES = "SELECT store_id FROM stores";

    private static final String EVENTS = """
            SELECT store_id, event_id, occurred_at, who, role, address, operation, subject, status, result, times
            FROM access_audit
            WHERE store_id = ANY (?) AND event_id < ? AND event_id >= ?
              AND (?::text IS NULL OR who = ?) AND (?::text IS NULL OR operation = ?)
              AND (?::boolean IS NULL OR (status >= 400) = ?)
            ORDER BY event_id DESC
            LIMIT ?""";

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
        long millis = Math.clamp(time.toEpochMilli(), 0, 0xfff_ffff_ffffL);
        return String.format(Locale.ROOT, "%011x-", millis);
    }

    public Page<AuditEvent.Kept> events(AuditEvent.Filter filter, @Nullable String after, int limit) {
        return database.transact(Set.of(), transaction -> {
            List<String> storeIds = filter.storeIds() == null ? everywhere(transaction) : filter.storeIds();
            transaction.turnTo(storeIds);
            List<AuditEvent.Kept> events = new ArrayList<>();
            String end = startOf(filter.to());
            String before = after == null || after.compareTo(end) > 0 ? end : after;
            transaction.run(new Pipeline()
                    .query(
                            EVENTS,
                            p -> p.texts(storeIds)
                                    .text(before)
                                    .text(startOf(filter.from()))
                                    .text(filter.who())
                                    .text(filter.who())
                                    .text(filter.operation())
                                    .text(filter.operation())
                                    .flag(filter.isRefused())
                                    .flag(filter.isRefused())
                                    .number(limit + 1L),
                            row -> events.add(read(row))));
            return Page.of(events, limit, AuditEvent.Kept::eventId);
        });
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
