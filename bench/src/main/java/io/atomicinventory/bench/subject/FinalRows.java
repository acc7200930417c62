package io.atomicinventory.bench.subject;

import io.atomicinventory.bench.workload.Dish;
import io.atomicinventory.bench.workload.Sale;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What every subject leaves in the database, in one place: where the engine's rows change, this changes with them.
 * The record of a sale ({@code deduction_data}) is byte for byte the one that the engine wrote for the same dish.
 */
final class FinalRows {
    static final String OUTCOME_COLUMNS = """
            store_id, idempotency_key, operation, transaction_id, outcome, request_hash, items_hash, deduction_data,
            attempt, who, occurred_at, recorded_at, duration_micros""";

    static final String MOVEMENT_COLUMNS = """
            store_id, stock_id, version, kind, quantity_change, previous_quantity, new_quantity, transaction_id,
            idempotency_key, who, occurred_at, recorded_at""";

    /** A key or a deducted transaction that is there already is left alone; the count tells. */
    static final String INSERT_OUTCOME = """
            INSERT INTO inventory_deduction_idempotency (%s)
            VALUES (?, ?, 'deduction', ?, ?, ?, ?, ?::json, ?, ?, statement_timestamp(), statement_timestamp(), ?)
            ON CONFLICT DO NOTHING""".formatted(OUTCOME_COLUMNS);

    static final int OUTCOME_PARAMETERS = 10;

    static final String EARLIER_OUTCOME = """
            SELECT outcome, request_hash, deduction_data FROM inventory_deduction_idempotency
            WHERE store_id = ? AND idempotency_key = ?""";

    /** With each transaction's first statement, as the engine does: a pooled connection carries nothing over. */
    static final String SETTINGS = """
            SELECT set_config('role', 'atomic_inventory_app', true), set_config('inventory.stores', ?, true),
                   set_config('synchronous_commit', 'on', true)""";

    private FinalRows() {}

    /** @param at the first of {@link #OUTCOME_PARAMETERS} parameters */
    static void bindOutcome(PreparedStatement statement, int at, Sale sale, boolean isDone, long startedNanos)
            throws SQLException {
        Dish dish = sale.dish();
        int parameter = at;
        statement.setString(parameter++, sale.storeId());
        statement.setString(parameter++, sale.key());
        statement.setString(parameter++, sale.transactionId());
        statement.setString(parameter++, isDone ? "done" : "refused");
        statement.setBytes(parameter++, requestHash(sale));
        statement.setBytes(parameter++, itemsHash(dish));
        statement.setString(parameter++, isDone ? dish.done() : dish.refused());
        statement.setLong(parameter++, ThreadLocalRandom.current().nextLong());
        statement.setString(parameter++, Sale.WHO);
        statement.setLong(parameter, (System.nanoTime() - startedNanos) / 1000);
    }

    static byte[] itemsHash(Dish dish) {
        return HexFormat.of().parseHex(dish.itemsHash());
    }

    /** As long as the engine's, and as dear. */
    static byte[] requestHash(Sale sale) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest((sale.transactionId() + "\n" + sale.dish().itemsHash()).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
