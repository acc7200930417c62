package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.internal.decide.Hash;
import io.atomicinventory.engine.internal.decide.OutcomeData;
import io.atomicinventory.engine.internal.decide.QueueChange;
import io.atomicinventory.engine.internal.decide.QueueRow;
import io.atomicinventory.engine.queue.QueueDecision;
import io.atomicinventory.engine.queue.QueueEntry;
import io.atomicinventory.engine.queue.QueueReason;
import io.atomicinventory.engine.queue.QueueStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code offline_transaction_queue}. */
final class QueueTable {
    /** What decisions about these transactions need to know. */
    static final String OF_TRANSACTIONS = """
            SELECT q.*
            FROM (SELECT unnest(?::text[]) AS transaction_id) t
                CROSS JOIN LATERAL (
                    SELECT o.queue_id, o.transaction_id, o.status, o.attempt, o.failures, o.items_hash,
                           o.recorded_at
                    FROM offline_transaction_queue o
                    WHERE o.store_id = ? AND o.transaction_id BETWEEN t.transaction_id AND t.transaction_id
                    ORDER BY o.transaction_id
                    LIMIT 1) q""";

    /** One sale has one entry: where it has one already, that is left alone, and the count tells. */
    static final String INSERT = """
            INSERT INTO offline_transaction_queue (store_id, queue_id, transaction_id, device_id, items, items_hash,
                reason, status, attempt, validation_errors, waits_for_person, queued_by, claimed_by, occurred_at,
                sent_at, recorded_at, next_attempt_at)
            SELECT ?, q.queue_id, q.transaction_id, q.device_id, q.items::json, q.items_hash, q.reason, q.status,
                   q.attempt, q.errors::json, q.waits_for_person, q.queued_by, q.claimed_by,
                   coalesce(q.occurred_at::timestamptz, ?), q.sent_at::timestamptz, ?, ?
            FROM (SELECT unnest(?::text[]) AS queue_id, unnest(?::text[]) AS transaction_id,
                         unnest(?::text[]) AS device_id, unnest(?::text[]) AS items, unnest(?::bytea[]) AS items_hash,
                         unnest(?::text[]) AS reason, unnest(?::text[]) AS status, unnest(?::bigint[]) AS attempt,
                         unnest(?::text[]) AS errors, unnest(?::boolean[]) AS waits_for_person,
                         unnest(?::text[]) AS queued_by, unnest(?::text[]) AS claimed_by,
                         unnest(?::text[]) AS occurred_at, unnest(?::text[]) AS sent_at) q
            ON CONFLICT DO NOTHING""";

    /**
     * Guarded by what was read of each entry: where one has been decided or tried since, the count tells.
     *
     * <p>An update by way of a conflict, since every entry is there: it finds each by its key, whatever the planner
     * thinks. A join with a table that it knows nothing of yet, it makes by walking through all that the store has ever
     * queued, once for each entry. The guard travels as the device, which is never changed.
     */
    static final String CHANGE = """
            INSERT INTO offline_transaction_queue AS q (store_id, queue_id, transaction_id, device_id, items, items_hash,
                reason, queued_by, occurred_at, status, attempt, failures, validation_errors, waits_for_person,
                next_attempt_at, decision, decided_by, decision_note, decided_at)
            SELECT ?, n.queue_id, n.transaction_id, n.status_before || ':' || n.attempt_before, '[]', '', 'offline', '',
                   n.now::timestamptz, n.status, n.attempt, n.failures, n.errors::json, n.waits_for_person,
                   n.next_attempt_at::timestamptz, n.decision, n.decided_by, n.note,
                   CASE WHEN n.decision IS NOT NULL THEN n.now::timestamptz END
            FROM (SELECT unnest(?::text[]) AS queue_id, unnest(?::text[]) AS transaction_id,
                         unnest(?::text[]) AS status_before, unnest(?::bigint[]) AS attempt_before,
                         unnest(?::text[]) AS status, unnest(?::bigint[]) AS attempt, unnest(?::bigint[]) AS failures,
                         unnest(?::text[]) AS errors, unnest(?::boolean[]) AS waits_for_person,
                         unnest(?::text[]) AS next_attempt_at, unnest(?::text[]) AS decision,
                         unnest(?::text[]) AS decided_by, unnest(?::text[]) AS note, unnest(?::text[]) AS now) n
            ON CONFLICT (store_id, queue_id) DO UPDATE
            SET status = excluded.status, attempt = excluded.attempt, failures = excluded.failures,
                validation_errors = coalesce(excluded.validation_errors, q.validation_errors),
                waits_for_person = excluded.waits_for_person, next_attempt_at = excluded.next_attempt_at,
                decision = excluded.decision, decided_by = excluded.decided_by, decision_note = excluded.decision_note,
                decided_at = excluded.decided_at
            WHERE q.status || ':' || q.attempt = excluded.device_id""";

