package io.atomicinventory.engine.internal.plan;

import io.atomicinventory.engine.Quantities;
import io.atomicinventory.engine.deduction.Problem;
import io.atomicinventory.engine.deduction.Problem.Reason;
import io.atomicinventory.engine.deduction.SaleItem;
import io.atomicinventory.engine.internal.menu.Menu;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Items → demand. Nothing is skipped silently: what cannot be planned becomes a problem (I8). */
public final class Planner {
    private final String storeId;
    private final Menu menu;
    private final List<Plan.PlannedDish> dishes = new ArrayList<>();
    private final Map<String, Sum> sums = new LinkedHashMap<>();
    private final Set<Problem> problems = new LinkedHashSet<>();

    private Planner(String storeId, Menu menu) {
        this.storeId = storeId;
        this.menu = menu;
    }

    /** @param items as {@link SaleItem#summed} */
    public static Plan plan(String storeId, List<SaleItem> items, Menu menu) {
        Planner planner = new Planner(storeId, menu);
        items.forEach(planner::add);
        return planner.finish();
    }

    private void add(SaleItem item) {
        Menu.Dish dish = menu.dish(item.productId());
        if (dish == null) {
            String name = item.productName() == null ? "" : " (" + item.productName() + ")";
            problems.add(new Problem(Reason.UNKNOWN_PRODUCT, "Unknown product: " + item.productId() + name));
            return;
        }
        if (!dish.isSold()) {
            problems.add(new Problem(
                    Reason.UNKNOWN_PRODUCT, "Product is not sold: " + item.productId() + " (" + dish.name() + ")"));
            return;
        }
        List<Plan.PlannedLine> lines = new ArrayList<>(dish.lines().size());
        for (Menu.Line line : dish.lines()) {
            Menu.Target target = line.target();
            BigDecimal perDish = line.perDish();
            if (target == null || perDish == null) {
                problems.add(MenuProblem.noMapping(line.ingredient().name(), storeId));
                continue;
            }
            sums.computeIfAbsent(target.stockId(), id -> new Sum())
                    .add(dish.name(), line.ingredient().name(), perDish.multiply(item.quantity()));
            lines.add(new Plan.PlannedLine(
                    line.ingredient().name(),
                    line.ingredient().unit(),
                    line.ingredient().quantity(),
                    target.stockId(),
                    target.factor()));
        }
        dishes.add(new Plan.PlannedDish(
                item.productId(), dish.name(), item.quantity(), dish.recipeVersion(), List.copyOf(lines)));
    }

    private Plan finish() {
        List<Demand> demands = new ArrayList<>(sums.size());
        sums.forEach((stockId, sum) -> {
            if (Quantities.isExact(sum.amount)) {
                demands.add(new Demand(stockId, Quantities.plain(sum.amount), sum.products(), sum.ingredients()));
            } else {
                problems.add(new Problem(
                        Reason.QUANTITY_NOT_EXACT,
                        sum.products() + " - " + sum.ingredients() + ": "
                                + Quantities.plain(sum.amount).toPlainString() + " needs more than "
                                + Quantities.DECIMALS + " decimals"));
            }
        });
        return new Plan(dishes, demands, List.copyOf(problems));
    }

    private static final class Sum {
        private final Set<String> products = new LinkedHashSet<>();
        private final Set<String> ingredients = new LinkedHashSet<>();
        private BigDecimal amount = BigDecimal.ZERO;

        void add(String product, String ingredient, BigDecimal more) {
            products.add(product);
            ingredients.add(ingredient);
            amount = amount.add(more);
        }

        String products() {
            return String.join(", ", products);
        }

        String ingredients() {
            return String.join(", ", ingredients);
        }
    }
}
