package io.atomicinventory.engine.internal.decide;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Makes scenarios in which things collide: few keys, few transactions, few stock rows, awkward amounts. The same
 * seed makes the same scenario.
 */
final class RandomScenarios {
    private static final List<String> INGREDIENTS = List.of("Cream", "CREAM", "Caramel", "Beans", "Cup", "Foil");
    private static final List<String> UNITS = List.of("gram", "piece");
    private static final String[] RECIPE_QUANTITIES = {"1", "1", "2", "0.5", "18", "0.0001", "0.3333", "1000000"};
    private static final String[] FACTORS = {
        "1", "1", "1", "2", "0.5", "0.001", "0.3333", "0.333333333333", "0.000000000001", "1000000000"
    };
    private static final String[] SALE_QUANTITIES = {"1", "1", "1", "2", "3", "2.0", "0.5", "0.25", "0.0003", "250000"};
    private static final String[] RECEIPT_QUANTITIES = {"1", "2", "2.50", "0.0001", "99999999999.9999"};

    private final Random random;
    private long attempts;

    private RandomScenarios(long seed) {
        this.random = new Random(seed);
    }

    static Scenario of(long seed) {
        return new RandomScenarios(seed).scenario();
    }

    private Scenario scenario() {
        List<Scenario.Dish> dishes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            dishes.add(dish(i));
        }
        List<Scenario.Link> links = new ArrayList<>();
        for (String ingredient : List.of("cream", "caramel", "beans", "cup", "foil")) {
            for (String unit : UNITS) {
                if (!oneIn(9)) {
                    // Few shelves for many ingredients: several of them are one stock row.
                    links.add(new Scenario.Link(ingredient, unit, "s" + random.nextInt(5), pick(FACTORS)));
                }
            }
        }
        List<Scenario.Shelf> shelves = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            shelves.add(shelf(i));
        }
        return new Scenario(dishes, links, shelves, batches());
    }

    private Scenario.Dish dish(int number) {
        List<Scenario.Part> parts = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            parts.add(new Scenario.Part(
                    INGREDIENTS.get(random.nextInt(INGREDIENTS.size())),
                    UNITS.get(random.nextInt(UNITS.size())),
                    oneIn(2) ? "1" : pick(RECIPE_QUANTITIES)));
        }
        return new Scenario.Dish("p" + number, "Dish " + number, !oneIn(12), 1 + random.nextInt(3), parts);
    }

    private Scenario.Shelf shelf(int number) {
        boolean allowNegative = oneIn(5);
        String quantity =
                pick("0", "1", "3", "5.5", "10", "0.25", "100", "1000", "5000000", "99999999999.9999", "99999999997");
        String overdraft = "0";
        if (oneIn(6)) {
            quantity = pick("-2", "-0.0001", "-7.5");
            overdraft = allowNegative && oneIn(2) ? "0" : quantity.substring(1);
        } else if (allowNegative && oneIn(3)) {
            quantity = pick("-99999999999.9999", "-99999999998");
        }
        return new Scenario.Shelf(
                "s" + number,
                "Item " + number,
                quantity,
                oneIn(4) ? pick("1", "2.5", "100") : "0",
                random.nextInt(4),
                allowNegative,
                overdraft,
                !oneIn(12));
    }

    private List<List<Scenario.Order>> batches() {
        List<List<Scenario.Order>> batches = new ArrayList<>();
        List<Scenario.Order> earlier = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            List<Scenario.Order> batch = new ArrayList<>();
            for (int j = random.nextInt(12); j >= 0; j--) {
                Scenario.Order order = order(earlier);
                earlier.add(order);
                batch.add(order);
            }
            batches.add(batch);
        }
        return batches;
    }

    private Scenario.Order order(List<Scenario.Order> earlier) {
        if (!earlier.isEmpty() && oneIn(3)) {
            return again(earlier.get(random.nextInt(earlier.size())));
        }
        return oneIn(5) ? receipt(key()) : sale(key(), "t" + random.nextInt(6), lines());
    }

    /** Something that was asked for before, in one of the ways in which tills repeat themselves. */
    private Scenario.Order again(Scenario.Order order) {
        return switch (order) {
            case Scenario.SaleOrder sale ->
                switch (random.nextInt(5)) {
                    case 0 -> sale(sale.key(), sale.transactionId(), sale.lines());
                    case 1 -> sale(sale.key(), sale.transactionId(), rewritten(sale.lines()));
                    case 2 -> sale(key(), sale.transactionId(), rewritten(sale.lines()));
                    case 3 -> sale(sale.key(), sale.transactionId(), lines());
                    default -> oneIn(2) ? receipt(sale.key()) : sale(key(), sale.transactionId(), lines());
                };
            case Scenario.ReceiptOrder receipt ->
                switch (random.nextInt(3)) {
                    case 0 ->
                        new Scenario.ReceiptOrder(
                                receipt.key(), ++attempts, receipt.stockId(), receipt.quantity(), receipt.reference());
                    case 1 -> receipt(receipt.key());
                    default -> sale(receipt.key(), "t" + random.nextInt(6), lines());
                };
        };
    }

    private Scenario.SaleOrder sale(String key, String transactionId, List<Scenario.Line> lines) {
        String occurredAt = oneIn(3) ? "2026-01-02T03:04:0" + random.nextInt(10) + "Z" : null;
        return new Scenario.SaleOrder(key, ++attempts, transactionId, occurredAt, lines);
    }

    private Scenario.ReceiptOrder receipt(String key) {
        String stockId = oneIn(8) ? "s9" : "s" + random.nextInt(5);
        return new Scenario.ReceiptOrder(
                key, ++attempts, stockId, pick(RECEIPT_QUANTITIES), oneIn(3) ? "delivery note 7" : null);
    }

    private List<Scenario.Line> lines() {
        List<Scenario.Line> lines = new ArrayList<>();
        for (int i = random.nextInt(4) * random.nextInt(2); i >= 0; i--) {
            String productId = oneIn(15) ? "p9" : "p" + random.nextInt(5);
            lines.add(line(productId, pick(SALE_QUANTITIES)));
        }
        return lines;
    }

    private Scenario.Line line(String productId, String quantity) {
        @Nullable String name = oneIn(3) ? "called " + random.nextInt(2) : null;
        return new Scenario.Line(productId, name, quantity);
    }

    /** The same products and quantities, in other lines and another order. */
    private List<Scenario.Line> rewritten(List<Scenario.Line> lines) {
        List<Scenario.Line> others = new ArrayList<>();
        for (Scenario.Line line : lines) {
            switch (line.quantity()) {
                case "2", "2.0" -> {
                    others.add(line(line.productId(), "1"));
                    others.add(line(line.productId(), "1.0000"));
                }
                case "1" -> {
                    others.add(line(line.productId(), "0.75"));
                    others.add(line(line.productId(), "0.25"));
                }
                default -> others.add(line(line.productId(), line.quantity()));
            }
        }
        Collections.shuffle(others, random);
        return others;
    }

    private String key() {
        return "k" + random.nextInt(14);
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private boolean oneIn(int number) {
        return random.nextInt(number) == 0;
    }
}
