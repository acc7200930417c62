package io.atomicinventory.engine.internal.menu;

import io.atomicinventory.engine.catalog.Product;
import java.util.Map;

/** All products as of one revision; shared by the menus of all stores. */
public record Catalog(long revision, Map<String, Product.Versioned> products) {
    public Catalog {
        products = Map.copyOf(products);
    }
}
