package io.atomicinventory.engine.catalog;

import io.atomicinventory.engine.Identifiers;
import org.jspecify.annotations.Nullable;

/**
 * A mapping of some store.
 *
 * @param storeId null to take the one store that has the stock item
 */
public record MappingRow(@Nullable String storeId, Mapping mapping) {
    public MappingRow {
        if (storeId != null) {
            Identifiers.requireIds("storeId", storeId);
        }
    }
}
