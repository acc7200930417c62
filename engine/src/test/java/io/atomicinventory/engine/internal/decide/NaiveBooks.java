package io.atomicinventory.engine.internal.decide;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The oracle: the rules of a sale, written a second time and as plainly as can be. One order after the other,
 * no batches, no plan ahead, amounts as whole numbers of 1/10,000 (stock) and 1/10^20 (recipe × factor).
 */
final class NaiveBooks {
    private static final BigInteger MOST = new BigInteger("999999999999999");
    private static final BigInteger STOCK_UNIT = BigInteger.TEN.pow(16);

    private final Scenario scenario;
    private final Map<String, Row> rows = new TreeMap<>();
    private final Map<String, Known> keys = new HashMap<>();
    private final Map<String, Sold> sold = new HashMap<>();

    NaiveBooks(Scenario scenario) {
        this.scenario = scenario;
        for (Scenario.Shelf shelf : scenario.shelves()) {
            rows.put(shelf.stockId(), new Row(shelf));
        }
    }

    /** What is on the shelves now. */
    List<String> shelves() {
        return rows.values().stream().map(Row::describe).toList();
    }

    Verdict submit(Scenario.Order order) {
        return switch (order) {
            case Scenario.SaleOrder sale -> sale(sale);
            case Scenario.ReceiptOrder receipt -> receipt(receipt);
        };
    }

    private Verdict receipt(Scenario.ReceiptOrder order) {
        BigInteger quantity = units(order.quantity());
        String asked = "receipt " + order.stockId() + " " + quantity + " " + order.reference();
        Known known = keys.get(order.key());
        if (known != null) {
            return again(known, asked, order);
        }
        Row row = rows.get(order.stockId());
        if (row == null) {
            return Verdict.unrecorded(
                    "not decided: Unknown stock item " + order.stockId() + " in store " + Scenario.STORE);
        }
        if (row.quantity.add(quantity).compareTo(MOST) > 0) {
            return Verdict.unrecorded("out of bounds: quantity: the balance would exceed 99999999999.9999");
        }
        String movement = row.move(quantity, "receipt " + order.key() + " because " + order.reference());
        Function<Boolean, String> answer = replayed -> "received " + movement + " replayed=" + replayed;
        keys.put(order.key(), new Known(asked, order.attempt(), false, answer));
        return new Verdict(answer.apply(false), "done " + order.key(), List.of(movement));
    }

    private Verdict sale(Scenario.SaleOrder order) {
        Map<String, BigInteger> products = new LinkedHashMap<>();
        Map<String, String> calledBy = new HashMap<>();
        for (Scenario.Line line : order.lines()) {
            if (!products.containsKey(line.productId()) && line.productName() != null) {
                calledBy.put(line.productId(), line.productName());
            }
            products.put(
                    line.productId(),
                    products.getOrDefault(line.productId(), BigInteger.ZERO).add(units(line.quantity())));
        }
        String items = new TreeMap<>(products).toString();
        String asked = "sale " + order.transactionId() + " " + items;
        Known known = keys.get(order.key());
        if (known != null) {
            return again(known, asked, order);
        }
        Sold before = sold.get(order.transactionId());
        if (before != null && before.items.equals(items)) {
            keys.put(order.key(), new Known(asked, order.attempt(), true, before.answer));
            return new Verdict(before.answer.apply(true), "replayed " + order.key(), List.of());
        }

        Map<String, Need> needs = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        if (before != null) {
            problems.add("TRANSACTION_ALREADY_DEDUCTED Transaction " + order.transactionId()
                    + " was already deducted with other items");
        }
        List<String> unmapped = new ArrayList<>();
        for (Map.Entry<String, BigInteger> product : products.entrySet()) {
            Scenario.Dish dish = dish(product.getKey());
            if (dish == null) {
                String name = calledBy.get(product.getKey());
                problems.add("UNKNOWN_PRODUCT Unknown product: " + product.getKey()
                        + (name == null ? "" : " (" + name + ")"));
            } else if (!dish.isSold()) {
                problems.add("UNKNOWN_PRODUCT Product is not sold: " + product.getKey() + " (" + dish.name() + ")");
            } else {
                need(dish, product.getValue(), needs, unmapped);
            }
        }
        problems.addAll(unmapped);
        List<String> shortages = new ArrayList<>();
        problems.addAll(whatTheShelvesSay(needs, shortages));
        if (!problems.isEmpty()) {
            Function<Boolean, String> answer = replayed -> "refused " + order.transactionId() + " " + problems
                    + " short of " + shortages + " replayed=" + replayed;
            keys.put(order.key(), new Known(asked, order.attempt(), false, answer));
            return new Verdict(answer.apply(false), "refused " + order.key(), List.of());
        }
        return take(order, asked, items, needs);
    }

