package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.monitor.Finding;
import io.atomicinventory.engine.monitor.HealthStatus;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** No store sees another's rows, and nothing in this one names a stock item that it does not have. */
final class StoreBoundariesCheck implements HealthCheck {
    private static final int MOST_DEDUCTIONS = 100;
    private static final int MOST_ITEMS = 1000;

    /** Every table with a store in it. That all may read the list of the stores is as it should be. */
    private static final String OPEN_TABLES = """
            SELECT c.relname,
                   CASE WHEN NOT row_security_active(c.oid) THEN 'has no row-level security'
                        WHEN NOT coalesce(p.is_there, false) THEN 'has no policy'
                        ELSE 'has a policy that is not about stores' END AS fault
            FROM pg_class c
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'store_id' AND NOT a.attisdropped
                CROSS JOIN LATERAL (
                    SELECT count(*) > 0 AS is_there,
                           bool_and(coalesce(pg_get_expr(polqual, polrelid) LIKE '%inventory_stores()%', true)
                                    AND coalesce(pg_get_expr(polwithcheck, polrelid) LIKE '%inventory_stores()%', true))
                               AS is_by_store
                    FROM pg_policy
                    WHERE polrelid = c.oid AND polpermissive AND (c.relname <> 'stores' OR polcmd <> 'r')) p
            WHERE c.relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'inventory_stock'::regclass)
              AND c.relkind IN ('r', 'p')
              AND NOT (row_security_active(c.oid) AND p.is_there AND p.is_by_store)
            ORDER BY c.relname""";

    /** Of no store there is nothing to be seen. */
    private static final String VISIBLE = """
            SELECT relname FROM (VALUES
                ('inventory_stock', EXISTS (SELECT FROM inventory_stock)),
                ('inventory_movements', EXISTS (SELECT FROM inventory_movements)),
                ('inventory_deduction_idempotency', EXISTS (SELECT FROM inventory_deduction_idempotency)),
                ('inventory_compensation_log', EXISTS (SELECT FROM inventory_compensation_log)),
                ('offline_transaction_queue', EXISTS (SELECT FROM offline_transaction_queue)),
                ('conversion_mappings', EXISTS (SELECT FROM conversion_mappings)),
                ('deduction_metrics', EXISTS (SELECT FROM deduction_metrics)),
                ('deduction_totals', EXISTS (SELECT FROM deduction_totals)),
                ('queue_totals', EXISTS (SELECT FROM queue_totals)),
                ('access_audit', EXISTS (SELECT FROM access_audit))) AS t (relname, is_visible)
            WHERE is_visible""";

    private static final String REFERENCE = """
            SELECT EXISTS (
                SELECT FROM pg_constraint f
                WHERE f.contype = 'f' AND f.convalidated AND f.conrelid = 'conversion_mappings'::regclass
                  AND f.confrelid = 'inventory_stock'::regclass
                  AND (SELECT string_agg(k.attname || '=' || r.attname, ',' ORDER BY k.attname)
                       FROM unnest(f.conkey, f.confkey) AS c (mine, theirs)
                           JOIN pg_attribute k ON k.attrelid = f.conrelid AND k.attnum = c.mine
                           JOIN pg_attribute r ON r.attrelid = f.confrelid AND r.attnum = c.theirs)
                      = 'stock_id=stock_id,store_id=store_id') AS is_there""";

    private static final String MAPPINGS = """
            SELECT m.stock_id, count(*) OVER () AS number
            FROM (SELECT stock_id FROM conversion_mappings WHERE store_id = ?
                  EXCEPT SELECT stock_id FROM inventory_stock WHERE store_id = ?) m
            LIMIT ?""";

    /**
     * From one item of the trail to the next, without a look at the movements between: all items of a small store, and
     * as many from somewhere on of a large one.
     */
    static final String MOVED = """
            WITH RECURSIVE counted AS (SELECT count(*) AS items FROM inventory_stock WHERE store_id = ?),
            start AS MATERIALIZED (
                SELECT coalesce((SELECT s.stock_id FROM inventory_stock s
                                 WHERE s.store_id = ? AND (SELECT items FROM counted) > ?
                                 ORDER BY s.stock_id
                                 OFFSET (SELECT floor(random() * greatest(0, items - ?)) FROM counted)::bigint
                                 LIMIT 1), '') AS stock_id),
            named (stock_id, number) AS (
                (SELECT m.stock_id, 1
                 FROM inventory_movements m
                 WHERE m.store_id = ? AND m.stock_id >= (SELECT s.stock_id FROM start s)
                 ORDER BY m.stock_id
                 LIMIT 1)
                UNION ALL
                SELECT (SELECT m.stock_id FROM inventory_movements m
                        WHERE m.store_id = ? AND m.stock_id > n.stock_id ORDER BY m.stock_id LIMIT 1), n.number + 1
                FROM named n
                WHERE n.stock_id IS NOT NULL AND n.number < ?
            )
            SELECT n.stock_id, count(*) OVER () AS number
            FROM named n
            WHERE n.stock_id IS NOT NULL AND (
                SELECT s.stock_id FROM inventory_stock s WHERE s.store_id = ? AND s.stock_id = n.stock_id) IS NULL
            LIMIT ?""";

