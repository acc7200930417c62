package io.atomicinventory.engine.internal.decide;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What sales need by the oracle's reading of the menu, in 1/10^20: recipe × factor × quantity. */
final class NaiveMenu {
    static final BigInteger STOCK_UNIT = BigInteger.TEN.pow(16);

    private final Scenario scenario;

    NaiveMenu(Scenario scenario) {
        this.scenario = scenario;
    }

    static final class Need {
        final Set<String> products = new LinkedHashSet<>();
        final Set<String> ingredients = new LinkedHashSet<>();
        BigInteger amount = BigInteger.ZERO;

        boolean isExact() {
            return amount.mod(STOCK_UNIT).signum() == 0;
        }

        BigInteger units() {
            return amount.divide(STOCK_UNIT);
        }
    }

    /** By product, in 1/10,000, in the order of the lines. */
    static Map<String, BigInteger> products(List<Scenario.Line> lines) {
        Map<String, BigInteger> products = new LinkedHashMap<>();
        for (Scenario.Line line : lines) {
            products.merge(line.productId(), NaiveShelf.units(line.quantity()), BigInteger::add);
        }
        return products;
    }

    /** As text, whatever the lines. */
    static String items(List<Scenario.Line> lines) {
        return new TreeMap<>(products(lines)).toString();
    }

    /**
     * @param problems gets what the menu has against the sale
     * @return by stock row
     */
    Map<String, Need> needs(List<Scenario.Line> lines, List<String> problems) {
        Map<String, String> calledBy = new HashMap<>();
        Set<String> seen = new LinkedHashSet<>();
        for (Scenario.Line line : lines) {
            if (seen.add(line.productId()) && line.productName() != null) {
                calledBy.put(line.productId(), line.productName());
            }
        }
        Map<String, Need> needs = new LinkedHashMap<>();
        List<String> unmapped = new ArrayList<>();
        products(lines).forEach((productId, quantity) -> {
            Scenario.Dish dish = dish(productId);
            if (dish == null) {
                String name = calledBy.get(productId);
                problems.add("UNKNOWN_PRODUCT Unknown product: " + productId + (name == null ? "" : " (" + name + ")"));
            } else if (!dish.isSold()) {
                problems.add("UNKNOWN_PRODUCT Product is not sold: " + productId + " (" + dish.name() + ")");
            } else {
                need(dish, quantity, needs, unmapped);
            }
        });
        problems.addAll(unmapped);
        return needs;
    }

    private void need(Scenario.Dish dish, BigInteger quantity, Map<String, Need> needs, List<String> unmapped) {
        for (Scenario.Part part : dish.parts()) {
            Scenario.Link link = link(part);
            if (link == null) {
                String problem = "NO_CONVERSION_MAPPING No conversion mapping found for " + part.ingredient()
                        + " in store " + Scenario.STORE;
                if (!unmapped.contains(problem)) {
                    unmapped.add(problem);
                }
                continue;
            }
            Need need = needs.computeIfAbsent(link.stockId(), id -> new Need());
            need.products.add(dish.name());
            need.ingredients.add(part.ingredient());
            BigInteger factor = new BigDecimal(link.factor()).movePointRight(12).toBigIntegerExact();
            need.amount = need.amount.add(
                    quantity.multiply(NaiveShelf.units(part.quantity())).multiply(factor));
        }
    }

    private Scenario.@Nullable Dish dish(String productId) {
        for (Scenario.Dish dish : scenario.dishes()) {
            if (dish.productId().equals(productId)) {
                return dish;
            }
        }
        return null;
    }

    private Scenario.@Nullable Link link(Scenario.Part part) {
        for (Scenario.Link link : scenario.links()) {
            if (link.ingredient().equals(part.ingredient().toLowerCase(Locale.ROOT))
                    && link.unit().equals(part.unit())) {
                return link;
            }
        }
        return null;
    }
}
