package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.stock.Movement;
import io.atomicinventory.engine.stock.MovementKind;
import io.atomicinventory.engine.stock.StockItem;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * {@code inventory_movements}: append-only.
 *
 * <p>Arrays become rows in a select list, side by side, and not in a FROM, where PostgreSQL would first store each of
 * them: with few rows in a statement that took more time than writing them.
 */
final class MovementTable {
    static final String INSERT = """
            INSERT INTO inventory_movements (store_id, stock_id, version, kind, quantity_change, previous_quantity,
                new_quantity, transaction_id, idempotency_key, who, claimed_by, why, reverses, occurred_at, recorded_at)
            SELECT ?, m.stock_id, m.version, m.kind, m.quantity_change, m.previous_quantity, m.new_quantity,
                   m.transaction_id, m.idempotency_key, m.who, m.claimed_by, m.why, m.reverses,
                   coalesce(m.occurred_at::timestamptz, ?), ?
            FROM (SELECT unnest(?::text[]) AS stock_id, unnest(?::bigint[]) AS version, unnest(?::text[]) AS kind,
                         unnest(?::numeric[]) AS quantity_change, unnest(?::numeric[]) AS previous_quantity,
                         unnest(?::numeric[]) AS new_quantity, unnest(?::text[]) AS transaction_id,
                         unnest(?::text[]) AS idempotency_key, unnest(?::text[]) AS who,
                         unnest(?::text[]) AS claimed_by, unnest(?::text[]) AS why, unnest(?::bigint[]) AS reverses,
                         unnest(?::text[]) AS occurred_at) m""";

    /**
     * Moves stock rows and writes the movements that say so. Each row is guarded by the version that was read: where
     * one has moved since, no movement is written, and the count tells.
     */
    static final String MOVE = """
            WITH moved AS (
                UPDATE inventory_stock s
                SET quantity = n.quantity, version = n.version, approved_overdraft = n.approved_overdraft,
                    counted_at = n.counted_at::timestamptz
                FROM (SELECT unnest(?::text[]) AS stock_id, unnest(?::numeric[]) AS quantity,
                             unnest(?::bigint[]) AS version, unnest(?::numeric[]) AS approved_overdraft,
                             unnest(?::text[]) AS counted_at, unnest(?::bigint[]) AS read_version) n
                WHERE s.store_id = ? AND s.stock_id = n.stock_id AND s.version = n.read_version
                RETURNING 1
            )
            %s
            WHERE (SELECT count(*) FROM moved) = ?""".formatted(INSERT);

    /** Newest first, from below a version. */
    static final String PAGE = """
            SELECT * FROM inventory_movements
            WHERE store_id = ? AND stock_id = ? AND version < ?
            ORDER BY version DESC
            LIMIT ?""";

    /**
     * The last version that was recorded by a time, and 0 where none was. Versions have no gaps and are recorded in
     * their order, so it is found by halving: an index by time would be paid for by every movement.
     */
    static final String VERSION_AT = """
            WITH RECURSIVE search (low, high) AS (
                SELECT 0::bigint, s.version FROM inventory_stock s WHERE s.store_id = ? AND s.stock_id = ?
                UNION ALL
                SELECT CASE WHEN m.recorded_at <= ? THEN m.version ELSE s.low END,
                       CASE WHEN m.recorded_at <= ? THEN s.high ELSE m.version - 1 END
                FROM search s
                    CROSS JOIN LATERAL (
                        SELECT i.version, i.recorded_at FROM inventory_movements i
                        WHERE i.store_id = ? AND i.stock_id = ? AND i.version = (s.low + s.high + 1) / 2
                        LIMIT 1) m
                WHERE s.low < s.high
            )
            SELECT low AS version FROM search WHERE low = high""";

    /** The row as it was recorded by a time. */
    static final String AT = """
            SELECT m.version, m.new_quantity FROM inventory_movements m
            WHERE m.store_id = ? AND m.stock_id = ? AND m.version = (%s)""".formatted(VERSION_AT);

