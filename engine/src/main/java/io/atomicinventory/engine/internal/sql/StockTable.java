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

    /** A name as people look for it: without case and accents. Most have none, and are not looked at closely. */
    private static final String FOLDED = """
            lower((CASE WHEN octet_length(%1$s) = char_length(%1$s) THEN %1$s
                        ELSE regexp_replace(normalize(%1$s, NFKD), '[\\u0300-\\u036F]', '', 'g')
                   END)::text COLLATE "default") COLLATE "C\"""";

    /** By name. What is looked for is found as it stands: strpos knows no wildcards. */
    static final String PAGE_BY_NAME = """
            WITH wanted AS MATERIALIZED (SELECT %3$s AS part FROM (SELECT ?::text AS search) asked)
            SELECT %1$s FROM inventory_stock CROSS JOIN wanted
            WHERE store_id = ?
                AND CASE ?
                    WHEN 'low' THEN is_active AND quantity <= reorder_level
                    WHEN 'negative' THEN quantity < 0
                    WHEN 'inactive' THEN NOT is_active
                    ELSE true END
                AND (part = '' OR strpos(%2$s, part) > 0 OR strpos(lower(stock_id), part) > 0)
                AND (? = '' OR (%2$s, stock_id) >
                    (SELECT %2$s, stock_id FROM inventory_stock WHERE store_id = ? AND stock_id = ?))
            ORDER BY %2$s, stock_id
            LIMIT ?""".formatted(COLUMNS, FOLDED.formatted("item"), FOLDED.formatted("search"));

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