    static final String DEDUCTIONS = """
            WITH taken AS MATERIALIZED (
                SELECT d.transaction_id, coalesce(line ->> 0, line ->> 'inventoryStockId') AS stock_id
                FROM (SELECT o.transaction_id, o.deduction_data
                      FROM inventory_deduction_idempotency o
                      WHERE o.store_id = ? AND o.operation = 'deduction' AND o.outcome = 'done'
                        AND o.recorded_at < 'infinity'
                      ORDER BY o.recorded_at DESC, o.transaction_id DESC
                      LIMIT ?) d
                    CROSS JOIN LATERAL json_array_elements(
                        coalesce(d.deduction_data -> 1, d.deduction_data -> 'deducted')) AS line)
            SELECT t.transaction_id, t.stock_id, count(*) OVER () AS number
            FROM taken t
            WHERE (SELECT s.stock_id FROM inventory_stock s
                   WHERE s.store_id = ? AND s.stock_id = t.stock_id) IS NULL
            LIMIT ?""";

    private static final class Faults {
        private final List<String> texts = new ArrayList<>();
        private long number;

        void add(String text) {
            texts.add(text);
            number++;
        }

        /** @param all how many of its kind there are; the same in each of its rows */
        void add(String text, boolean isFirst, long all) {
            texts.add(text);
            number += isFirst ? all : 0;
        }
    }

    @Override
    public String name() {
        return "store-boundaries";
    }

    @Override
    public Finding find(String storeId, Transaction transaction) throws SQLException {
        Faults faults = new Faults();
        transaction.run(new Pipeline()
                .query(
                        OPEN_TABLES,
                        p -> {},
                        row -> faults.add("the table " + row.getString("relname") + " " + row.getString("fault")))
                .query(REFERENCE, p -> {}, row -> {
                    if (!row.getBoolean("is_there")) {
                        faults.add("the table conversion_mappings has no valid reference to the stock of its store");
                    }
                })
                .query(
                        MAPPINGS,
                        p -> p.text(storeId).text(storeId).number(EXAMPLES),
                        row -> faults.add(
                                "mappings name " + row.getString("stock_id"), row.isFirst(), row.getLong("number")))
                .query(
                        MOVED,
                        p -> p.text(storeId)
                                .text(storeId)
                                .number(MOST_ITEMS)
                                .number(MOST_ITEMS)
                                .text(storeId)
                                .text(storeId)
                                .number(MOST_ITEMS)
                                .text(storeId)
                                .number(EXAMPLES),
                        row -> faults.add(
                                "movements name " + row.getString("stock_id"), row.isFirst(), row.getLong("number")))
                .query(
                        DEDUCTIONS,
                        p -> p.text(storeId)
                                .number(MOST_DEDUCTIONS)
                                .text(storeId)
                                .number(EXAMPLES),
                        row -> faults.add(
                                "the sale " + row.getString("transaction_id") + " took " + row.getString("stock_id"),
                                row.isFirst(),
                                row.getLong("number"))));
        transaction.turnTo(Set.of());
        transaction.run(new Pipeline()
                .query(
                        VISIBLE,
                        p -> {},
                        row -> faults.add("rows of " + row.getString("relname")
                                + " are seen by a transaction that may see no store")));
        return finding(faults);
    }

    private Finding finding(Faults faults) {
        if (faults.number == 0) {
            return Finding.healthy(
                    name(), "Row-level security keeps the stores apart, and nothing names another store's stock.");
        }
        return Finding.of(
                name(),
                HealthStatus.CRITICAL,
                faults.number,
                faults.texts.stream().limit(EXAMPLES).toList(),
                "The stores are not kept apart, or name stock items that this store does not have: "
                        + String.join("; ", faults.texts) + ".",
                "Restore row-level security, its policies and the reference as the migrations have them, as the owner;"
                        + " map again what names a missing stock item; then prove the books of every store.");
    }
}
