package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.monitor.ProofProgress;
import io.atomicinventory.engine.monitor.Violation;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The invariants as SQL: each query finds what breaks one. Thread-safe.
 *
 * <p>What row-level security hides, these cannot see: rows of a store that is not in the directory.
 */
public final class VerifierStorage {
    private record Check(String invariant, String name, String sql) {}

    /** So many stock items are looked at in one step. */
    private static final int ITEMS = 500;

    /**
     * Looked at some stock items after the other: from {@code ?2} on and before {@code ?3}. The chunks leave no item
     * out, whether it has a row or only movements.
     */
    private static final List<Check> BY_ITEM = List.of(
            new Check("I4", "quantity is the sum of its movements, version their number", """
                    SELECT s.stock_id AS subject,
                           format('quantity %s, movements %s; version %s, movements %s',
                                  s.quantity, coalesce(m.total, 0), s.version, coalesce(m.number, 0)) AS text
                    FROM inventory_stock s
                    LEFT JOIN (SELECT stock_id, sum(quantity_change) AS total, count(*) AS number
                               FROM inventory_movements
                               WHERE store_id = ?1 AND stock_id >= ?2 AND stock_id < ?3
                               GROUP BY stock_id) m USING (stock_id)
                    WHERE s.store_id = ?1 AND s.stock_id >= ?2 AND s.stock_id < ?3
                      AND (s.quantity <> coalesce(m.total, 0) OR s.version <> coalesce(m.number, 0))"""),
            new Check("I4", "each movement starts where the one before ended", """
                    SELECT stock_id AS subject,
                           format('movement %s starts at %s, the one before (%s) ended at %s',
                                  version, previous_quantity, before_version, before_quantity) AS text
                    FROM (SELECT stock_id, version, previous_quantity,
                                 lag(version, 1, 0::bigint) OVER w AS before_version,
                                 lag(new_quantity, 1, 0::numeric) OVER w AS before_quantity
                          FROM inventory_movements
                          WHERE store_id = ?1 AND stock_id >= ?2 AND stock_id < ?3
                          WINDOW w AS (PARTITION BY stock_id ORDER BY version)) chain
                    WHERE version <> before_version + 1 OR previous_quantity <> before_quantity"""),
            new Check("I4", "each movement adds up", """
                    SELECT stock_id AS subject, format('movement %s does not add up', version) AS text
                    FROM inventory_movements
                    WHERE store_id = ?1 AND stock_id >= ?2 AND stock_id < ?3
                      AND new_quantity <> previous_quantity + quantity_change"""),
            new Check("I4", "each movement has its stock row", """
                    SELECT DISTINCT m.stock_id AS subject, 'movements without a stock row' AS text
                    FROM inventory_movements m
                    LEFT JOIN inventory_stock s ON s.store_id = ?1 AND s.stock_id = m.stock_id
                    WHERE m.store_id = ?1 AND m.stock_id >= ?2 AND m.stock_id < ?3 AND s.stock_id IS NULL"""));

