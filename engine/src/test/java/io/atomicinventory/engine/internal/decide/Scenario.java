package io.atomicinventory.engine.internal.decide;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A menu, what is on the shelves, and batches of orders. Amounts are plain decimal text, so that whoever reads
 * them uses arithmetic of his own.
 */
record Scenario(
        List<Dish> dishes,
        List<Link> links,
        List<Shelf> shelves,
        OnShortage onShortage,
        List<Waiting> waiting,
        List<Batch> batches) {
    static final String STORE = "shop";

    /** When devices told of the sales that wait from the beginning. */
    static final Instant QUEUED_AT = Instant.parse("2026-03-04T05:06:00Z");

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

    enum OnShortage {
        REFUSE,
        QUEUE,
        ALLOW
    }

    /** What a device has queued before the first batch. */
    record Waiting(String transactionId, Instant occurredAt, List<Line> lines) {}

    /**
     * @param at what the clock shows, unless it is later already
     * @param looks whether those who send it look at the queue before; else they have not looked since an earlier one
     */
    record Batch(Instant at, boolean looks, List<Order> orders) {
        Batch(Instant at, List<Order> orders) {
            this(at, true, orders);
        }
    }

    sealed interface Order {
        String key();

        /** The same only where one and the same request is sent once more after a lost commit. */
        long attempt();
    }

    record SaleOrder(
            String key,
            long attempt,
            String transactionId,
            @Nullable Instant occurredAt,
            List<Line> lines) implements Order {}

    record Line(String productId, @Nullable String productName, String quantity) {}

    /** @param lines none for all that is left */
    record VoidOrder(String key, long attempt, String transactionId, boolean isWaste, List<VoidLine> lines)
            implements Order {}

    record VoidLine(String stockId, String quantity, boolean isWaste) {}

    enum What {
        RECEIPT,
        ADJUSTMENT,
        WASTE,
        COUNT
    }

    /** @param countedAt only of a count */
    record BookingOrder(
            String key,
            long attempt,
            What what,
            String stockId,
            String quantity,
            @Nullable String why,
            @Nullable Instant countedAt)
            implements Order {}

    /** Takes back what was last moved on this row under another key, or by a void or a sale, which cannot be. */
    record ReversalOrder(String key, long attempt, String stockId, String ofKey) implements Order {}

    enum Say {
        TRY,
        APPROVE,
        APPROVE_WHAT_IS_THERE,
        REJECT
    }

    /** What is to become of an entry of the queue, as it was when the sender looked. */
    record QueueOrder(long attempt, Say say, String transactionId) implements Order {
        @Override
        public String key() {
            return "queue:" + transactionId;
        }
    }

    Scenario with(List<Batch> others) {
        return new Scenario(dishes, links, shelves, onShortage, waiting, others);
    }

    Shelf shelf(String stockId) {
        return shelves.stream()
                .filter(shelf -> shelf.stockId().equals(stockId))
                .findFirst()
                .orElseThrow();
    }

    List<Order> orders() {
        return batches.stream().flatMap(batch -> batch.orders().stream()).toList();
    }

    /** Each order in a batch of its own. */
    Scenario oneByOne() {
        List<Batch> single = new ArrayList<>();
        for (Batch batch : batches) {
            boolean looks = batch.looks();
            for (Order order : batch.orders()) {
                single.add(new Batch(batch.at(), looks, List.of(order)));
                looks = false;
            }
        }
        return with(single);
    }

    /** Each batch twice, as when the answer to its commit was lost. */
    Scenario eachTwice() {
        List<Batch> twice = new ArrayList<>();
        batches.forEach(batch -> {
            twice.add(batch);
            twice.add(new Batch(batch.at(), false, batch.orders()));
        });
        return with(twice);
    }

    /** Without the order at this place, counted through all batches. */
    Scenario without(int place) {
        List<Batch> fewer = new ArrayList<>();
        int at = 0;
        for (Batch batch : batches) {
            List<Order> kept = new ArrayList<>();
            for (Order order : batch.orders()) {
                if (at++ != place) {
                    kept.add(order);
                }
            }
            if (!kept.isEmpty()) {
                fewer.add(new Batch(batch.at(), batch.looks(), kept));
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
        text.append("on shortage ").append(onShortage).append('\n');
        waiting.forEach(sale -> text.append(sale).append('\n'));
        for (Batch batch : batches) {
            text.append("batch at ").append(batch.at()).append('\n');
            batch.orders().forEach(order -> text.append("  ").append(order).append('\n'));
        }
        return text.toString();
    }
}
