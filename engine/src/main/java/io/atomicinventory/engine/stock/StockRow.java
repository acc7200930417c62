package io.atomicinventory.engine.stock;

import io.atomicinventory.engine.Identifiers;

/** A stock item of some store, as a person wants it to be. */
public record StockRow(String storeId, String stockId, StockItemSettings settings) {
    public StockRow {
        Identifiers.requireIds("storeId", storeId, "stockId", stockId);
    }
}
