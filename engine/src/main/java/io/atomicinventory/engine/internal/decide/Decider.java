package io.atomicinventory.engine.internal.decide;

import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.Quantities;
import io.atomicinventory.engine.Undecided;
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
import io.atomicinventory.engine.stock.MovementOutcome;
import io.atomicinventory.engine.stock.StockItem;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides a batch in the order of arrival, each command on the books as the one before it left them. A batch
 * of one hundred gives what one hundred batches of one would.
 */
public final class Decider {
    private final Snapshot snapshot;
    private final Map<String, StockItem> stock;
    private final Map<String, OutcomeRow> outcomes;
    private final Map<String, OutcomeRow> deductions;

    private Decider(Snapshot snapshot) {
        this.snapshot = snapshot;
        this.stock = new HashMap<>(snapshot.stock());
        this.outcomes = new HashMap<>(snapshot.outcomes());
        this.deductions = new HashMap<>(snapshot.deductions());
    }

    /**
     * @param each a decision for each command, in their order
     * @param stock the rows of the snapshot as all of them leave it
     */
    public record Decided(List<Decision> each, Map<String, StockItem> stock) {}

    public static Decided decide(List<? extends Planned> batch, Snapshot snapshot) {
        Decider decider = new Decider(snapshot);
        List<Decision> decisions = new ArrayList<>(batch.size());
        for (Planned planned : batch) {
            Decision decision = decider.decide(planned);
            decider.keep(decision);
            decisions.add(decision);
        }
        return new Decided(decisions, decider.stock);
    }

    /** All reasons against a sale, the first naming the refusal, given the stock as it is; empty if it can be made. */
    public static List<Problem> problems(Planned.PlannedSale sale, Map<String, StockItem> stock) {
        List<Problem> problems = new ArrayList<>(sale.plan().problems());
        for (Demand demand : sale.plan().demands()) {
            StockItem item = row(stock, demand);
            if (!item.isActive()) {
                problems.add(new Problem(
                        Reason.INACTIVE_ITEM,
                        "Stock item is switched off: " + item.stockId() + " (" + item.item() + ")"));
            }
        }
        shortages(sale, stock)
                .forEach(shortage -> problems.add(new Problem(Reason.INSUFFICIENT_STOCK, shortage.text())));
        problems.sort(Comparator.comparing(Problem::reason));
        return problems;
    }

