package io.atomicinventory.engine.internal.plan;

import io.atomicinventory.engine.deduction.Problem;
import java.math.BigDecimal;
import java.util.List;

/**
 * What a sale asks of the stock.
 *
 * @param dishes what is sold, with the recipe version and the lines used
 * @param demands one for each stock row, in the order of the request
 * @param problems why it cannot be done whatever the stock is, in the order of the request
 */
public record Plan(List<PlannedDish> dishes, List<Demand> demands, List<Problem> problems) {
    public Plan {
        dishes = List.copyOf(dishes);
        demands = List.copyOf(demands);
        problems = List.copyOf(problems);
    }

    public record PlannedDish(
            String productId, String name, BigDecimal quantity, int recipeVersion, List<PlannedLine> lines) {}

    /** The figures that explain a movement later: recipe quantity × conversion factor. */
    public record PlannedLine(
            String ingredient, String unit, BigDecimal recipeQuantity, String stockId, BigDecimal factor) {}
}
