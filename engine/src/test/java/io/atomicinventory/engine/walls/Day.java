package io.atomicinventory.engine.walls;

import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.deduction.CompensationOutcome;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.deduction.SaleItem;
import io.atomicinventory.engine.queue.QueueReason;
import io.atomicinventory.engine.queue.QueueRequest;
import io.atomicinventory.engine.stock.MovementOutcome;
import io.atomicinventory.engine.stock.StockItem;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.Storekeeper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One of everything that is done in a store, with the same keys, transactions and items in every store. Says what each
 * step came to, without what differs from day to day.
 */
final class Day {
    private static final List<String> ITEMS = List.of("croissant", "cream", "caramel", "wax-paper");

    /** Checks that tell how long something took, or has been written down already. */
    private static final Set<String> BY_TIME = Set.of("success-rate", "database-latency");

    private final AtomicInventory engine;
    private final String store;
    private final Storekeeper keeper;
    private final List<String> said = new ArrayList<>();

    private Day(AtomicInventory engine, String store) {
        this.engine = engine;
        this.store = store;
        this.keeper = new Storekeeper(engine, store);
    }

    static void open(AtomicInventory engine, String store, String quantity, String factor) {
        Cafe cafe = new Cafe(engine);
        cafe.store(store);
        ITEMS.forEach(item -> cafe.stock(store, item, quantity));
        cafe.map(store, "Croissant", "piece", "croissant", factor);
        cafe.map(store, "Cream", "serving", "cream", factor);
        cafe.map(store, "Caramel", "portion", "caramel", factor);
        cafe.map(store, "Wax Paper", "piece", "wax-paper", factor);
    }

    static List<String> of(AtomicInventory engine, String store) {
        Day day = new Day(engine, store);
        day.sales();
        day.bookings();
        day.queue();
        day.reports();
        return day.said;
    }

    private void say(String what, Supplier<Object> step) {
        try {
            said.add(what + ": " + step.get());
        } catch (IllegalStateException | DatabaseUnavailableException | NoSuchElementException e) {
            said.add(what + ": failed");
        }
    }

    private static String text(Outcome outcome) {
        return outcome.getClass().getSimpleName()
                + switch (outcome) {
                    case DeductionOutcome.Deducted deducted -> deducted.replayed() + " " + deducted.deductedItems();
                    case DeductionOutcome.Refused refused -> " " + refused.problems();
                    case CompensationOutcome.Compensated voided -> " " + voided.restored();
                    case MovementOutcome.Recorded recorded -> " " + recorded.replayed();
                    default -> "";
                };
    }

    private void sales() {
        say("sale", () -> text(keeper.sell("t1", Cafe.CROFFLE, 2)));
        say("the same sale", () -> text(keeper.sell("t1", Cafe.CROFFLE, 2)));
        say("too much", () -> text(keeper.sell("t2", Cafe.CROFFLE, 500)));
        say("void", () -> text(keeper.giveBack("t1", "void-key")));
        say("void again", () -> text(keeper.giveBack("t1", "void-key-2")));
        say("new mapping", () -> {
            new Cafe(engine).map(store, "Cream", "serving", "cream", "2");
            return "saved";
        });
        say("another sale", () -> text(keeper.sell("t3", Cafe.CROFFLE, 1)));
    }

    private void bookings() {
        say("receipt", () -> text(keeper.receive("cream", "5", "receipt-key")));
        say("adjustment", () -> text(keeper.adjust("caramel", "-2", "adjustment-key")));
        say("waste", () -> text(keeper.waste("wax-paper", "1", "waste-key")));
        say("count", () -> text(keeper.count("croissant", "60", Instant.now(), "count-key")));
        say(
                "count of before",
                () -> text(keeper.count("cream", "44", Instant.now().minusSeconds(60), "past-key")));
        say("reversal", () -> text(keeper.reverse("caramel", keeper.version("caramel"), "reversal-key")));
    }

    private void queue() {
        say(
                "queue",
                () -> engine.queue()
                        .queueTransaction(queued("q1", 1))
                        .getClass()
                        .getSimpleName());
        say(
                "queue too much",
                () -> engine.queue()
                        .queueTransaction(queued("q2", 400))
                        .getClass()
                        .getSimpleName());
        say("synchronise", () -> engine.queue().syncAllPending(store, Cafe.ANA).synced());
        say(
                "waiting",
                () -> engine.queue().getPendingTransactions(store, 100).stream()
                        .map(entry -> entry.transactionId() + " " + entry.status())
                        .toList());
        say(
                "reject",
                () -> engine.queue().getPendingTransactions(store, 100).stream()
                        .map(entry -> engine.queue()
                                .rejectTransaction(store, entry.queueId(), "too late", Cafe.ANA)
                                .getClass()
                                .getSimpleName())
                        .toList());
    }

    private QueueRequest queued(String transactionId, long croffles) {
        return new QueueRequest(
                store,
                transactionId,
                "till",
                List.of(new SaleItem(Cafe.CROFFLE, croffles)),
                QueueReason.OFFLINE,
                Cafe.ANA,
                null,
                null);
    }

    private void reports() {
        say(
                "availability",
                () -> engine.deductions()
                        .validateStockAvailability(store, List.of(new SaleItem(Cafe.CROFFLE, 30)))
                        .orElseThrow());
        say(
                "find",
                () -> engine.deductions()
                        .findDeduction(store, "t1")
                        .orElseThrow()
                        .deductedItems());
        say(
                "sales",
                () -> engine
                        .deductions()
                        .deductions(store, Instant.EPOCH, Instant.now().plusSeconds(60), null, 100)
                        .items()
                        .stream()
                        .map(sale -> sale.transactionId() + " " + sale.deductedItems())
                        .toList());
        say(
                "stock",
                () -> engine.stock().items(store, null, 100).items().stream()
                        .map(StockItem::toString)
                        .map(item -> item.replaceAll("countedAt=[^,\\]]+", ""))
                        .toList());
        for (String item : ITEMS) {
            say(item, () -> keeper.movements(item));
        }
        say("mappings", () -> engine.catalog().mappings(store, null, 100).items());
        say(
                "entries",
                () -> engine.queue().entries(store, null, null, 100).items().size());
        say(
                "health",
                () -> engine.monitor().runHealthCheck(store).orElseThrow().checks().stream()
                        .filter(check -> !BY_TIME.contains(check.name()))
                        .map(check -> check.name() + " " + check.status())
                        .toList());
        say("books", () -> engine.verifier().verify(store));
    }
}
