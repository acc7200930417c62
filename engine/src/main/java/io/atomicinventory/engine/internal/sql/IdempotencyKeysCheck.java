package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.monitor.Finding;
import io.atomicinventory.engine.monitor.HealthStatus;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The unique keys that keep a sale from being taken twice: they are there and valid, and refuse what is tried. */
final class IdempotencyKeysCheck implements HealthCheck {
    /** The keys that have to be, and of these what no valid unique index is over. */
    private static final String MISSING = """
            SELECT k.name, k.of_table
            FROM (VALUES ('the key of an outcome', 'inventory_deduction_idempotency',
                          'idempotency_key,store_id', false),
                         ('settled_once', 'inventory_deduction_idempotency', 'store_id,transaction_id', true),
                         ('the version of a movement', 'inventory_movements', 'stock_id,store_id,version', false),
                         ('reversed_once', 'inventory_movements', 'reverses,stock_id,store_id', true),
                         ('the part of a void', 'inventory_compensation_log',
                          'sequence,stock_id,store_id,transaction_id', false),
                         ('the id of a queue entry', 'offline_transaction_queue', 'queue_id,store_id', false),
                         ('the sale of a queue entry', 'offline_transaction_queue', 'store_id,transaction_id', false)
                 ) AS k (name, of_table, columns, is_partial)
            WHERE NOT EXISTS (
                SELECT FROM pg_index i
                WHERE i.indrelid = k.of_table::regclass AND i.indisunique AND i.indisvalid AND i.indisready
                  AND i.indimmediate AND i.indexprs IS NULL AND (k.is_partial OR i.indpred IS NULL)
                  AND k.columns = (SELECT string_agg(a.attname, ',' ORDER BY a.attname)
                                   FROM pg_attribute a
                                   WHERE a.attrelid = i.indrelid
                                     AND a.attnum = ANY ((i.indkey::smallint[])[0:i.indnkeyatts - 1])))
            ORDER BY k.of_table, k.name""";

    /** Each of these writes two rows of which the key allows one. */
    private static final String OUTCOME = """
            INSERT INTO inventory_deduction_idempotency (store_id, idempotency_key, operation, outcome, transaction_id,
                request_hash, items_hash, attempt, who, occurred_at, duration_micros)
            SELECT ?, n.key, n.operation, 'done', n.transaction_id, '', '', 0, 'health check', now(), 0
            FROM (SELECT unnest(?::text[]) AS key, unnest(?::text[]) AS operation,
                         unnest(?::text[]) AS transaction_id) n
            ON CONFLICT DO NOTHING""";

    private static final String MOVEMENT = """
            INSERT INTO inventory_movements (store_id, stock_id, version, kind, quantity_change, previous_quantity,
                new_quantity, who, occurred_at)
            SELECT ?, n.stock_id, 1, 'adjustment', 0, 0, 0, 'health check', now()
            FROM (SELECT unnest(?::text[]) AS stock_id) n
            ON CONFLICT DO NOTHING""";

    private static final String QUEUE_ENTRY = """
            INSERT INTO offline_transaction_queue (store_id, queue_id, transaction_id, items, items_hash, reason,
                queued_by, occurred_at)
            SELECT ?, n.queue_id, n.transaction_id, '[]', '', 'offline', 'health check', now()
            FROM (SELECT unnest(?::text[]) AS queue_id, unnest(?::text[]) AS transaction_id) n
            ON CONFLICT DO NOTHING""";

    @Override
    public String name() {
        return "idempotency-keys";
    }

    @Override
    public Finding find(String storeId, Transaction transaction) throws SQLException {
        Set<String> faults = new LinkedHashSet<>();
        String a = "health-check-" + UUID.randomUUID();
        String b = "health-check-" + UUID.randomUUID();
        String c = "health-check-" + UUID.randomUUID();
        transaction.run(new Pipeline()
                .query(
                        MISSING,
                        p -> {},
                        row -> faults.add("no valid unique index: " + row.getString("name") + " ("
                                + row.getString("of_table") + ")"))
                .update(
                        OUTCOME,
                        outcomes(storeId, List.of(a, a), List.of("deduction", "deduction"), List.of(a, b)),
                        expectOne(faults, "a key was taken twice"))
                .update(
                        OUTCOME,
                        outcomes(storeId, List.of(b, c), List.of("deduction", "rejection"), List.of(c, c)),
                        expectOne(faults, "a sale was both deducted and rejected"))
                .update(
                        OUTCOME,
                        outcomes(
                                storeId, List.of(b + "-1", b + "-2"), List.of("deduction", "deduction"), List.of(b, b)),
                        expectOne(faults, "a sale was deducted twice"))
                .update(
                        MOVEMENT,
                        p -> p.text(storeId).texts(List.of(a, a)),
                        expectOne(faults, "a movement was written twice"))
                .update(
                        QUEUE_ENTRY,
                        p -> p.text(storeId).texts(List.of(a, a)).texts(List.of(a, b)),
                        expectOne(faults, "a queue entry was written twice"))
                .update(
                        QUEUE_ENTRY,
                        p -> p.text(storeId).texts(List.of(b, c)).texts(List.of(c, c)),
                        expectOne(faults, "a sale was queued twice")));
        return finding(new ArrayList<>(faults));
    }

    private static Pipeline.Binder outcomes(
            String storeId, List<String> keys, List<String> operations, List<String> transactionIds) {
        return p -> p.text(storeId).texts(keys).texts(operations).texts(transactionIds);
    }

    private static Pipeline.Count expectOne(Set<String> faults, String fault) {
        return rows -> {
            if (rows != 1) {
                faults.add("tried: " + fault);
            }
        };
    }

    private Finding finding(List<String> faults) {
        if (faults.isEmpty()) {
            return Finding.healthy(name(), "Every unique key is in place and refused what was tried twice.");
        }
        return Finding.of(
                name(),
                HealthStatus.CRITICAL,
                faults.size(),
                faults.stream().limit(EXAMPLES).toList(),
                "A sale could be taken twice: " + String.join("; ", faults) + ".",
                "Prove the books, which names what is there twice; then make the index again as the owner, as the"
                        + " migrations have it.");
    }
}
