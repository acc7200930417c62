package io.atomicinventory.server.dashboard.overview;

import io.atomicinventory.engine.catalog.CatalogService;
import io.atomicinventory.engine.monitor.AtomicInventoryMonitor;
import io.atomicinventory.engine.monitor.DeductionMetrics;
import io.atomicinventory.engine.stock.StockService;
import org.springframework.stereotype.Component;

/** How far a store is on its way to its first sale. Thread-safe. */
@Component
class Beginning {
    private final CatalogService catalog;
    private final StockService stock;
    private final AtomicInventoryMonitor monitor;

    Beginning(CatalogService catalog, StockService stock, AtomicInventoryMonitor monitor) {
        this.catalog = catalog;
        this.stock = stock;
        this.monitor = monitor;
    }

    record Steps(boolean hasStock, boolean hasProducts, boolean hasMappings, boolean hasSales) {
        public boolean areDone() {
            return hasStock && hasProducts && hasMappings && hasSales;
        }
    }

    /** Quick, however large the store is. */
    Steps of(String storeId) {
        return new Steps(
                !stock.items(storeId, null, 1).items().isEmpty(),
                !catalog.products(null, 1).items().isEmpty(),
                !catalog.mappings(storeId, null, 1).items().isEmpty(),
                monitor.getDeductionMetrics(storeId).filter(Beginning::hasAny).isPresent());
    }

    private static boolean hasAny(DeductionMetrics metrics) {
        return metrics.totalDeductions() + metrics.queued() > 0;
    }
}
