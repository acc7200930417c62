package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.stock.StockItem;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** {@code inventory_stock}. */
final class StockTable {
    private static final String COLUMNS = """
            stock_id, item, unit, quantity, held, version, allow_negative, approved_overdraft, reorder_level, is_active,
            counted_at""";

    /** In the one order in which everybody locks: that of {@code stock_id}. */
    static final String LOCK = """
            SELECT %s FROM inventory_stock
            WHERE store_id = ? AND stock_id = ANY (?)
            ORDER BY stock_id
            FOR NO KEY UPDATE""".formatted(COLUMNS);

    static final String READ = """
            SELECT %s FROM inventory_stock
            WHERE store_id = ? AND stock_id = ANY (?)
            ORDER BY stock_id""".formatted(COLUMNS);

    /** Those of the rows that nobody else holds at this moment; names the rest as the ones that are fought over. */
    static final String FREE = """
            SELECT stock_id FROM inventory_stock
            WHERE store_id = ? AND stock_id = ANY (?)
            FOR NO KEY UPDATE SKIP LOCKED""";

    static final String PAGE = """
            SELECT %s FROM inventory_stock
            WHERE store_id = ? AND stock_id > ?
            ORDER BY stock_id
            LIMIT ?""".formatted(COLUMNS);

    /** How many of the rows still have the version that was read. */
    static final String COUNT_CURRENT = """
            SELECT count(*) AS current
            FROM (SELECT unnest(?::text[]) AS stock_id, unnest(?::bigint[]) AS read_version) n
                JOIN inventory_stock s ON s.store_id = ? AND s.stock_id = n.stock_id AND s.version = n.read_version""";

    private StockTable() {}

    private static @Nullable Instant time(@Nullable OffsetDateTime value) {
        return value == null ? null : value.toInstant();
    }

    static StockItem read(ResultSet row) throws SQLException {
        return new StockItem(
                row.getString("stock_id"),
                row.getString("item"),
                row.getString("unit"),
                row.getBigDecimal("quantity"),
                row.getBigDecimal("held"),
                row.getLong("version"),
                row.getBoolean("allow_negative"),
                row.getBigDecimal("approved_overdraft"),
                row.getBigDecimal("reorder_level"),
                row.getBoolean("is_active"),
                time(row.getObject("counted_at", OffsetDateTime.class)));
    }
}
