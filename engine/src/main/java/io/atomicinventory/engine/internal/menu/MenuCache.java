package io.atomicinventory.engine.internal.menu;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;

/** The menus used last, within a bound. A stale one does no harm, so nothing has to be told to it. Thread-safe. */
public final class MenuCache {
    private final Cache<String, Menu> menus;
    private volatile @Nullable Catalog catalog;

    /** @param maxMappings of all menus together */
    public MenuCache(int maxMappings) {
        this.menus = Caffeine.newBuilder()
                .maximumWeight(maxMappings)
                .weigher((String storeId, Menu menu) -> menu.mappings() + 1)
                .executor(Runnable::run) // on the thread that uses it: no thread is owned here
                .build();
    }

    public @Nullable Menu menu(String storeId) {
        return menus.getIfPresent(storeId);
    }

    /** The catalogue read last, so that the menu of another store does not read it again. */
    public @Nullable Catalog catalog() {
        return catalog;
    }

    public void remember(String storeId, Menu menu) {
        catalog = menu.catalog();
        menus.put(storeId, menu);
    }

    public void forget(String storeId) {
        menus.invalidate(storeId);
    }
}