    static final String FIND = "SELECT * FROM offline_transaction_queue WHERE store_id = ? AND queue_id = ?";

    /** Of one status, oldest sale first, from behind a position. */
    static final String PAGE = """
            SELECT * FROM offline_transaction_queue
            WHERE store_id = ? AND status = ? AND (occurred_at, queue_id) > (?, ?)
            ORDER BY occurred_at, queue_id
            LIMIT ?""";

    /** The same of a status that is open: it says so, for the index that has only these. */
    static final String PAGE_OF_OPEN = """
            SELECT * FROM offline_transaction_queue
            WHERE store_id = ? AND status IN ('pending', 'insufficient_stock') AND status = ?
              AND (occurred_at, queue_id) > (?, ?)
            ORDER BY occurred_at, queue_id
            LIMIT ?""";

    /** What waits for nothing but the next synchronisation. */
    static final String PAGE_OF_WAITING = openThat("status = 'pending' AND NOT waits_for_person AND failures = 0");

    static final String PAGE_OF_SHORT =
            openThat("status = 'insufficient_stock' AND NOT waits_for_person AND failures = 0");

    static final String PAGE_OF_TROUBLED = openThat("(waits_for_person OR failures > 0)");

    static final String PAGE_OF_ANY_OPEN = openThat("true");

    /** Newest sale first. */
    static final String PAGE_OF_SETTLED = """
            SELECT * FROM offline_transaction_queue
            WHERE store_id = ? AND status IN ('approved', 'rejected') AND (occurred_at, queue_id) < (?, ?)
            ORDER BY occurred_at DESC, queue_id DESC
            LIMIT ?""";

    static final String COUNTS = """
            SELECT count(*) FILTER (WHERE status = 'pending' AND NOT waits_for_person AND failures = 0) AS waiting,
                   count(*) FILTER (WHERE status = 'insufficient_stock' AND NOT waits_for_person AND failures = 0)
                       AS in_short,
                   count(*) FILTER (WHERE waits_for_person OR failures > 0) AS troubled
            FROM offline_transaction_queue
            WHERE store_id = ? AND status IN ('pending', 'insufficient_stock')""";

    static final String FIND_ALL = """
            SELECT * FROM offline_transaction_queue WHERE store_id = ? AND queue_id = ANY (?)
            ORDER BY occurred_at, queue_id""";

    static final String PAGE_OF_ALL = """
            SELECT * FROM offline_transaction_queue
            WHERE store_id = ? AND (occurred_at, queue_id) > (?, ?)
            ORDER BY occurred_at, queue_id
            LIMIT ?""";

    /** What a synchronisation may try, oldest sale first, from behind a position. */
    static final String TO_TRY = """
            SELECT * FROM offline_transaction_queue
            WHERE store_id = ? AND status IN ('pending', 'insufficient_stock') AND NOT waits_for_person
              AND next_attempt_at <= coalesce(?, clock_timestamp()) AND (occurred_at, queue_id) > (?, ?)
            ORDER BY occurred_at, queue_id
            LIMIT ?""";

    static final String OPEN = """
            SELECT * FROM offline_transaction_queue
            WHERE store_id = ? AND status IN ('pending', 'insufficient_stock')
            ORDER BY occurred_at, queue_id
            LIMIT ?""";

    /** Stores of the transaction in which something waits to be tried. */
    static final String STORES_TO_TRY = """
            SELECT DISTINCT store_id FROM offline_transaction_queue
            WHERE status IN ('pending', 'insufficient_stock') AND NOT waits_for_person
              AND next_attempt_at <= clock_timestamp()
            ORDER BY store_id""";

