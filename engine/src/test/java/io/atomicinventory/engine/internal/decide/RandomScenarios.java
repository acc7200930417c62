package io.atomicinventory.engine.internal.decide;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
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
    private static final String[] BOOKED_QUANTITIES = {"1", "2", "3", "10", "2.50", "0.0001", "99999999999.9999"};

    private final Random random;
    private final List<Instant> times = new ArrayList<>();
    private final Map<String, List<Scenario.Line>> queued = new TreeMap<>();
    private final boolean isPlain;
    private final int rows;
    private final int keys;
    private Instant now = Instant.parse("2026-03-04T05:06:07Z");
    private long attempts;

    /** Every other one has a plain menu and fewer rows, so that less is refused and more happens to each. */
    private RandomScenarios(long seed) {
        this.random = new Random(seed * 0x9E3779B97F4A7C15L); // small seeds begin alike
        this.isPlain = random.nextBoolean();
        this.rows = isPlain ? 2 : 5;
        this.keys = isPlain ? 40 : 14;
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
                    links.add(new Scenario.Link(
                            ingredient, unit, "s" + random.nextInt(rows), isPlain ? "1" : pick(FACTORS)));
                }
            }
        }
        List<Scenario.Shelf> shelves = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            shelves.add(shelf(i));
        }
        List<Scenario.Waiting> waiting = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            if (oneIn(3)) {
                Scenario.Waiting sale = new Scenario.Waiting("t" + i, time(), lines());
                waiting.add(sale);
                queued.put(sale.transactionId(), sale.lines());
            }
        }
        Scenario.OnShortage policy = Scenario.OnShortage.valueOf(pick("REFUSE", "QUEUE", "ALLOW"));
        return new Scenario(dishes, links, shelves, policy, waiting, batches());
    }

    private Scenario.Dish dish(int number) {
        List<Scenario.Part> parts = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            parts.add(new Scenario.Part(
                    INGREDIENTS.get(random.nextInt(INGREDIENTS.size())),
                    UNITS.get(random.nextInt(UNITS.size())),
                    isPlain || oneIn(2) ? "1" : pick(RECIPE_QUANTITIES)));
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

    private List<Scenario.Batch> batches() {
        List<Scenario.Batch> batches = new ArrayList<>();
        List<Scenario.Order> earlier = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            List<Scenario.Order> batch = new ArrayList<>();
            for (int j = random.nextInt(12); j >= 0; j--) {
                Scenario.Order order = order(earlier);
                earlier.add(order);
                if (readsHistory(order)) {
                    end(batches, batch);
                    batch = new ArrayList<>(List.of(order));
                    end(batches, batch);
                    batch = new ArrayList<>();
                } else {
                    batch.add(order);
                }
            }
            end(batches, batch);
        }
        return batches;
    }

    /** Often the next batch is settled right away, and sometimes on another day. */
    private void end(List<Scenario.Batch> batches, List<Scenario.Order> batch) {
        if (!batch.isEmpty()) {
            batches.add(new Scenario.Batch(now, batch));
            times.add(now);
            now = now.plusSeconds(pick(1, 1, 60, 600, 3_600, 100_000));
        }
    }

    private static boolean readsHistory(Scenario.Order order) {
        return switch (order) {
            case Scenario.BookingOrder booking -> booking.countedAt() != null;
            case Scenario.ReversalOrder reversal -> true;
            case Scenario.SaleOrder sale -> false;
            case Scenario.VoidOrder ofSale -> false;
            case Scenario.QueueOrder ofQueue -> false;
        };
    }

    private Scenario.Order order(List<Scenario.Order> earlier) {
        if (!earlier.isEmpty() && oneIn(4)) {
            return again(earlier.get(random.nextInt(earlier.size())));
        }
        return fresh(key());
    }

    private Scenario.Order fresh(String key) {
        return switch (random.nextInt(16)) {
            case 0, 1 -> ofSale(key);
            case 2 -> booking(key, Scenario.What.RECEIPT);
            case 3 -> booking(key, Scenario.What.ADJUSTMENT);
            case 4 -> booking(key, Scenario.What.WASTE);
            case 5, 6 -> booking(key, Scenario.What.COUNT);
            case 7 -> new Scenario.ReversalOrder(key, ++attempts, stockId(), "k" + random.nextInt(keys));
            case 8, 9, 10, 11 -> ofQueue();
            default -> freshSale(key, transactionId());
        };
    }

    /** Also one that waits, directly. */
    private Scenario.SaleOrder freshSale(String key, String transactionId) {
        List<Scenario.Line> waiting = queued.get(transactionId);
        return sale(key, transactionId, waiting == null || oneIn(3) ? lines() : rewritten(waiting));
    }

    private Scenario.QueueOrder ofQueue() {
        List<String> waiting = List.copyOf(queued.keySet());
        return ofQueue(waiting.isEmpty() || oneIn(4) ? transactionId() : waiting.get(random.nextInt(waiting.size())));
    }

    private Scenario.QueueOrder ofQueue(String transactionId) {
        String say = pick("TRY", "TRY", "TRY", "APPROVE", "APPROVE_WHAT_IS_THERE", "REJECT");
        return new Scenario.QueueOrder(++attempts, Scenario.Say.valueOf(say), transactionId);
    }

    /** Something that was asked for before, in one of the ways in which tills repeat themselves. */
    private Scenario.Order again(Scenario.Order order) {
        if (oneIn(10)) {
            return fresh(order instanceof Scenario.QueueOrder ? key() : order.key());
        }
        return switch (order) {
            case Scenario.SaleOrder sale ->
                switch (random.nextInt(5)) {
                    case 0 -> sale(sale.key(), sale.transactionId(), sale.lines());
                    case 1 -> sale(sale.key(), sale.transactionId(), rewritten(sale.lines()));
                    case 2 -> sale(key(), sale.transactionId(), rewritten(sale.lines()));
                    case 3 -> sale(sale.key(), sale.transactionId(), lines());
                    default -> sale(key(), sale.transactionId(), lines());
                };
            case Scenario.VoidOrder ofSale -> {
                if (oneIn(2)) {
                    yield new Scenario.ReversalOrder(key(), ++attempts, stockId(), ofSale.key());
                }
                List<Scenario.VoidLine> lines = new ArrayList<>(ofSale.lines());
                Collections.shuffle(lines, random);
                yield new Scenario.VoidOrder(
                        oneIn(2) ? ofSale.key() : key(), ++attempts, ofSale.transactionId(), ofSale.isWaste(), lines);
            }
            case Scenario.BookingOrder booking ->
                oneIn(2)
                        ? new Scenario.ReversalOrder(key(), ++attempts, booking.stockId(), booking.key())
                        : new Scenario.BookingOrder(
                                booking.key(),
                                ++attempts,
                                booking.what(),
                                booking.stockId(),
                                booking.quantity(),
                                booking.why(),
                                booking.countedAt());
            case Scenario.ReversalOrder reversal ->
                new Scenario.ReversalOrder(
                        oneIn(2) ? reversal.key() : key(), ++attempts, reversal.stockId(), reversal.ofKey());
            case Scenario.QueueOrder ofQueue ->
                oneIn(4) ? freshSale(key(), ofQueue.transactionId()) : ofQueue(ofQueue.transactionId());
        };
    }

    private Scenario.SaleOrder sale(String key, String transactionId, List<Scenario.Line> lines) {
        return new Scenario.SaleOrder(key, ++attempts, transactionId, oneIn(2) ? time() : null, lines);
    }

    private Scenario.VoidOrder ofSale(String key) {
        List<Scenario.VoidLine> lines = new ArrayList<>();
        if (oneIn(2)) {
            for (int i = random.nextInt(3); i >= 0; i--) {
                lines.add(new Scenario.VoidLine(stockId(), pick(SALE_QUANTITIES), oneIn(3)));
            }
        }
        return new Scenario.VoidOrder(key, ++attempts, transactionId(), oneIn(2), lines);
    }

    private Scenario.BookingOrder booking(String key, Scenario.What what) {
        String quantity = pick(BOOKED_QUANTITIES);
        if (what == Scenario.What.ADJUSTMENT && oneIn(2)) {
            quantity = "-" + quantity;
        }
        if (what == Scenario.What.COUNT && oneIn(3)) {
            quantity = pick("0", "7", "40", "99999999999.9999");
        }
        return new Scenario.BookingOrder(
                key,
                ++attempts,
                what,
                stockId(),
                quantity,
                oneIn(3) ? "note 7" : null,
                what == Scenario.What.COUNT && !oneIn(4) ? time() : null);
    }

    /** Close to what happened before, or at the same moment; now and then too long ago, or ahead. */
    private Instant time() {
        if (oneIn(3) || times.isEmpty()) {
            return now.plusSeconds(pick(-1, -60, -600, -3_600, -100_000, -300_000, 0, 60));
        }
        return times.get(random.nextInt(times.size())).plusSeconds(pick(-1, 0, 0, 1));
    }

    private String transactionId() {
        return "t" + random.nextInt(6);
    }

    private String stockId() {
        return oneIn(20) ? "s9" : "s" + random.nextInt(rows);
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
        return "k" + random.nextInt(keys);
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private int pick(int... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private boolean oneIn(int number) {
        return random.nextInt(number) == 0;
    }
}
