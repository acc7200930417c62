package io.atomicinventory.engine.catalog;

import java.util.List;

/** What became of saving something in the catalogue. Where it is not {@link Saved}, nothing was changed. */
public sealed interface CatalogSaved {
    /** @param created whether it was new */
    record Saved(boolean created) implements CatalogSaved {}

    record UnknownStore(String storeId) implements CatalogSaved {}

    /** @param stockIds the stock items that the store does not have */
    record UnknownStockItems(String storeId, List<String> stockIds) implements CatalogSaved {
        public UnknownStockItems {
            stockIds = List.copyOf(stockIds);
        }
    }

    /** Somebody else has mapped it since it was looked at, to a stock item that is switched on. */
    record MappedMeanwhile(Mapping mapping) implements CatalogSaved {}

    /** Recipe × factor needs more than four decimals: one sale of the product could not be deducted exactly. */
    record NotExact(List<String> errors) implements CatalogSaved {
        public NotExact {
            errors = List.copyOf(errors);
        }
    }
}
