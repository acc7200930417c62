package io.atomicinventory.engine.access;

import io.atomicinventory.engine.Identifiers;
import io.atomicinventory.engine.InvalidRequestException;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * In which stores somebody may act: in all, also those to come, or in those that are named.
 *
 * @param storeIds sorted, without repetition; empty where it is all of them
 */
public record StoreScope(boolean isAll, List<String> storeIds) {
    public static final int MAX_STORES = 1_000;
    public static final StoreScope ALL = new StoreScope(true, List.of());

    public StoreScope {
        if (isAll ? !storeIds.isEmpty() : storeIds.isEmpty() || storeIds.size() > MAX_STORES) {
            throw new InvalidRequestException("stores: must be 1 to " + MAX_STORES + " store ids");
        }
        storeIds.forEach(storeId -> Identifiers.requireIds("stores", storeId));
        storeIds = List.copyOf(new TreeSet<>(storeIds));
    }

    public static StoreScope of(Collection<String> storeIds) {
        return new StoreScope(false, List.copyOf(storeIds));
    }

    public static StoreScope of(String... storeIds) {
        return of(List.of(storeIds));
    }

    public boolean covers(String storeId) {
        return isAll || storeIds.contains(storeId);
    }

    /** Whether there is no store of the other that it lacks. */
    public boolean covers(StoreScope other) {
        return isAll || (!other.isAll && storeIds.containsAll(other.storeIds));
    }
}
