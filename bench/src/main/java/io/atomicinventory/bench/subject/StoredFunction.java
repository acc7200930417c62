package io.atomicinventory.bench.subject;

import io.atomicinventory.bench.postgres.BenchDatabase;
import io.atomicinventory.bench.postgres.Sql;
import io.atomicinventory.bench.workload.Dish;
import io.atomicinventory.bench.workload.Sale;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;

/**
 * Baseline (c): one PL/pgSQL function for each sale. Settings, call and commit are a single round trip: both statements
 * travel together, and the implicit transaction around them is committed at its end.
 */
final class StoredFunction implements Subject {
    /** Runs with its caller's rights, so row-level security holds in it. */
    private static final String FUNCTION = """
            CREATE FUNCTION bench_sell(p_store text, p_key text, p_transaction text, p_stock text[],
                                       p_request_hash bytea, p_items_hash bytea, p_done text, p_refused text,
                                       p_attempt bigint, p_who text) RETURNS text
                LANGUAGE plpgsql AS $$
            DECLARE
                v_started timestamptz := clock_timestamp();
                v_earlier record;
                v_covered bigint;
                v_is_done boolean;
            BEGIN
                SELECT count(*) FILTER (WHERE locked.available >= 1) INTO v_covered
                FROM (SELECT s.quantity - s.held AS available FROM inventory_stock s
                      WHERE s.store_id = p_store AND s.stock_id = ANY (p_stock)
                      ORDER BY s.stock_id FOR NO KEY UPDATE) locked;

                SELECT o.request_hash, o.deduction_data INTO v_earlier FROM inventory_deduction_idempotency o
                WHERE o.store_id = p_store AND o.idempotency_key = p_key;
                IF FOUND THEN
                    RETURN CASE WHEN v_earlier.request_hash = p_request_hash AND v_earlier.deduction_data IS NOT NULL
                                THEN 'replayed' ELSE 'failed' END;
                END IF;

                v_is_done := v_covered = cardinality(p_stock);
                IF v_is_done THEN
                    WITH taken AS (
                        UPDATE inventory_stock s SET quantity = s.quantity - 1, version = s.version + 1
                        WHERE s.store_id = p_store AND s.stock_id = ANY (p_stock)
                        RETURNING s.stock_id, s.version, s.quantity)
                    INSERT INTO inventory_movements (%s)
                    SELECT p_store, t.stock_id, t.version, 'deduction', -1, t.quantity + 1, t.quantity, p_transaction,
                           p_key, p_who, v_started, v_started
                    FROM taken t;
                END IF;

                INSERT INTO inventory_deduction_idempotency (%s)
                VALUES (p_store, p_key, 'deduction', p_transaction, CASE WHEN v_is_done THEN 'done' ELSE 'refused' END,
                        p_request_hash, p_items_hash, (CASE WHEN v_is_done THEN p_done ELSE p_refused END)::json,
                        p_attempt, p_who, v_started, v_started,
                        (extract(epoch FROM clock_timestamp() - v_started) * 1000000)::bigint)
                ON CONFLICT DO NOTHING;
                IF NOT FOUND THEN
                    RAISE EXCEPTION 'another sale took the key' USING ERRCODE = 'serialization_failure';
                END IF;
                RETURN CASE WHEN v_is_done THEN 'deducted' ELSE 'refused' END;
            END
            $$""".formatted(FinalRows.MOVEMENT_COLUMNS, FinalRows.OUTCOME_COLUMNS);

    private static final String CALL = FinalRows.SETTINGS + ";\nSELECT bench_sell(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private final Tries tries;

    /** @param pool with autocommit on */
    StoredFunction(DataSource pool, Retries retries) {
        this.tries = new Tries(pool, retries);
    }

    static void install(BenchDatabase database) {
        Sql.execute(
                database.owner(),
                FUNCTION,
                "REVOKE EXECUTE ON FUNCTION bench_sell FROM PUBLIC",
                "GRANT EXECUTE ON FUNCTION bench_sell TO atomic_inventory_app");
    }

    @Override
    public Answer sell(int caller, Sale sale) throws SQLException {
        return tries.run(connection -> call(connection, sale));
    }

    private static Answer call(Connection connection, Sale sale) throws SQLException {
        Dish dish = sale.dish();
        try (PreparedStatement statement = connection.prepareStatement(CALL)) {
            statement.setString(1, sale.storeId());
            statement.setString(2, sale.storeId());
            statement.setString(3, sale.key());
            statement.setString(4, sale.transactionId());
            statement.setArray(
                    5, connection.createArrayOf("text", dish.stockIds().toArray()));
            statement.setBytes(6, FinalRows.requestHash(sale));
            statement.setBytes(7, FinalRows.itemsHash(dish));
            statement.setString(8, dish.done());
            statement.setString(9, dish.refused());
            statement.setLong(10, ThreadLocalRandom.current().nextLong());
            statement.setString(11, Sale.WHO);
            statement.execute();
            statement.getMoreResults();
            try (ResultSet row = statement.getResultSet()) {
                if (!row.next()) {
                    throw new IllegalStateException("the function gave no row");
                }
                return Answer.valueOf(row.getString(1).toUpperCase(Locale.ROOT));
            }
        }
    }
}
