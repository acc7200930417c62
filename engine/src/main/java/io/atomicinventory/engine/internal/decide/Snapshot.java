package io.atomicinventory.engine.internal.decide;

import io.atomicinventory.engine.catalog.ShortagePolicy;
import io.atomicinventory.engine.stock.StockItem;
import java.time.Instant;
import java.util.Map;

/**
 * What the books say of the keys, transactions and stock rows of a batch.
 *
 * @param now the database's clock, read while the rows are locked
 * @param outcomes earlier outcomes by key
 * @param settled by transaction: how it was deducted, or that it was rejected
 * @param givenBack by transaction and stock row
 * @param onShortage the store's
 * @param queue entries by transaction, as far as they were asked for
 * @param histories by key, for commands that read them
 */
public record Snapshot(
        String storeId,
        Instant now,
        Map<String, StockItem> stock,
        Map<String, OutcomeRow> outcomes,
        Map<String, OutcomeRow> settled,
        Map<String, Map<String, GivenBack>> givenBack,
        ShortagePolicy onShortage,
        Map<String, QueueRow> queue,
        Map<String, History> histories) {

    /** Of commands to which the queue does not matter. */
    public Snapshot(
            String storeId,
            Instant now,
            Map<String, StockItem> stock,
            Map<String, OutcomeRow> outcomes,
            Map<String, OutcomeRow> settled,
            Map<String, Map<String, GivenBack>> givenBack,
            Map<String, History> histories) {
        this(storeId, now, stock, outcomes, settled, givenBack, ShortagePolicy.REFUSE, Map.of(), histories);
    }
}
