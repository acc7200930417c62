package io.atomicinventory.engine.internal.decide;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.catalog.Ingredient;
import io.atomicinventory.engine.catalog.Product;
import io.atomicinventory.engine.deduction.DeductedItem;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.deduction.SaleItem;
import io.atomicinventory.engine.internal.menu.Catalog;
import io.atomicinventory.engine.internal.menu.IngredientKey;
import io.atomicinventory.engine.internal.menu.Menu;
import io.atomicinventory.engine.internal.plan.Planner;
import io.atomicinventory.engine.stock.Movement;
import io.atomicinventory.engine.stock.MovementOutcome;
import io.atomicinventory.engine.stock.ReceiptRequest;
import io.atomicinventory.engine.stock.StockItem;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs a scenario through {@link Planner} and {@link Decider}, and keeps the books between the batches as the
 * database would: each batch sees only the rows that it asks for.
 */
final class EngineRun {
    static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
    private static final Actor TILL = new Actor("till-1", "ana");

    private final Menu menu;
    private final Map<String, StockItem> stock = new TreeMap<>();
    private final Map<String, OutcomeRow> outcomes = new HashMap<>();
    private final Map<String, OutcomeRow> deductions = new HashMap<>();
    private final List<Decision> decisions = new ArrayList<>();
    private final List<Verdict> verdicts = new ArrayList<>();

    private EngineRun(Scenario scenario) {
        this.menu = menu(scenario);
        scenario.shelves().forEach(shelf -> stock.put(shelf.stockId(), item(shelf)));
    }

    static EngineRun of(Scenario scenario) {
        EngineRun run = new EngineRun(scenario);
        scenario.batches().forEach(run::batch);
        return run;
    }

    List<Decision> decisions() {
        return decisions;
    }

    /** One for each order, in their order. */
    List<Verdict> verdicts() {
        return verdicts;
    }

    List<StockItem> stock() {
        return List.copyOf(stock.values());
    }

    List<String> shelves() {
        return stock.values().stream()
                .map(item -> item.stockId() + " v" + item.version() + " " + text(item.quantity()) + " overdraft "
                        + text(item.approvedOverdraft()))
                .toList();
    }

    private void batch(List<Scenario.Order> orders) {
        List<Planned> batch = orders.stream().map(this::planned).toList();
        for (Decision decision : Decider.decide(batch, snapshot(batch)).each()) {
            decisions.add(decision);
            verdicts.add(verdict(decision));
            record(decision);
        }
    }

    private Planned planned(Scenario.Order order) {
        return switch (order) {
            case Scenario.SaleOrder sale -> {
                List<SaleItem> items = SaleItem.summed(sale.lines().stream()
                        .map(line -> new SaleItem(line.productId(), line.productName(), number(line.quantity())))
                        .toList());
                Instant occurredAt = sale.occurredAt() == null ? null : Instant.parse(sale.occurredAt());
                yield new Planned.PlannedSale(
                        Command.Sale.of(
                                new Command.Origin(sale.key(), TILL, sale.attempt(), occurredAt),
                                sale.transactionId(),
                                items),
                        Planner.plan(Scenario.STORE, items, menu));
            }
            case Scenario.ReceiptOrder receipt -> {
                ReceiptRequest request = new ReceiptRequest(
                        Scenario.STORE,
                        receipt.stockId(),
                        number(receipt.quantity()),
                        receipt.reference(),
                        TILL,
                        receipt.key());
                yield new Planned.PlannedBooking(Command.Booking.of(
                        new Command.Origin(receipt.key(), TILL, receipt.attempt(), null),
                        Command.Operation.RECEIPT,
                        request.stockId(),
                        request.quantity(),
                        request.reference()));
            }
        };
    }

    private Snapshot snapshot(List<Planned> batch) {
        Map<String, StockItem> seenStock = new HashMap<>(stock);
        seenStock
                .keySet()
                .retainAll(batch.stream()
                        .flatMap(planned -> planned.stockIds().stream())
                        .toList());
        Map<String, OutcomeRow> seenOutcomes = new HashMap<>(outcomes);
        seenOutcomes
                .keySet()
                .retainAll(
                        batch.stream().map(planned -> planned.command().key()).toList());
        Map<String, OutcomeRow> seenDeductions = new HashMap<>(deductions);
        seenDeductions
                .keySet()
                .retainAll(batch.stream()
                        .map(Planned::command)
                        .map(command -> command instanceof Command.Sale sale ? sale.transactionId() : "")
                        .toList());
        return new Snapshot(Scenario.STORE, NOW, seenStock, seenOutcomes, seenDeductions, Map.of(), Map.of());
    }

