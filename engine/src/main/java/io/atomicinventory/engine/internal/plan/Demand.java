package io.atomicinventory.engine.internal.plan;

import java.math.BigDecimal;

/**
 * What a sale needs of one stock row, summed over all its lines.
 *
 * @param amount in stock units; four decimals hold it exactly
 * @param productNames joined by ", " in the order of the request
 * @param ingredientNames likewise
 */
public record Demand(String stockId, BigDecimal amount, String productNames, String ingredientNames) {}
