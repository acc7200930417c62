package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.monitor.Violation;
import java.util.ArrayList;
import java.util.List;

/**
 * The invariants as SQL: each query finds what breaks one. Thread-safe.
 *
 * <p>What row-level security hides, these cannot see: rows of a store that is not in the directory.
 */
public final class VerifierStorage {
    private record Check(String invariant, String name, String sql) {}

    /** Each has the store as its only parameter and gives {@code subject} and {@code text}. */
    private static final List<Check> CHECKS = List.of(
            new Check("I4", "quantity is the sum of its movements, version their number", """
                    SELECT s.stock_id AS subject,
                           format('quantity %s, movements %s; version %s, movements %s',
                                  s.quantity, coalesce(m.total, 0), s.version, coalesce(m.number, 0)) AS text
                    FROM inventory_stock s
                    LEFT JOIN (SELECT stock_id, sum(quantity_change) AS total, count(*) AS number
                               FROM inventory_movements WHERE store_id = ?1 GROUP BY stock_id) m USING (stock_id)
                    WHERE s.store_id = ?1
                      AND (s.quantity <> coalesce(m.total, 0) OR s.version <> coalesce(m.number, 0))"""),
            new Check("I4", "each movement starts where the one before ended", """
                    SELECT stock_id AS subject,
                           format('movement %s starts at %s, the one before (%s) ended at %s',
                                  version, previous_quantity, before_version, before_quantity) AS text
                    FROM (SELECT stock_id, version, previous_quantity,
                                 lag(version, 1, 0::bigint) OVER w AS before_version,
                                 lag(new_quantity, 1, 0::numeric) OVER w AS before_quantity
                          FROM inventory_movements WHERE store_id = ?1
                          WINDOW w AS (PARTITION BY stock_id ORDER BY version)) chain
                    WHERE version <> before_version + 1 OR previous_quantity <> before_quantity"""),
            new Check("I4", "each movement adds up", """
                    SELECT stock_id AS subject, format('movement %s does not add up', version) AS text
                    FROM inventory_movements
                    WHERE store_id = ?1 AND new_quantity <> previous_quantity + quantity_change"""),
            new Check("I4", "each movement has its stock row", """
                    SELECT DISTINCT m.stock_id AS subject, 'movements without a stock row' AS text
                    FROM inventory_movements m
                    LEFT JOIN inventory_stock s ON s.store_id = ?1 AND s.stock_id = m.stock_id
                    WHERE m.store_id = ?1 AND s.stock_id IS NULL"""),
            new Check("I5", "below zero only with leave", """
                    SELECT stock_id AS subject,
                           format('quantity %s, approved overdraft %s', quantity, approved_overdraft) AS text
                    FROM inventory_stock
                    WHERE store_id = ?1 AND NOT allow_negative AND quantity < -approved_overdraft"""),
            new Check("I5", "an approved overdraft is never more than is used", """
                    SELECT stock_id AS subject,
                           format('quantity %s, approved overdraft %s', quantity, approved_overdraft) AS text
                    FROM inventory_stock
                    WHERE store_id = ?1 AND approved_overdraft > greatest(0, -quantity)"""),
            new Check("I2", "a transaction is deducted once", """
                    SELECT transaction_id AS subject, format('deducted %s times', count(*)) AS text
                    FROM inventory_deduction_idempotency
                    WHERE store_id = ?1 AND operation = 'deduction' AND outcome = 'done'
                    GROUP BY transaction_id HAVING count(*) > 1"""),
            new Check("I2", "a replayed key has a deduction", """
                    SELECT r.idempotency_key AS subject, format('transaction %s was not deducted', r.transaction_id) AS text
                    FROM inventory_deduction_idempotency r
                    WHERE r.store_id = ?1 AND r.operation = 'deduction' AND r.outcome = 'replayed'
                      AND NOT EXISTS (SELECT FROM inventory_deduction_idempotency d
                                      WHERE d.store_id = ?1 AND d.transaction_id = r.transaction_id
                                        AND d.operation = 'deduction' AND d.outcome = 'done')"""),
            new Check("I2", "a key appears once", """
                    SELECT idempotency_key AS subject, format('%s rows', count(*)) AS text
                    FROM inventory_deduction_idempotency
                    WHERE store_id = ?1 GROUP BY idempotency_key HAVING count(*) > 1"""),
            // What the sale says it took, line by line, is what its movements took: nothing in part, nothing twice.
            new Check("I1", "a sale's movements are what its record says", """
                    SELECT coalesce(r.transaction_id, m.transaction_id, '(no transaction)') AS subject,
                           format('%s: recorded %s, moved %s', coalesce(r.stock_id, m.stock_id),
                                  coalesce(r.taken, 0), coalesce(m.taken, 0)) AS text
                    FROM (SELECT transaction_id, coalesce(line ->> 0, line ->> 'inventoryStockId') AS stock_id,
                                 sum(coalesce(line ->> 3, line ->> 'quantityDeducted')::numeric) AS taken
                          FROM inventory_deduction_idempotency,
                               json_array_elements(
                                   coalesce(deduction_data -> 1, deduction_data -> 'deducted')) AS line
                          WHERE store_id = ?1 AND operation = 'deduction' AND outcome = 'done'
                          GROUP BY 1, 2) r
                    FULL JOIN (SELECT transaction_id, stock_id, -sum(quantity_change) AS taken
                               FROM inventory_movements
                               WHERE store_id = ?1 AND kind = 'deduction' GROUP BY 1, 2) m
                        ON m.transaction_id = r.transaction_id AND m.stock_id = r.stock_id
                    WHERE r.taken IS DISTINCT FROM m.taken"""),
            new Check("I1", "a receipt's movement is what its record says", """
                    SELECT coalesce(r.idempotency_key, m.idempotency_key, '(no key)') AS subject,
                           format('%s: recorded %s, moved %s', coalesce(r.stock_id, m.stock_id),
                                  coalesce(r.received, 0), coalesce(m.received, 0)) AS text
                    FROM (SELECT idempotency_key, deduction_data -> 'movement' ->> 'stockId' AS stock_id,
                                 (deduction_data -> 'movement' ->> 'quantityChange')::numeric AS received
                          FROM inventory_deduction_idempotency
                          WHERE store_id = ?1 AND operation = 'receipt' AND outcome = 'done') r
                    FULL JOIN (SELECT idempotency_key, stock_id, sum(quantity_change) AS received
                               FROM inventory_movements
                               WHERE store_id = ?1 AND kind = 'receipt' GROUP BY 1, 2) m
                        ON m.idempotency_key = r.idempotency_key AND m.stock_id = r.stock_id
                    WHERE r.received IS DISTINCT FROM m.received"""),
            new Check("I6", "a void gives back at most what was taken", """
                    SELECT c.transaction_id AS subject,
                           format('%s: given back %s of %s', c.stock_id, sum(c.restored_now), min(c.deducted)) AS text
                    FROM inventory_compensation_log c
                    WHERE c.store_id = ?1
                    GROUP BY c.transaction_id, c.stock_id HAVING sum(c.restored_now) > min(c.deducted)"""));

    private static final int MOST_OF_EACH = 100;

    private final Database database;

    public VerifierStorage(Database database) {
        this.database = database;
    }

    public List<String> storeIds() {
        return new CatalogStorage(database).storeIds();
    }

    public List<Violation> violations(String storeId) {
        return database.snapshot(storeId, transaction -> {
            List<Violation> violations = new ArrayList<>();
            for (Check check : CHECKS) {
                int uses = check.sql().split("\\?1", -1).length - 1;
                transaction.run(new Pipeline()
                        .query(
                                check.sql().replace("?1", "?") + " LIMIT " + MOST_OF_EACH,
                                p -> {
                                    for (int i = 0; i < uses; i++) {
                                        p.text(storeId);
                                    }
                                },
                                row -> violations.add(new Violation(
                                        storeId,
                                        check.invariant(),
                                        check.name(),
                                        row.getString("subject"),
                                        row.getString("text")))));
            }
            return violations;
        });
    }
}