    public static List<Shortage> shortages(Planned.PlannedSale sale, Map<String, StockItem> stock) {
        List<Shortage> shortages = new ArrayList<>();
        for (Demand demand : sale.plan().demands()) {
            StockItem item = row(stock, demand);
            if (item.isActive() && !item.covers(demand.amount())) {
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

    private Decision decide(Planned planned) {
        Command command = planned.command();
        OutcomeRow earlier = outcomes.get(command.key());
        if (earlier != null && !earlier.requestHash().equals(command.requestHash())) {
            return Decision.unrecorded(notDecided(command, new Undecided.KeyReused(command.key())));
        }
        return switch (planned) {
            case Planned.PlannedSale sale -> earlier == null ? sell(sale) : replay(sale.command(), earlier);
            case Planned.PlannedReceipt receipt ->
                earlier == null ? receive(receipt.command()) : replay(receipt.command(), earlier);
        };
    }

    /** The later commands of the batch see what the earlier ones did. */
    private void keep(Decision decision) {
        OutcomeRow row = decision.row();
        if (row == null) {
            return;
        }
        outcomes.put(row.key(), row);
        if (row.isDeducted() && row.transactionId() != null) {
            deductions.put(row.transactionId(), row);
        }
        for (Movement movement : decision.movements()) {
            stock.computeIfPresent(movement.stockId(), (id, item) -> item.afterChangeOf(movement.quantityChange()));
        }
    }

    private Decision sell(Planned.PlannedSale sale) {
        Command.Sale command = sale.command();
        OutcomeRow deducted = deductions.get(command.transactionId());
        if (deducted != null && Objects.equals(deducted.itemsHash(), command.itemsHash())) {
            // The same sale under a new key: the key gets a row of its own, so that it stays bound to this sale.
            return new Decision(deducted(deducted, true), row(command, Result.REPLAYED, null), List.of());
        }
        List<Problem> problems = new ArrayList<>();
        if (deducted != null) {
            problems.add(new Problem(
                    Reason.TRANSACTION_ALREADY_DEDUCTED,
                    "Transaction " + command.transactionId() + " was already deducted with other items"));
        }
        problems.addAll(problems(sale, stock));
        if (!problems.isEmpty()) {
            var data = new OutcomeData.RefusalData(problems, shortages(sale, stock));
            return new Decision(
                    refused(command.transactionId(), data, false), row(command, Result.REFUSED, data), List.of());
        }
        return take(sale);
    }

    private Decision take(Planned.PlannedSale sale) {
        Command.Sale command = sale.command();
        List<DeductedItem> items = new ArrayList<>();
        List<Movement> movements = new ArrayList<>();
        for (Demand demand : sale.plan().demands()) {
            StockItem item = row(stock, demand);
            Movement movement = movement(
                    command, item, MovementKind.DEDUCTION, demand.amount().negate(), command.transactionId(), null);
            movements.add(movement);
            items.add(new DeductedItem(
                    item.stockId(),
                    demand.ingredientNames(),
                    item.unit(),
                    demand.amount(),
                    movement.previousQuantity(),
                    movement.newQuantity()));
        }
        OutcomeRow row =
                row(command, Result.DONE, new OutcomeData.SaleData(sale.plan().dishes(), items));
        return new Decision(deducted(row, false), row, movements);
    }

    private Decision receive(Command.Receipt command) {
        StockItem item = stock.get(command.stockId());
        if (item == null) {
            return Decision.unrecorded(
                    notDecided(command, new Undecided.UnknownStockItem(snapshot.storeId(), command.stockId())));
        }
        if (!Quantities.isBalance(item.quantity().add(command.quantity()))) {
            return Decision.unrecorded(new MovementOutcome.OutOfBounds(
                    "quantity: the balance would exceed " + Quantities.MAX_BALANCE.toPlainString()));
        }
        Movement movement =
                movement(command, item, MovementKind.RECEIPT, command.quantity(), null, command.reference());
        OutcomeRow row = row(command, Result.DONE, new OutcomeData.MovementData(movement));
        return new Decision(new MovementOutcome.Recorded(movement, false), row, List.of(movement));
    }

    private Decision replay(Command.Sale command, OutcomeRow earlier) {
        // A request that lost its connection at commit finds its own row: that is its answer, not a replay.
        boolean replayed = earlier.attempt() != command.origin().attempt();
        if (earlier.result() == Result.REFUSED) {
            var data = (OutcomeData.RefusalData) required(earlier.data());
            return Decision.unrecorded(refused(command.transactionId(), data, replayed));
        }
        OutcomeRow deducted =
                earlier.result() == Result.DONE ? earlier : required(deductions.get(command.transactionId()));
        return Decision.unrecorded(deducted(deducted, replayed || earlier.result() == Result.REPLAYED));
    }

    private static Decision replay(Command.Receipt command, OutcomeRow earlier) {
        var data = (OutcomeData.MovementData) required(earlier.data());
        boolean replayed = earlier.attempt() != command.origin().attempt();
        return Decision.unrecorded(new MovementOutcome.Recorded(data.movement(), replayed));
    }

    private static DeductionOutcome deducted(OutcomeRow row, boolean replayed) {
        var data = (OutcomeData.SaleData) required(row.data());
        List<String> warnings = replayed ? List.of(Deducted.REPLAY_WARNING) : List.of();
        return new Deducted(required(row.transactionId()), data.deducted(), replayed, warnings);
    }

    private static DeductionOutcome refused(String transactionId, OutcomeData.RefusalData data, boolean replayed) {
        return new Refused(transactionId, data.problems(), data.shortages(), replayed);
    }

    /** The answer to a command that nothing was decided about, in the form that its caller expects. */
    public static Outcome notDecided(Command command, Undecided why) {
        return switch (command) {
            case Command.Sale sale -> new DeductionOutcome.NotDecided(sale.transactionId(), why);
            case Command.Receipt receipt -> new MovementOutcome.NotDecided(why);
        };
    }

    public static List<Outcome> notDecided(List<? extends Command> commands, Undecided why) {
        return commands.stream().map(command -> notDecided(command, why)).toList();
    }

    private Movement movement(
            Command command,
            StockItem item,
            MovementKind kind,
            BigDecimal change,
            @Nullable String transactionId,
            @Nullable String why) {
        return new Movement(
                item.stockId(),
                item.version() + 1,
                kind,
                change,
                item.quantity(),
                item.quantity().add(change),
                transactionId,
                command.key(),
                command.origin().actor().who(),
                command.origin().actor().claimedUserId(),
                why,
                occurredAt(command),
                snapshot.now());
    }

    private OutcomeRow row(Command command, Result result, @Nullable OutcomeData data) {
        Command.@Nullable Sale sale = command instanceof Command.Sale s ? s : null;
        return new OutcomeRow(
                command.key(),
                command.operation(),
                sale == null ? null : sale.transactionId(),
                result,
                command.requestHash(),
                sale == null ? null : sale.itemsHash(),
                data,
                command.origin().attempt(),
                command.origin().actor(),
                occurredAt(command));
    }

    private Instant occurredAt(Command command) {
        Instant occurredAt = command.origin().occurredAt();
        return occurredAt == null ? snapshot.now() : occurredAt;
    }

    private static <T> T required(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("an outcome without its record");
        }
        return value;
    }
}