    /** Each has the store as its only parameter. All of them give {@code subject} and {@code text}. */
    private static final List<Check> WHOLE = List.of(
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
            new Check("I2", "a transaction is deducted or rejected, not both", """
                    SELECT transaction_id AS subject, 'deducted and rejected' AS text
                    FROM inventory_deduction_idempotency
                    WHERE store_id = ?1 AND operation IN ('deduction', 'rejection') AND outcome = 'done'
                    GROUP BY transaction_id HAVING count(DISTINCT operation::text) > 1"""),
            new Check("I2", "a settled queue entry is settled in the books", """
                    SELECT q.transaction_id AS subject,
                           format('queue entry %s is %s, the books say %s', q.queue_id, q.status,
                                  coalesce(o.operation::text, 'nothing')) AS text
                    FROM offline_transaction_queue q
                    LEFT JOIN inventory_deduction_idempotency o
                        ON o.store_id = ?1 AND o.transaction_id = q.transaction_id
                           AND o.operation IN ('deduction', 'rejection') AND o.outcome = 'done'
                    WHERE q.store_id = ?1
                      AND CASE q.status
                              WHEN 'approved' THEN o.operation IS DISTINCT FROM 'deduction'
                                                   OR o.items_hash IS DISTINCT FROM q.items_hash
                              WHEN 'rejected' THEN o.operation IS DISTINCT FROM 'rejection'
                                                   AND (o.operation IS DISTINCT FROM 'deduction'
                                                        OR o.items_hash IS NOT DISTINCT FROM q.items_hash)
                              ELSE o.operation IS NOT DISTINCT FROM 'rejection'
                          END"""),
            new Check("I2", "a rejection and a waiting sale have their queue entry", """
                    SELECT o.idempotency_key AS subject,
                           format('%s of transaction %s without a queue entry', o.operation, o.transaction_id) AS text
                    FROM inventory_deduction_idempotency o
                    LEFT JOIN offline_transaction_queue q
                        ON q.store_id = ?1 AND q.transaction_id = o.transaction_id
                    WHERE o.store_id = ?1 AND q.queue_id IS NULL
                      AND ((o.operation = 'rejection' AND o.outcome = 'done') OR o.outcome = 'queued')"""),
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
            new Check("I1", "a booking's movement is what its record says", """
                    SELECT coalesce(r.idempotency_key, m.idempotency_key, '(no key)') AS subject,
                           format('%s of %s: recorded %s, moved %s', coalesce(r.kind, m.kind),
                                  coalesce(r.stock_id, m.stock_id), coalesce(r.change, 0), coalesce(m.change, 0)) AS text
                    FROM (SELECT idempotency_key, operation::text AS kind,
                                 deduction_data -> 'movement' ->> 'stockId' AS stock_id,
                                 (deduction_data -> 'movement' ->> 'quantityChange')::numeric AS change
                          FROM inventory_deduction_idempotency
                          WHERE store_id = ?1 AND outcome = 'done'
                            AND operation IN ('receipt', 'adjustment', 'count', 'waste')) r
                    FULL JOIN (SELECT idempotency_key, kind::text AS kind, stock_id, sum(quantity_change) AS change
                               FROM inventory_movements
                               WHERE store_id = ?1 AND kind IN ('receipt', 'adjustment', 'count', 'waste')
                                 AND transaction_id IS NULL GROUP BY 1, 2, 3) m
                        ON m.idempotency_key = r.idempotency_key AND m.stock_id = r.stock_id AND m.kind = r.kind
                    WHERE r.change IS DISTINCT FROM m.change"""),
            new Check("I1", "a transfer's movements are what its record says", """
                    SELECT coalesce(r.idempotency_key, m.idempotency_key, '(no key)') AS subject,
                           format('%s: recorded %s, moved %s', coalesce(r.stock_id, m.stock_id),
                                  coalesce(r.change, 0), coalesce(m.change, 0)) AS text
                    FROM (SELECT idempotency_key, side ->> 'stockId' AS stock_id,
                                 sum((side ->> 'quantityChange')::numeric) AS change
                          FROM (SELECT idempotency_key,
                                       json_array_elements(deduction_data -> 'lines') -> (
                                           CASE WHEN deduction_data ->> 'fromStoreId' = ?1 THEN 'from' ELSE 'to' END
                                       ) AS side
                                FROM inventory_deduction_idempotency
                                WHERE store_id = ?1 AND outcome = 'done' AND operation = 'transfer') sides
                          GROUP BY 1, 2) r
                    FULL JOIN (SELECT idempotency_key, stock_id, sum(quantity_change) AS change
                               FROM inventory_movements
                               WHERE store_id = ?1 AND kind IN ('transfer_in', 'transfer_out') GROUP BY 1, 2) m
                        ON m.idempotency_key = r.idempotency_key AND m.stock_id = r.stock_id
                    WHERE r.change IS DISTINCT FROM m.change"""),
            new Check("I1", "a reversal takes back what it names, once", """
                    SELECT r.stock_id AS subject,
                           format('movement %s of %s takes back movement %s of %s', min(r.version),
                                  sum(r.quantity_change), r.reverses, min(m.quantity_change)) AS text
                    FROM inventory_movements r
                    LEFT JOIN inventory_movements m
                        ON m.store_id = ?1 AND m.stock_id = r.stock_id AND m.version = r.reverses
                    WHERE r.store_id = ?1 AND (r.kind = 'reversal' OR r.reverses IS NOT NULL)
                    GROUP BY r.stock_id, r.reverses
                    HAVING sum(r.quantity_change) IS DISTINCT FROM -min(m.quantity_change) OR count(*) > 1"""),
            new Check("I1", "what was in a count already changes nothing", """
                    SELECT m.stock_id AS subject,
                           format('the movements of key %s change the stock by %s', m.idempotency_key,
                                  sum(m.quantity_change)) AS text
                    FROM inventory_movements m
                    JOIN (SELECT DISTINCT stock_id, idempotency_key FROM inventory_movements
                          WHERE store_id = ?1 AND kind = 'correction') c
                        ON c.stock_id = m.stock_id AND c.idempotency_key = m.idempotency_key
                    WHERE m.store_id = ?1
                    GROUP BY m.stock_id, m.idempotency_key HAVING sum(m.quantity_change) <> 0"""),
            // Against the sale itself, and not against what the log says that the sale took.
            new Check("I6", "a void gives back at most what was taken", """
                    SELECT c.transaction_id AS subject,
                           format('%s: given back %s of %s', c.stock_id, c.restored, coalesce(s.taken, 0)) AS text
                    FROM (SELECT transaction_id, stock_id, sum(restored_now) AS restored,
                                 min(deducted) AS least, max(deducted) AS most, max(restored_before + restored_now) AS last
                          FROM inventory_compensation_log WHERE store_id = ?1 GROUP BY 1, 2) c
                    LEFT JOIN (SELECT transaction_id, coalesce(line ->> 0, line ->> 'inventoryStockId') AS stock_id,
                                      sum(coalesce(line ->> 3, line ->> 'quantityDeducted')::numeric) AS taken
                               FROM inventory_deduction_idempotency,
                                    json_array_elements(
                                        coalesce(deduction_data -> 1, deduction_data -> 'deducted')) AS line
                               WHERE store_id = ?1 AND operation = 'deduction' AND outcome = 'done'
                               GROUP BY 1, 2) s
                        ON s.transaction_id = c.transaction_id AND s.stock_id = c.stock_id
                    WHERE c.restored > coalesce(s.taken, 0) OR c.least IS DISTINCT FROM s.taken
                       OR c.most IS DISTINCT FROM s.taken OR c.last <> c.restored"""),
            new Check("I6", "a void's movements are what its log says", """
                    SELECT coalesce(l.transaction_id, m.transaction_id, '(no transaction)') AS subject,
                           format('%s, %s: logged %s, moved %s', coalesce(l.stock_id, m.stock_id),
                                  coalesce(l.kind, m.kind), coalesce(l.change, 0), coalesce(m.change, 0)) AS text
                    FROM (SELECT transaction_id, stock_id, idempotency_key, kind, sum(change) AS change
                          FROM inventory_compensation_log,
                               LATERAL (VALUES ('compensation', restored_now),
                                               (CASE disposition WHEN 'waste' THEN 'waste' END, -restored_now))
                                   AS k (kind, change)
                          WHERE store_id = ?1 AND kind IS NOT NULL GROUP BY 1, 2, 3, 4) l
                    FULL JOIN (SELECT transaction_id, stock_id, idempotency_key, kind::text AS kind,
                                      sum(quantity_change) AS change
                               FROM inventory_movements
                               WHERE store_id = ?1 AND kind IN ('compensation', 'waste')
                                 AND (kind = 'compensation' OR transaction_id IS NOT NULL)
                               GROUP BY 1, 2, 3, 4) m
                        ON m.transaction_id = l.transaction_id AND m.stock_id = l.stock_id
                           AND m.idempotency_key = l.idempotency_key AND m.kind = l.kind
                    WHERE l.change IS DISTINCT FROM m.change"""),
            new Check("I6", "a void's log is what its record says", """
                    SELECT coalesce(r.idempotency_key, l.idempotency_key, '(no key)') AS subject,
                           format('%s: recorded %s, logged %s', coalesce(r.stock_id, l.stock_id),
                                  coalesce(r.restored, 0), coalesce(l.restored, 0)) AS text
                    FROM (SELECT idempotency_key, line ->> 0 AS stock_id, sum((line ->> 3)::numeric) AS restored
                          FROM inventory_deduction_idempotency, json_array_elements(deduction_data -> 0) AS line
                          WHERE store_id = ?1 AND operation = 'compensation' AND outcome = 'done' GROUP BY 1, 2) r
                    FULL JOIN (SELECT idempotency_key, stock_id, sum(restored_now) AS restored
                               FROM inventory_compensation_log WHERE store_id = ?1 GROUP BY 1, 2) l
                        ON l.idempotency_key = r.idempotency_key AND l.stock_id = r.stock_id
                    WHERE r.restored IS DISTINCT FROM l.restored"""));

