package io.atomicinventory.server.stock;

import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.stock.StockCondition;
import io.atomicinventory.engine.stock.StockFilter;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads which items an address asks for. */
public final class StockQuery {
    private StockQuery() {}

    /** @param filter a {@link StockCondition}'s code; null or empty for any item */
    public static StockFilter of(@Nullable String search, @Nullable String filter) {
        return new StockFilter(Objects.requireNonNullElse(search, ""), condition(filter));
    }

    private static @Nullable StockCondition condition(@Nullable String code) {
        if (code == null || code.isEmpty()) {
            return null;
        }
        return Arrays.stream(StockCondition.values())
                .filter(condition -> condition.code().equals(code))
                .findFirst()
                .orElseThrow(() -> new InvalidRequestException("filter: must be one of "
                        + Arrays.stream(StockCondition.values())
                                .map(StockCondition::code)
                                .collect(Collectors.joining(", "))));
    }
}
