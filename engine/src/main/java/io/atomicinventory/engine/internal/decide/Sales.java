package io.atomicinventory.engine.internal.decide;

import io.atomicinventory.engine.deduction.DeductedItem;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.deduction.DeductionOutcome.Deducted;
import io.atomicinventory.engine.deduction.DeductionOutcome.Refused;
import io.atomicinventory.engine.deduction.Problem;
import io.atomicinventory.engine.deduction.Problem.Reason;
import io.atomicinventory.engine.deduction.Shortage;
import io.atomicinventory.engine.internal.decide.OutcomeRow.Result;
import io.atomicinventory.engine.internal.plan.Demand;
import io.atomicinventory.engine.stock.Movement;
import io.atomicinventory.engine.stock.MovementKind;
import io.atomicinventory.engine.stock.StockItem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/** Decides sales. */
public final class Sales {
    private Sales() {}

    /** All reasons against a sale of now, the first naming the refusal, given the stock as it is; empty if it can be made. */
    public static List<Problem> problems(Planned.PlannedSale sale, Map<String, StockItem> stock) {
        return problems(sale, stock, shortages(sale, stock));
    }

    public static List<Shortage> shortages(Planned.PlannedSale sale, Map<String, StockItem> stock) {
        return shortages(sale, stock, item -> false);
    }

    private static List<Problem> problems(
            Planned.PlannedSale sale, Map<String, StockItem> stock, List<Shortage> shortages) {
        List<Problem> problems = new ArrayList<>(sale.plan().problems());
        for (Demand demand : sale.plan().demands()) {
            StockItem item = row(stock, demand);
            if (!item.isActive()) {
                problems.add(new Problem(
                        Reason.INACTIVE_ITEM,
                        "Stock item is switched off: " + item.stockId() + " (" + item.item() + ")"));
            }
        }
        shortages.forEach(shortage -> problems.add(new Problem(Reason.INSUFFICIENT_STOCK, shortage.text())));
        problems.sort(Comparator.comparing(Problem::reason));
        return problems;
    }

    /** @param counted whether what is sold was gone when the row was last counted: then nothing is short of it */
    private static List<Shortage> shortages(
            Planned.PlannedSale sale, Map<String, StockItem> stock, Predicate<StockItem> counted) {
        List<Shortage> shortages = new ArrayList<>();
        for (Demand demand : sale.plan().demands()) {
            StockItem item = row(stock, demand);
            if (item.isActive() && !counted.test(item) && !item.covers(demand.amount())) {
                shortages.add(new Shortage(
                        demand.productNames(),
                        demand.ingredientNames(),
                        demand.stockId(),
                        demand.amount(),
                        item.available(),
                        demand.amount().subtract(item.available())));
            }
        }
        return shortages;
    }

    private static StockItem row(Map<String, StockItem> stock, Demand demand) {
        StockItem item = stock.get(demand.stockId());
        if (item == null) {
            // The mapping's foreign key promises the row, and the menu's revision that the mapping is current.
            throw new IllegalStateException("no stock row for " + demand.stockId());
        }
        return item;
    }

    static Decision sell(Planned.PlannedSale sale, OpenBooks books) {
        Command.Sale command = sale.command();
        OutcomeRow deducted = books.deduction(command.transactionId());
        if (deducted != null && Objects.equals(deducted.itemsHash(), command.itemsHash())) {
            // The same sale under a new key: the key gets a row of its own, so that it stays bound to this sale.
            return Decision.unmoved(deducted(deducted, true, books), books.row(command, Result.REPLAYED, null));
        }
        List<Problem> problems = new ArrayList<>();
        if (deducted != null) {
            problems.add(new Problem(
                    Reason.TRANSACTION_ALREADY_DEDUCTED,
                    "Transaction " + command.transactionId() + " was already deducted with other items"));
        }
        List<Shortage> shortages = shortages(sale, books.stock(), item -> wasCounted(command, item, books));
        problems.addAll(problems(sale, books.stock(), shortages));
        if (!problems.isEmpty()) {
            var data = new OutcomeData.RefusalData(problems, shortages);
            return Decision.unmoved(
                    refused(command.transactionId(), data, false), books.row(command, Result.REFUSED, data));
        }
        return take(sale, books);
    }

    private static boolean wasCounted(Command.Sale command, StockItem item, OpenBooks books) {
        return books.isBackDated(command) && item.wasCountedSince(books.occurredAt(command));
    }

    private static Decision take(Planned.PlannedSale sale, OpenBooks books) {
        Command.Sale command = sale.command();
        Moving moving = new Moving(command, books);
        List<DeductedItem> items = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        for (Demand demand : sale.plan().demands()) {
            StockItem item = row(books.stock(), demand);
            if (wasCounted(command, item, books)) {
                moving.correctForCount(
                        item, demand.amount().negate(), command.transactionId(), books.occurredAt(command));
                warnings.add(item.stockId() + ": the sale was included in the count of " + item.countedAt()
                        + "; the stock is unchanged");
            }
            Movement movement =
                    moving.move(item, MovementKind.DEDUCTION, demand.amount().negate(), command.transactionId(), null);
            items.add(new DeductedItem(
                    item.stockId(),
                    demand.ingredientNames(),
                    item.unit(),
                    demand.amount(),
                    movement.previousQuantity(),
                    movement.newQuantity()));
        }
        var data = new OutcomeData.SaleData(sale.plan().dishes(), items, warnings);
        OutcomeRow row = books.row(command, Result.DONE, data);
        return Decision.moved(deducted(row, false, books), row, moving);
    }

    static Decision replay(Command.Sale command, OutcomeRow earlier, OpenBooks books) {
        boolean isReplay = Decider.isReplay(earlier, command);
        if (earlier.result() == Result.REFUSED) {
            var data = (OutcomeData.RefusalData) Decider.required(earlier.data());
            return Decision.unrecorded(refused(command.transactionId(), data, isReplay));
        }
        OutcomeRow deducted =
                earlier.result() == Result.DONE ? earlier : Decider.required(books.deduction(command.transactionId()));
        return Decision.unrecorded(deducted(deducted, isReplay || earlier.result() == Result.REPLAYED, books));
    }

    private static DeductionOutcome deducted(OutcomeRow row, boolean replayed, OpenBooks books) {
        var data = (OutcomeData.SaleData) Decider.required(row.data());
        String transactionId = Decider.required(row.transactionId());
        List<String> warnings = new ArrayList<>();
        if (replayed) {
            warnings.add(Deducted.REPLAY_WARNING);
            Map<String, GivenBack> givenBack = books.givenBack(transactionId);
            if (!givenBack.isEmpty()) {
                warnings.add("Transaction " + transactionId + " was voided"
                        + (isAll(givenBack, data.deducted()) ? "" : " in part") + "; nothing was deducted again");
            }
        }
        warnings.addAll(Decider.required(data.warnings()));
        return new Deducted(transactionId, data.deducted(), replayed, warnings);
    }

    private static boolean isAll(Map<String, GivenBack> givenBack, List<DeductedItem> deducted) {
        return deducted.stream()
                .allMatch(item -> givenBack
                                .getOrDefault(item.inventoryStockId(), GivenBack.NOTHING)
                                .total()
                                .compareTo(item.quantityDeducted())
                        >= 0);
    }

    private static DeductionOutcome refused(String transactionId, OutcomeData.RefusalData data, boolean replayed) {
        return new Refused(transactionId, data.problems(), data.shortages(), replayed);
    }
}