    /** What the database has after the commit. */
    private void record(Decision decision) {
        OutcomeRow row = decision.row();
        if (row != null) {
            if (outcomes.put(row.key(), row) != null) {
                throw new AssertionError("a second row for key " + row.key());
            }
            if (row.operation() == Command.Operation.DEDUCTION
                    && row.result() == OutcomeRow.Result.DONE
                    && row.transactionId() != null
                    && deductions.put(row.transactionId(), row) != null) {
                throw new AssertionError("a second deduction of " + row.transactionId());
            }
        }
        Map<String, Movement> last = new HashMap<>();
        decision.movements().forEach(movement -> last.put(movement.stockId(), movement));
        for (StockItem after : decision.stock()) {
            Movement movement = last.get(after.stockId());
            if (movement == null
                    || after.version() != movement.version()
                    || after.quantity().compareTo(movement.newQuantity()) != 0) {
                throw new AssertionError("the row goes to " + after + ", the movement to " + movement);
            }
            stock.put(after.stockId(), after);
        }
    }

    private static Verdict verdict(Decision decision) {
        OutcomeRow row = decision.row();
        return new Verdict(
                text(decision.answer()),
                row == null ? Verdict.NOTHING : row.result().name().toLowerCase(Locale.ROOT) + " " + row.key(),
                decision.movements().stream().map(EngineRun::text).toList());
    }

    private static String text(Outcome outcome) {
        return switch (outcome) {
            case DeductionOutcome.Deducted deducted ->
                "deducted " + deducted.transactionId() + " "
                        + deducted.deductedItems().stream().map(EngineRun::text).toList() + " replayed="
                        + deducted.replayed()
                        + (deducted.warnings().isEmpty() ? "" : " " + String.join("|", deducted.warnings()));
            case DeductionOutcome.Refused refused ->
                "refused " + refused.transactionId() + " "
                        + refused.problems().stream()
                                .map(problem -> problem.reason() + " " + problem.text())
                                .toList()
                        + " short of "
                        + refused.shortages().stream()
                                .map(shortage -> shortage.inventoryStockId() + " " + shortage.text())
                                .toList()
                        + " replayed=" + refused.replayed();
            case DeductionOutcome.NotDecided notDecided ->
                "not decided: " + notDecided.why().text();
            case MovementOutcome.Recorded recorded ->
                "received " + text(recorded.movement()) + " replayed=" + recorded.replayed();
            case MovementOutcome.OutOfBounds out -> "out of bounds: " + out.text();
            case MovementOutcome.NotDecided notDecided ->
                "not decided: " + notDecided.why().text();
            default -> throw new AssertionError("an answer of another kind: " + outcome);
        };
    }

    private static String text(DeductedItem item) {
        return item.inventoryStockId() + " [" + item.ingredientName() + "] " + text(item.quantityDeducted()) + " "
                + item.unit() + ": " + text(item.previousStock()) + " -> " + text(item.newStock());
    }

    private static String text(Movement movement) {
        String when = movement.occurredAt().equals(NOW)
                ? "null"
                : movement.occurredAt().toString();
        String why = switch (movement.kind()) {
            case DEDUCTION ->
                "deduction " + movement.idempotencyKey() + " for " + movement.transactionId() + " at " + when;
            case RECEIPT -> "receipt " + movement.idempotencyKey() + " because " + movement.why();
            default -> throw new AssertionError("a movement of another kind: " + movement);
        };
        return movement.stockId() + " v" + movement.version() + ": " + text(movement.previousQuantity()) + " "
                + text(movement.quantityChange()) + " = " + text(movement.newQuantity()) + " " + why;
    }

    private static Menu menu(Scenario scenario) {
        Map<String, Product.Versioned> products = new HashMap<>();
        for (Scenario.Dish dish : scenario.dishes()) {
            List<Ingredient> ingredients = dish.parts().stream()
                    .map(part -> new Ingredient(part.ingredient(), part.unit(), number(part.quantity())))
                    .toList();
            products.put(
                    dish.productId(),
                    new Product.Versioned(
                            new Product(dish.productId(), dish.name(), null, dish.isSold(), ingredients),
                            dish.recipeVersion()));
        }
        Map<IngredientKey, Menu.Target> targets = new HashMap<>();
        scenario.links()
                .forEach(link -> targets.put(
                        IngredientKey.of(link.ingredient(), link.unit()),
                        new Menu.Target(link.stockId(), number(link.factor()))));
        return new Menu(new Catalog(1, products), 1, targets);
    }

    private static StockItem item(Scenario.Shelf shelf) {
        return new StockItem(
                shelf.stockId(),
                shelf.item(),
                "unit of " + shelf.stockId(),
                number(shelf.quantity()),
                number(shelf.held()),
                shelf.version(),
                shelf.allowNegative(),
                number(shelf.overdraft()),
                null,
                shelf.isActive(),
                null);
    }

    private static BigDecimal number(String text) {
        return new BigDecimal(text);
    }

    private static String text(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }
}
