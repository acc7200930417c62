package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.internal.decide.Command.Operation;
import io.atomicinventory.engine.internal.decide.Hash;
import io.atomicinventory.engine.internal.decide.OutcomeData;
import io.atomicinventory.engine.internal.decide.OutcomeRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code inventory_deduction_idempotency}: append-only, one row for each key. */
final class OutcomeTable {
    private static final String COLUMNS = """
            idempotency_key, operation, transaction_id, outcome, request_hash, items_hash, deduction_data, attempt,
            who, claimed_by, occurred_at, recorded_at""";

    static final String BY_KEY = """
            SELECT o.*
            FROM (SELECT unnest(?::text[]) AS idempotency_key) k
                CROSS JOIN LATERAL (
                    SELECT i.*, NULL::json AS given_back FROM inventory_deduction_idempotency i
                    WHERE i.store_id = ? AND i.idempotency_key = k.idempotency_key
                    LIMIT 1) o""";

    /**
     * How transactions were deducted, with what voids have given back of them (stock row, how much, how often), or that
     * they were rejected. Asked for in the order of {@code settled_once}, since any index that begins with the store
     * would seem to do.
     */
    static final String SETTLED = """
            SELECT o.*
            FROM (SELECT unnest(?::text[]) AS transaction_id) t
                CROSS JOIN LATERAL (
                    SELECT i.*, (SELECT json_agg(json_build_array(g.stock_id, g.total, g.times))
                                 FROM (SELECT c.stock_id, sum(c.restored_now) AS total, max(c.sequence) AS times
                                       FROM inventory_compensation_log c
                                       WHERE c.store_id = i.store_id AND c.transaction_id = i.transaction_id
                                       GROUP BY c.stock_id) g) AS given_back
                    FROM inventory_deduction_idempotency i
                    WHERE i.store_id = ? AND i.transaction_id BETWEEN t.transaction_id AND t.transaction_id
                      AND i.operation IN ('deduction', 'rejection') AND i.outcome = 'done'
                    ORDER BY i.transaction_id
                    LIMIT 1) o""";

    /**
     * The outcomes of these keys, and how these transactions were settled. One look into an index for each: a plain
     * {@code = ANY} leaves the planner, while it takes the table for small, to walk through all outcomes of the store
     * and compare each with all keys.
     */
    static final String EARLIER = BY_KEY + "\nUNION ALL\n" + SETTLED;

    /** By time of recording, from behind a position. */
    static final String DEDUCTIONS_BY_TIME = """
            SELECT %s FROM inventory_deduction_idempotency
            WHERE store_id = ? AND operation = 'deduction' AND outcome = 'done'
              AND recorded_at >= ? AND recorded_at < ?
              AND (recorded_at, transaction_id) > (?, ?)
            ORDER BY recorded_at, transaction_id
            LIMIT ?""".formatted(COLUMNS);

    /** A key or a deducted transaction that is there already is left alone; the count tells. */
    static final String INSERT = """
            INSERT INTO inventory_deduction_idempotency (store_id, idempotency_key, operation, transaction_id, outcome,
                request_hash, items_hash, deduction_data, attempt, who, claimed_by, occurred_at, recorded_at,
                duration_micros)
            SELECT ?, o.idempotency_key, o.operation, o.transaction_id, o.outcome, o.request_hash, o.items_hash,
                   o.deduction_data::json, o.attempt, o.who, o.claimed_by,
                   coalesce(o.occurred_at::timestamptz, ?), ?, o.duration_micros
            FROM (SELECT unnest(?::text[]) AS idempotency_key, unnest(?::text[]) AS operation,
                         unnest(?::text[]) AS transaction_id, unnest(?::text[]) AS outcome,
                         unnest(?::bytea[]) AS request_hash, unnest(?::bytea[]) AS items_hash,
                         unnest(?::text[]) AS deduction_data, unnest(?::bigint[]) AS attempt,
                         unnest(?::text[]) AS who, unnest(?::text[]) AS claimed_by,
                         unnest(?::text[]) AS occurred_at, unnest(?::bigint[]) AS duration_micros) o
            ON CONFLICT DO NOTHING""";

    private OutcomeTable() {}

    static void bind(Parameters parameters, StoreBooks.Written store) throws SQLException {
        List<OutcomeRow> rows =
                store.outcomes().stream().map(StoreBooks.TimedOutcome::row).toList();
        parameters
                .text(store.storeId())
                .time(store.now())
                .time(store.now())
                .texts(rows, OutcomeRow::key)
                .texts(rows, row -> code(row.operation()))
                .texts(rows, OutcomeRow::transactionId)
                .texts(rows, row -> code(row.result()))
                .bytes(rows, row -> row.requestHash().bytes())
                .bytes(rows, row -> bytes(row.itemsHash()))
                .texts(rows, row -> row.data() == null ? null : OutcomeJson.write(row.data()))
                .numbers(rows, OutcomeRow::attempt)
                .texts(rows, row -> row.actor().who())
                .texts(rows, row -> row.actor().claimedUserId())
                .times(rows, OutcomeRow::occurredAt, store.now())
                .numbers(store.outcomes(), StoreBooks.TimedOutcome::durationMicros);
    }

    static OutcomeRow read(ResultSet row) throws SQLException {
        return read(row, OutcomeJson::read);
    }

    /** A sale without what was sold. */
    static OutcomeRow readForDeciding(ResultSet row) throws SQLException {
        return read(row, OutcomeJson::readForDeciding);
    }

    @FunctionalInterface
    private interface Reader {
        OutcomeData read(Operation operation, OutcomeRow.Result result, String json);
    }

    private static OutcomeRow read(ResultSet row, Reader reader) throws SQLException {
        Operation operation = Operation.valueOf(row.getString("operation").toUpperCase(Locale.ROOT));
        OutcomeRow.Result result =
                OutcomeRow.Result.valueOf(row.getString("outcome").toUpperCase(Locale.ROOT));
        String data = row.getString("deduction_data");
        byte[] itemsHash = row.getBytes("items_hash");
        return new OutcomeRow(
                row.getString("idempotency_key"),
                operation,
                row.getString("transaction_id"),
                result,
                Hash.ofBytes(row.getBytes("request_hash")),
                itemsHash == null ? null : Hash.ofBytes(itemsHash),
                data == null ? null : reader.read(operation, result, data),
                row.getLong("attempt"),
                new Actor(row.getString("who"), row.getString("claimed_by")),
                row.getObject("occurred_at", OffsetDateTime.class).toInstant());
    }

    static boolean isDeduction(ResultSet row) throws SQLException {
        return row.getString("operation").equals(code(Operation.DEDUCTION));
    }

    static Instant recordedAt(ResultSet row) throws SQLException {
        return row.getObject("recorded_at", OffsetDateTime.class).toInstant();
    }

    private static String code(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static byte @Nullable [] bytes(@Nullable Hash hash) {
        return hash == null ? null : hash.bytes();
    }
}
