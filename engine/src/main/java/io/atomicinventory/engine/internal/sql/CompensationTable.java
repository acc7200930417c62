package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.internal.decide.GivenBack;
import java.sql.SQLException;
import java.util.List;

/** {@code inventory_compensation_log}: append-only. */
final class CompensationTable {
    /** A portion that somebody else gave back already is left alone; the count tells. */
    static final String INSERT = """
            INSERT INTO inventory_compensation_log (store_id, transaction_id, stock_id, sequence, idempotency_key,
                deducted, restored_before, restored_now, disposition, reason, who, claimed_by, recorded_at)
            SELECT ?, p.transaction_id, p.stock_id, p.sequence, p.idempotency_key, p.deducted, p.restored_before,
                   p.restored_now, p.disposition, p.reason, p.who, p.claimed_by, ?
            FROM (SELECT unnest(?::text[]) AS transaction_id, unnest(?::text[]) AS stock_id,
                         unnest(?::bigint[]) AS sequence, unnest(?::text[]) AS idempotency_key,
                         unnest(?::numeric[]) AS deducted, unnest(?::numeric[]) AS restored_before,
                         unnest(?::numeric[]) AS restored_now, unnest(?::text[]) AS disposition,
                         unnest(?::text[]) AS reason, unnest(?::text[]) AS who, unnest(?::text[]) AS claimed_by) p
            ON CONFLICT DO NOTHING""";

    /** What voids have given back of these sales. */
    static final String GIVEN_BACK = """
            SELECT t.transaction_id, g.stock_id, g.total, g.times
            FROM (SELECT unnest(?::text[]) AS transaction_id) t
                CROSS JOIN LATERAL (
                    SELECT c.stock_id, sum(c.restored_now) AS total, max(c.sequence) AS times
                    FROM inventory_compensation_log c
                    WHERE c.store_id = ? AND c.transaction_id = t.transaction_id
                    GROUP BY c.stock_id) g""";

    private CompensationTable() {}

    static void bind(Parameters parameters, StoreBooks.Written store) throws SQLException {
        List<GivenBack.Portion> portions = store.givenBack();
        parameters
                .text(store.storeId())
                .time(store.now())
                .texts(portions, GivenBack.Portion::transactionId)
                .texts(portions, GivenBack.Portion::stockId)
                .numbers(portions, portion -> (long) portion.sequence())
                .texts(portions, GivenBack.Portion::key)
                .decimals(portions, GivenBack.Portion::deducted)
                .decimals(portions, GivenBack.Portion::before)
                .decimals(portions, GivenBack.Portion::now)
                .texts(portions, portion -> portion.disposition().code())
                .texts(portions, GivenBack.Portion::reason)
                .texts(portions, portion -> portion.actor().who())
                .texts(portions, portion -> portion.actor().claimedUserId());
    }
}
