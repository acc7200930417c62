package io.atomicinventory.engine.internal.decide;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A menu, what is on the shelves, and batches of orders. Amounts are plain decimal text, so that whoever reads
 * them uses arithmetic of his own.
 */
record Scenario(List<Dish> dishes, List<Link> links, List<Shelf> shelves, List<List<Order>> batches) {
    static final String STORE = "shop";

    record Dish(String productId, String name, boolean isSold, int recipeVersion, List<Part> parts) {}

    record Part(String ingredient, String unit, String quantity) {}

    /** What an ingredient is in stock; matched whatever the case of its letters. */
    record Link(String ingredient, String unit, String stockId, String factor) {}

    record Shelf(
            String stockId,
            String item,
            String quantity,
            String held,
            long version,
            boolean allowNegative,
            String overdraft,
            boolean isActive) {}

    sealed interface Order {
        String key();

        /** The same only where one and the same request is sent once more after a lost commit. */
        long attempt();
    }

    record SaleOrder(
            String key,
            long attempt,
            String transactionId,
            @Nullable String occurredAt,
            List<Line> lines) implements Order {}

    record Line(String productId, @Nullable String productName, String quantity) {}

    record ReceiptOrder(
            String key,
            long attempt,
            String stockId,
            String quantity,
            @Nullable String reference) implements Order {}

    Scenario with(List<List<Order>> others) {
        return new Scenario(dishes, links, shelves, others);
    }

    Shelf shelf(String stockId) {
        return shelves.stream()
                .filter(shelf -> shelf.stockId().equals(stockId))
                .findFirst()
                .orElseThrow();
    }

    /** Each order in a batch of its own. */
    Scenario oneByOne() {
        List<List<Order>> single = new ArrayList<>();
        batches.forEach(batch -> batch.forEach(order -> single.add(List.of(order))));
        return with(single);
    }

    /** Each batch twice, as when the answer to its commit was lost. */
    Scenario eachTwice() {
        List<List<Order>> twice = new ArrayList<>();
        batches.forEach(batch -> {
            twice.add(batch);
            twice.add(batch);
        });
        return with(twice);
    }

    int orders() {
        return batches.stream().mapToInt(List::size).sum();
    }

    /** Without the order at this place, counted through all batches. */
    Scenario without(int place) {
        List<List<Order>> fewer = new ArrayList<>();
        int at = 0;
        for (List<Order> batch : batches) {
            List<Order> kept = new ArrayList<>();
            for (Order order : batch) {
                if (at++ != place) {
                    kept.add(order);
                }
            }
            if (!kept.isEmpty()) {
                fewer.add(kept);
            }
        }
        return with(fewer);
    }

    /** One thing a line, to be read by whoever has to find out what went wrong. */
    String describe() {
        StringBuilder text = new StringBuilder();
        dishes.forEach(dish -> text.append(dish).append('\n'));
        links.forEach(link -> text.append(link).append('\n'));
        shelves.forEach(shelf -> text.append(shelf).append('\n'));
        for (int i = 0; i < batches.size(); i++) {
            text.append("batch ").append(i + 1).append('\n');
            batches.get(i).forEach(order -> text.append("  ").append(order).append('\n'));
        }
        return text.toString();
    }
}
