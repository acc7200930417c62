package io.atomicinventory.engine.internal.decide;

import io.atomicinventory.engine.stock.StockItem;
import java.time.Instant;
import java.util.Map;

/**
 * What the books say of the keys, transactions and stock rows of a batch.
 *
 * @param now the database's clock, read while the rows are locked
 * @param outcomes earlier outcomes by key
 * @param deductions earlier deductions by transaction
 * @param givenBack by transaction and stock row
 * @param histories by key, for commands that read them
 */
public record Snapshot(
        String storeId,
        Instant now,
        Map<String, StockItem> stock,
        Map<String, OutcomeRow> outcomes,
        Map<String, OutcomeRow> deductions,
        Map<String, Map<String, GivenBack>> givenBack,
        Map<String, History> histories) {}
