package io.atomicinventory.engine.stock;

import io.atomicinventory.engine.InvalidRequestException;
import org.jspecify.annotations.Nullable;

/**
 * Which stock items are asked for.
 *
 * @param search part of an item's name or id, in any case, with or without its accents; at most 200 characters, empty
 *     for all
 * @param condition null for any
 */
public record StockFilter(String search, @Nullable StockCondition condition) {
    private static final int MAX_LENGTH = 200;

    public StockFilter {
        search = search.strip();
        if (search.length() > MAX_LENGTH || search.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidRequestException(
                    "search: must be at most " + MAX_LENGTH + " characters, without control characters");
        }
    }

    public boolean isAll() {
        return search.isEmpty() && condition == null;
    }
}
