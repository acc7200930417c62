package io.atomicinventory.engine.catalog;

import io.atomicinventory.engine.Identifiers;
import java.time.ZoneId;

/** @param timezone of the place, as in the IANA database: Asia/Manila */
public record Store(String storeId, String name, ZoneId timezone, ShortagePolicy onShortage) {
    public Store {
        Identifiers.requireIds("storeId", storeId);
        Identifiers.requireName("name", name);
    }
}
