package io.atomicinventory.server.catalog;

import io.atomicinventory.engine.catalog.CatalogService;
import io.atomicinventory.server.request.Paths;
import org.springframework.stereotype.Component;

/** Tells an empty list of a store from a store that there is not. */
@Component
public class KnownStores {
    private final CatalogService catalog;

    KnownStores(CatalogService catalog) {
        this.catalog = catalog;
    }

    /** Refuses the request unless the id is well formed and there is such a store. */
    public void require(String storeId) {
        Paths.requireIds("storeId", storeId);
        if (catalog.store(storeId).isEmpty()) {
            throw Paths.notFound("Unknown store: " + storeId);
        }
    }
}