    /** What occurred after a time. Nothing is recorded long before it occurs: where clocks differ, minutes. */
    static final String SUM_SINCE = """
            SELECT coalesce(sum(m.quantity_change), 0) AS sum FROM inventory_movements m
            WHERE m.store_id = ? AND m.stock_id = ? AND m.occurred_at > ? AND m.version > (%s)""".formatted(VERSION_AT);

    /** The first count after a time that nobody has taken back. */
    static final String COUNT_AFTER = """
            SELECT m.* FROM inventory_movements m
            WHERE m.store_id = ? AND m.stock_id = ? AND m.kind = 'count' AND m.occurred_at > ?
              AND NOT EXISTS (SELECT FROM inventory_movements r
                              WHERE r.store_id = m.store_id AND r.stock_id = m.stock_id AND r.reverses = m.version)
            ORDER BY m.occurred_at
            LIMIT 1""";

    /** A movement, and the one that has taken it back. */
    static final String NAMED = """
            SELECT m.*, r.version AS reversed_by
            FROM inventory_movements m
                LEFT JOIN inventory_movements r
                    ON r.store_id = m.store_id AND r.stock_id = m.stock_id AND r.reverses = m.version
            WHERE m.store_id = ? AND m.stock_id = ? AND m.version = ?""";

    /** Counts and corrections that nobody has taken back, newest first; none where the movement named is no count. */
    static final String COUNTED = """
            SELECT m.* FROM inventory_movements m
            WHERE m.store_id = ? AND m.stock_id = ? AND m.kind IN ('count', 'correction')
              AND NOT EXISTS (SELECT FROM inventory_movements r
                              WHERE r.store_id = m.store_id AND r.stock_id = m.stock_id AND r.reverses = m.version)
              AND (SELECT n.kind FROM inventory_movements n
                   WHERE n.store_id = ? AND n.stock_id = ? AND n.version = ?) = 'count'
            ORDER BY m.occurred_at DESC, m.version DESC""";

    /** What was there when the item was entered: also a kind of count. */
    static final String OPENING = """
            SELECT m.* FROM inventory_movements m
            WHERE m.store_id = ? AND m.stock_id = ? AND m.version = 1 AND m.kind = 'opening'""";

    private MovementTable() {}

    static void bindMove(Parameters parameters, StoreBooks.Written store) throws SQLException {
        List<StockItem> rows = store.rows();
        parameters
                .texts(rows, StockItem::stockId)
                .decimals(rows, StockItem::quantity)
                .numbers(rows, StockItem::version)
                .decimals(rows, StockItem::approvedOverdraft)
                .texts(
                        rows,
                        row -> row.countedAt() == null ? null : row.countedAt().toString())
                .numbers(rows, store::readVersion)
                .text(store.storeId());
        bind(parameters, store.storeId(), store.movements(), store.now());
        parameters.number(rows.size());
    }

    static void bind(Parameters parameters, String storeId, List<Movement> movements, Instant now) throws SQLException {
        parameters
                .text(storeId)
                .time(now)
                .time(now)
                .texts(movements, Movement::stockId)
                .numbers(movements, Movement::version)
                .texts(movements, movement -> movement.kind().code())
                .decimals(movements, Movement::quantityChange)
                .decimals(movements, Movement::previousQuantity)
                .decimals(movements, Movement::newQuantity)
                .texts(movements, Movement::transactionId)
                .texts(movements, Movement::idempotencyKey)
                .texts(movements, Movement::who)
                .texts(movements, Movement::claimedUserId)
                .texts(movements, Movement::why)
                .numbers(movements, Movement::reverses)
                .times(movements, Movement::occurredAt, now);
    }

    static Movement read(ResultSet row) throws SQLException {
        return new Movement(
                row.getString("stock_id"),
                row.getLong("version"),
                MovementKind.ofCode(row.getString("kind")),
                row.getBigDecimal("quantity_change"),
                row.getBigDecimal("previous_quantity"),
                row.getBigDecimal("new_quantity"),
                row.getString("transaction_id"),
                row.getString("idempotency_key"),
                row.getString("who"),
                row.getString("claimed_by"),
                row.getString("why"),
                row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
                row.getObject("recorded_at", OffsetDateTime.class).toInstant(),
                row.getObject("reverses", Long.class));
    }
}
