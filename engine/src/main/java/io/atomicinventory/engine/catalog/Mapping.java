package io.atomicinventory.engine.catalog;

import io.atomicinventory.engine.Identifiers;
import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Quantities;
import java.math.BigDecimal;

/**
 * What an ingredient of a recipe is in one store's stock. Ingredient and unit match after NFC, trim, collapse
 * of spaces and case folding.
 *
 * @param factor stock units for one recipe unit; above 0, at most 1,000,000,000, at most twelve decimals
 */
public record Mapping(String ingredient, String unit, String stockId, BigDecimal factor) {
    public static final String FACTOR_RULE = "must be above 0 and at most 1000000000, with at most 12 decimals";
    public static final int MAX_IN_ONE_CALL = 10_000;

    public Mapping {
        Identifiers.requireName("ingredient", ingredient);
        Identifiers.requireName("unit", unit);
        Identifiers.requireIds("stockId", stockId);
        if (!Quantities.isFactor(factor)) {
            throw new InvalidRequestException("factor: " + FACTOR_RULE);
        }
        factor = Quantities.plain(factor);
    }
}
