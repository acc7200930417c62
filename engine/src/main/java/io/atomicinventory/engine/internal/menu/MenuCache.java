package io.atomicinventory.engine.internal.menu;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The menus used last, at most so many. A stale one does no harm, so nothing has to be told to it. Thread-safe. */
public final class MenuCache {
    private final Map<String, Menu> menus;
    private volatile @Nullable Catalog catalog;

    public MenuCache(int maxMenus) {
        this.menus = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Menu> eldest) {
                return size() > maxMenus;
            }
        };
    }

    public @Nullable Menu menu(String storeId) {
        synchronized (menus) {
            return menus.get(storeId);
        }
    }

    /** The catalogue read last, so that the menu of another store does not read it again. */
    public @Nullable Catalog catalog() {
        return catalog;
    }

    public void remember(String storeId, Menu menu) {
        catalog = menu.catalog();
        synchronized (menus) {
            menus.put(storeId, menu);
        }
    }

    public void forget(String storeId) {
        synchronized (menus) {
            menus.remove(storeId);
        }
    }
}