    static final String WAITING = """
            SELECT store_id, count(*) AS number FROM offline_transaction_queue
            WHERE store_id = ANY (?) AND status IN ('pending', 'insufficient_stock')
            GROUP BY store_id""";

    private QueueTable() {}

    /** A page, oldest sale first, from behind a position, of those for which the condition holds. */
    private static String openThat(String condition) {
        return """
                SELECT * FROM offline_transaction_queue
                WHERE store_id = ? AND status IN ('pending', 'insufficient_stock') AND %s
                  AND (occurred_at, queue_id) > (?, ?)
                ORDER BY occurred_at, queue_id
                LIMIT ?""".formatted(condition);
    }

    static void bindAdded(Parameters parameters, String storeId, List<QueueChange.Added> added, Instant now)
            throws SQLException {
        parameters
                .text(storeId)
                .time(now)
                .time(now)
                .time(now)
                .texts(added, one -> one.row().queueId())
                .texts(added, one -> one.row().transactionId())
                .texts(added, QueueChange.Added::deviceId)
                .texts(added, one -> OutcomeJson.writeItems(one.items()))
                .bytes(added, one -> one.row().itemsHash().bytes())
                .texts(added, one -> one.reason().code())
                .texts(added, one -> one.row().status().code())
                .numbers(added, one -> (long) one.row().attempt())
                .texts(added, one -> one.why() == null ? null : OutcomeJson.write(one.why()))
                .flags(added, QueueChange.Added::waitsForPerson)
                .texts(added, one -> one.actor().who())
                .texts(added, one -> one.actor().claimedUserId())
                .times(added, QueueChange.Added::occurredAt, now)
                .texts(added, one -> one.sentAt() == null ? null : one.sentAt().toString());
    }

    static void bindChanged(Parameters parameters, String storeId, List<QueueChange.Changed> changed)
            throws SQLException {
        parameters
                .text(storeId)
                .texts(changed, one -> one.row().queueId())
                .texts(changed, one -> one.row().transactionId())
                .texts(changed, one -> one.before().status().code())
                .numbers(changed, one -> (long) one.before().attempt())
                .texts(changed, one -> one.row().status().code())
                .numbers(changed, one -> (long) one.row().attempt())
                .numbers(changed, one -> (long) one.row().failures())
                .texts(changed, one -> one.why() == null ? null : OutcomeJson.write(one.why()))
                .flags(changed, QueueChange.Changed::waitsForPerson)
                .texts(changed, one -> one.nextAttemptAt().toString())
                .texts(
                        changed,
                        one -> one.decision() == null ? null : one.decision().code())
                .texts(changed, QueueChange.Changed::decidedBy)
                .texts(changed, QueueChange.Changed::note)
                .texts(changed, one -> one.now().toString());
    }

    static QueueRow readRow(ResultSet row) throws SQLException {
        return new QueueRow(
                row.getString("queue_id"),
                row.getString("transaction_id"),
                QueueStatus.ofCode(row.getString("status")),
                row.getInt("attempt"),
                row.getInt("failures"),
                Hash.ofBytes(row.getBytes("items_hash")),
                row.getObject("recorded_at", OffsetDateTime.class).toInstant());
    }

    static QueueEntry readEntry(ResultSet row) throws SQLException {
        String errors = row.getString("validation_errors");
        OutcomeData.RefusalData why =
                errors == null ? new OutcomeData.RefusalData(List.of(), List.of()) : OutcomeJson.readRefusal(errors);
        String decision = row.getString("decision");
        return new QueueEntry(
                row.getString("queue_id"),
                row.getString("transaction_id"),
                row.getString("device_id"),
                OutcomeJson.readItems(row.getString("items")),
                QueueReason.ofCode(row.getString("reason")),
                QueueStatus.ofCode(row.getString("status")),
                row.getInt("attempt"),
                why.problems(),
                why.shortages(),
                row.getBoolean("waits_for_person"),
                row.getString("queued_by"),
                row.getString("claimed_by"),
                row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
                time(row, "sent_at"),
                row.getObject("recorded_at", OffsetDateTime.class).toInstant(),
                row.getObject("next_attempt_at", OffsetDateTime.class).toInstant(),
                decision == null ? null : QueueDecision.ofCode(decision),
                row.getString("decided_by"),
                time(row, "decided_at"),
                row.getString("decision_note"));
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
