package io.atomicinventory.server.testing;

import io.atomicinventory.engine.testing.Cafe;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Stores like {@link Cafe}'s Cebu, one for each test, so that a test can tell exact balances. */
public final class Shops {
    private static final AtomicInteger LAST = new AtomicInteger();

    private Shops() {}

    /** @return the id of a new store with 100 of everything */
    public static String open(Cafe cafe) {
        return open(cafe, "100");
    }

    public static String open(Cafe cafe, String quantity) {
        String store = "shop-" + LAST.incrementAndGet();
        cafe.store(store);
        for (String item : List.of("croissant", "cream", "caramel", "wax-paper", "coffee-beans", "cup")) {
            cafe.stock(store, item, quantity);
        }
        cafe.map(store, "Croissant", "piece", "croissant", "1");
        cafe.map(store, "Cream", "serving", "cream", "1");
        cafe.map(store, "Caramel", "portion", "caramel", "1");
        cafe.map(store, "Wax Paper", "piece", "wax-paper", "1");
        cafe.map(store, "Coffee Beans", "gram", "coffee-beans", "0.001");
        cafe.map(store, "Cup", "piece", "cup", "1");
        return store;
    }
}