    private Verdict take(Scenario.SaleOrder order, String asked, String items, Map<String, Need> needs) {
        List<String> movements = new ArrayList<>();
        List<String> taken = new ArrayList<>();
        for (Map.Entry<String, Need> need : needs.entrySet()) {
            Row row = row(need.getKey());
            BigInteger amount = need.getValue().amount.divide(STOCK_UNIT);
            String earlier = text(row.quantity);
            movements.add(row.move(
                    amount.negate(),
                    "deduction " + order.key() + " for " + order.transactionId() + " at " + order.occurredAt()));
            taken.add(need.getKey() + " " + need.getValue().ingredients + " " + text(amount) + " unit of "
                    + need.getKey() + ": " + earlier + " -> " + text(row.quantity));
        }
        Function<Boolean, String> answer = replayed -> "deducted " + order.transactionId() + " " + taken + " replayed="
                + replayed + (replayed ? " Request already processed (idempotency)" : "");
        keys.put(order.key(), new Known(asked, order.attempt(), false, answer));
        sold.put(order.transactionId(), new Sold(items, answer));
        return new Verdict(answer.apply(false), "done " + order.key(), movements);
    }

    private static Verdict again(Known known, String asked, Scenario.Order order) {
        if (!known.asked.equals(asked)) {
            return Verdict.unrecorded("not decided: Idempotency key already used with another request: " + order.key());
        }
        boolean isOwn = known.attempt == order.attempt() && !known.hadBeenDone;
        return Verdict.unrecorded(known.answer.apply(!isOwn));
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
            need.amount =
                    need.amount.add(quantity.multiply(units(part.quantity())).multiply(factor));
        }
    }

    /** @return switched off, then not exact, then short */
    private List<String> whatTheShelvesSay(Map<String, Need> needs, List<String> shortages) {
        List<String> off = new ArrayList<>();
        Set<String> notExact = new LinkedHashSet<>(); // a reason is said once
        List<String> tooLittle = new ArrayList<>();
        for (Map.Entry<String, Need> entry : needs.entrySet()) {
            Need need = entry.getValue();
            Row row = row(entry.getKey());
            String what = String.join(", ", need.products) + " - " + String.join(", ", need.ingredients) + ": ";
            if (need.amount.mod(STOCK_UNIT).signum() != 0) {
                String amount =
                        new BigDecimal(need.amount, 20).stripTrailingZeros().toPlainString();
                notExact.add("QUANTITY_NOT_EXACT " + what + amount + " needs more than 4 decimals");
                continue;
            }
            BigInteger amount = need.amount.divide(STOCK_UNIT);
            if (!row.shelf.isActive()) {
                off.add("INACTIVE_ITEM Stock item is switched off: " + entry.getKey() + " (" + row.shelf.item() + ")");
                continue;
            }
            BigInteger have = row.quantity.subtract(units(row.shelf.held()));
            boolean isEnough = row.shelf.allowNegative()
                    ? row.quantity.subtract(amount).compareTo(MOST.negate()) >= 0
                    : have.compareTo(amount) >= 0;
            if (!isEnough) {
                String text = what + "Need " + text(amount) + ", Have " + text(have) + " (Short: "
                        + text(amount.subtract(have)) + ")";
                tooLittle.add("INSUFFICIENT_STOCK " + text);
                shortages.add(entry.getKey() + " " + text);
            }
        }
        List<String> all = new ArrayList<>(off);
        all.addAll(notExact);
        all.addAll(tooLittle);
        return all;
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

    private Row row(String stockId) {
        Row row = rows.get(stockId);
        if (row == null) {
            throw new AssertionError("the scenario has no shelf " + stockId);
        }
        return row;
    }

    /** In 1/10,000. */
    static BigInteger units(String quantity) {
        return new BigDecimal(quantity).movePointRight(4).toBigIntegerExact();
    }

    static String text(BigInteger units) {
        return new BigDecimal(units, 4).stripTrailingZeros().toPlainString();
    }

    private static final class Need {
        final Set<String> products = new LinkedHashSet<>();
        final Set<String> ingredients = new LinkedHashSet<>();
        BigInteger amount = BigInteger.ZERO;
    }

    private static final class Row {
        final Scenario.Shelf shelf;
        BigInteger quantity;
        BigInteger overdraft;
        long version;

        Row(Scenario.Shelf shelf) {
            this.shelf = shelf;
            this.quantity = units(shelf.quantity());
            this.overdraft = units(shelf.overdraft());
            this.version = shelf.version();
        }

        String move(BigInteger change, String why) {
            String before = text(quantity);
            quantity = quantity.add(change);
            version++;
            BigInteger below = quantity.signum() < 0 ? quantity.negate() : BigInteger.ZERO;
            overdraft = Collections.min(List.of(overdraft, below));
            return shelf.stockId() + " v" + version + ": " + before + " " + text(change) + " = " + text(quantity) + " "
                    + why;
        }

        String describe() {
            return shelf.stockId() + " v" + version + " " + NaiveBooks.text(quantity) + " overdraft "
                    + NaiveBooks.text(overdraft);
        }
    }

    /** @param hadBeenDone under another key, so that the answer is a replay to whomever */
    private record Known(String asked, long attempt, boolean hadBeenDone, Function<Boolean, String> answer) {}

    private record Sold(String items, Function<Boolean, String> answer) {}
}