    /** The first item of each chunk but the first, which begins where all begins. */
    private static final String BOUNDS = """
            SELECT stock_id
            FROM (SELECT stock_id, row_number() OVER (ORDER BY stock_id) AS number
                  FROM inventory_stock WHERE store_id = ?) s
            WHERE number > ? AND number % ? = 1
            ORDER BY number""";

    private static final int MOST_OF_EACH = 100;
    private static final Pattern PARAMETER = Pattern.compile("\\?([123])");

    private final Database database;

    public VerifierStorage(Database database) {
        this.database = database;
    }

    public List<String> storeIds() {
        return new CatalogStorage(database).storeIds();
    }

    public List<Violation> violations(String storeId, ProofProgress progress) {
        return database.snapshot(storeId, transaction -> new Proof(storeId, transaction, progress).violations());
    }

    private static final class Proof {
        private final String storeId;
        private final Transaction transaction;
        private final ProofProgress progress;
        private final List<Violation> violations = new ArrayList<>();
        private final Map<Check, Integer> found = new HashMap<>();
        private int done;
        private int total;

        Proof(String storeId, Transaction transaction, ProofProgress progress) {
            this.storeId = storeId;
            this.transaction = transaction;
            this.progress = progress;
        }

        List<Violation> violations() throws SQLException {
            List<String> bounds = new ArrayList<>();
            bounds.add("");
            transaction.run(new Pipeline()
                    .query(
                            BOUNDS,
                            p -> p.text(storeId).number(ITEMS).number(ITEMS),
                            row -> bounds.add(row.getString("stock_id"))));
            total = BY_ITEM.size() * bounds.size() + WHOLE.size();
            for (int i = 0; i < bounds.size(); i++) {
                for (Check check : BY_ITEM) {
                    step(check, bounds.get(i), i + 1 < bounds.size() ? bounds.get(i + 1) : null);
                }
            }
            for (Check check : WHOLE) {
                step(check, "", null);
            }
            progress.at(done, total, "");
            return violations;
        }

        /** @param before where it ends; null where it goes on to the last */
        private void step(Check check, String from, @Nullable String before) throws SQLException {
            progress.at(done, total, check.name());
            int left = MOST_OF_EACH - found.getOrDefault(check, 0);
            if (left > 0) {
                String sql =
                        before == null ? check.sql().replaceAll(" AND (\\w+\\.)?stock_id < \\?3", "") : check.sql();
                transaction.run(new Pipeline()
                        .query(
                                PARAMETER.matcher(sql).replaceAll("?") + " LIMIT " + left,
                                p -> bind(p, sql, List.of(storeId, from, before == null ? "" : before)),
                                row -> add(check, row)));
            }
            done++;
        }

        private static void bind(Parameters parameters, String sql, List<String> values) throws SQLException {
            Matcher matcher = PARAMETER.matcher(sql);
            while (matcher.find()) {
                parameters.text(values.get(matcher.group(1).charAt(0) - '1'));
            }
        }

        private void add(Check check, ResultSet row) throws SQLException {
            found.merge(check, 1, Integer::sum);
            violations.add(new Violation(
                    storeId, check.invariant(), check.name(), row.getString("subject"), row.getString("text")));
        }
    }
}
