package io.atomicinventory.engine.stock;

/** What became of saving a stock item. */
public sealed interface StockSaved {
    /** @param created whether it was new */
    record Saved(StockItem item, boolean created) implements StockSaved {}

    record UnknownStore(String storeId) implements StockSaved {}

    /** The item's state does not allow the change; nothing was changed. */
    record Refused(String text) implements StockSaved {}
}
