package io.atomicinventory.engine.internal.decide;

import io.atomicinventory.engine.Quantities;
import io.atomicinventory.engine.deduction.DeductedItem;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.deduction.DeductionOutcome.Deducted;
import io.atomicinventory.engine.deduction.DeductionOutcome.Refused;
import io.atomicinventory.engine.deduction.Problem;
import io.atomicinventory.engine.deduction.Problem.Reason;
import io.atomicinventory.engine.deduction.Shortage;
import io.atomicinventory.engine.internal.decide.OutcomeRow.Result;
import io.atomicinventory.engine.internal.plan.Demand;
import io.atomicinventory.engine.internal.plan.MenuProblem;
import io.atomicinventory.engine.queue.ApprovalMode;
import io.atomicinventory.engine.queue.QueueDecision;
import io.atomicinventory.engine.queue.QueueReason;
import io.atomicinventory.engine.stock.Movement;
import io.atomicinventory.engine.stock.MovementKind;
import io.atomicinventory.engine.stock.StockItem;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Decides sales. */
public final class Sales {
    /** Why a movement may go below zero without a person. */
    public static final String BY_POLICY = "below zero by the store's policy on shortage";

    private Sales() {}

    /** All reasons against a sale of now, the first naming the refusal, given the stock as it is; empty if it can be made. */
    public static List<Problem> problems(Planned.PlannedSale sale, Map<String, StockItem> stock) {
        return problems(sale, stock, shortages(sale, stock));
    }

    public static List<Shortage> shortages(Planned.PlannedSale sale, Map<String, StockItem> stock) {
        return shortages(sale, stock, (item, amount) -> false);
    }

    private static List<Problem> problems(
            Planned.PlannedSale sale, Map<String, StockItem> stock, List<Shortage> shortages) {
        List<Problem> problems = new ArrayList<>(sale.plan().problems());
        for (Demand demand : sale.plan().demands()) {
            StockItem item = row(stock, demand);
            if (!item.isActive()) {
                problems.add(MenuProblem.switchedOff(item));
            }
        }
        shortages.forEach(shortage -> problems.add(new Problem(Reason.INSUFFICIENT_STOCK, shortage.text())));
        problems.sort(Comparator.comparing(Problem::reason));
        return problems;
    }

    /** @param counted whether what is sold was gone when the row was last counted: then nothing is short of it */
    private static List<Shortage> shortages(
            Planned.PlannedSale sale, Map<String, StockItem> stock, BiPredicate<StockItem, BigDecimal> counted) {
        List<Shortage> shortages = new ArrayList<>();
        for (Demand demand : sale.plan().demands()) {
            StockItem item = row(stock, demand);
            if (item.isActive() && !counted.test(item, demand.amount()) && !item.covers(demand.amount())) {
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
        OutcomeRow settled = books.settled(command.transactionId());
        if (settled != null && settled.isDeducted() && Objects.equals(settled.itemsHash(), command.itemsHash())) {
            return sellAgain(command, settled, books);
        }
        List<Problem> problems = new ArrayList<>();
        if (settled != null && settled.isRejected()) {
            problems.add(new Problem(
                    Reason.TRANSACTION_REJECTED,
                    "Transaction " + command.transactionId() + " was rejected and is not deducted any more"));
            return refuse(command, new OutcomeData.RefusalData(problems, List.of()), books);
        }
        if (settled != null) {
            problems.add(new Problem(
                    Reason.TRANSACTION_ALREADY_DEDUCTED,
                    "Transaction " + command.transactionId() + " was already deducted with other items"));
        }
        List<Shortage> shortages =
                shortages(sale, books.stock(), (item, amount) -> wasCounted(command, item, amount, books));
        problems.addAll(problems(sale, books.stock(), shortages));
        if (problems.stream().allMatch(problem -> problem.reason() == Reason.INSUFFICIENT_STOCK)) {
            return Waiting.isTooLate(command, books)
                    ? Waiting.tooLate(command, new OutcomeData.RefusalData(problems, shortages), books)
                    : cover(sale, new OutcomeData.RefusalData(problems, shortages), books);
        }
        return refuse(command, new OutcomeData.RefusalData(problems, shortages), books);
    }

    /** The same sale under a new key: the key gets a row of its own, so that it stays bound to this sale. */
    private static Decision sellAgain(Command.Sale command, OutcomeRow settled, OpenBooks books) {
        Decision decision = Decision.unmoved(deducted(settled, true, books), books.row(command, Result.REPLAYED, null));
        QueueRow entry = books.queued(command.transactionId());
        return command.queued() != null && entry != null && entry.isOpen()
                ? decision.with(QueueChange.settled(
                        entry,
                        QueueDecision.ALREADY_DEDUCTED,
                        command.origin().actor(),
                        command.queued().note(),
                        books.now()))
                : decision;
    }

    /** @param shortage why not all of it can be taken from what is there; empty where it can */
    private static Decision cover(Planned.PlannedSale sale, OutcomeData.RefusalData shortage, OpenBooks books) {
        Command.Sale command = sale.command();
        ApprovalMode approved =
                command.queued() == null ? null : command.queued().mode();
        if (shortage.problems().isEmpty() || approved != null) {
            return take(sale, approved, shortage, books);
        }
        if (command.queued() != null) {
            return refuse(command, shortage, books);
        }
        return switch (books.onShortage()) {
            case REFUSE -> refuse(command, shortage, books);
            case QUEUE -> Waiting.queue(command, QueueReason.INSUFFICIENT_STOCK, shortage, false, books);
            case ALLOW -> take(sale, ApprovalMode.FULL, shortage, books);
        };
    }

    private static Decision refuse(Command.Sale command, OutcomeData.RefusalData why, OpenBooks books) {
        Refused answer = refused(command.transactionId(), why, false);
        return command.queued() == null
                ? Decision.unmoved(answer, books.row(command, Result.REFUSED, why))
                : Waiting.stays(command, command.queued(), answer, why, books);
    }

    /** What the database cannot hold is not taken for counted: its correction could not be written. */
    private static boolean wasCounted(Command.Sale command, StockItem item, BigDecimal amount, OpenBooks books) {
        return books.isBackDated(command)
                && item.wasCountedSince(books.occurredAt(command))
                && Quantities.isStorable(item.quantity().add(amount));
    }

    /**
     * @param approved how much of it a person, or the store's policy, allows where it is short
     * @param shortage what it is short of
     */
    private static Decision take(
            Planned.PlannedSale sale,
            @Nullable ApprovalMode approved,
            OutcomeData.RefusalData shortage,
            OpenBooks books) {
        Command.Sale command = sale.command();
        Moving moving = new Moving(command, books);
        List<DeductedItem> items = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        for (Demand demand : sale.plan().demands()) {
            StockItem item = row(books.stock(), demand);
            boolean wasCounted = wasCounted(command, item, demand.amount(), books);
            boolean isShort = !wasCounted && !item.covers(demand.amount());
            BigDecimal amount = demand.amount();
            String why = null;
            if (wasCounted) {
                moving.correctForCount(item, amount.negate(), command.transactionId(), books.occurredAt(command));
                warnings.add(item.stockId() + ": the sale was included in the count of " + item.countedAt()
                        + "; the stock is unchanged");
            } else if (isShort && approved == ApprovalMode.AVAILABLE) {
                amount = item.available().max(BigDecimal.ZERO);
                warnings.add(item.stockId() + ": " + amount.toPlainString() + " of "
                        + demand.amount().toPlainString() + " deducted, "
                        + demand.amount().subtract(amount).toPlainString() + " short");
                why = "what was there, approved by " + command.origin().actor().who();
            } else if (isShort) {
                why = belowZero(command);
                warnings.add(item.stockId() + ": " + why);
                moving.approve(item);
            }
            if (amount.signum() > 0) {
                Movement movement =
                        moving.move(item, MovementKind.DEDUCTION, amount.negate(), command.transactionId(), why);
                items.add(new DeductedItem(
                        item.stockId(),
                        demand.ingredientNames(),
                        item.unit(),
                        amount,
                        movement.previousQuantity(),
                        movement.newQuantity()));
            }
        }
        for (StockItem item : moving.stock()) {
            if (!Quantities.isBalance(item.quantity())) {
                return refuse(command, shortage, books); // there is no leave for more than a balance can hold
            }
        }
        var data = new OutcomeData.SaleData(sale.plan().dishes(), items, warnings);
        OutcomeRow row = books.row(command, Result.DONE, data);
        return Decision.moved(deducted(row, false, books), row, moving).with(Waiting.taken(command, shortage, books));
    }

    private static String belowZero(Command.Sale command) {
        return command.queued() == null
                ? BY_POLICY
                : "approved by " + command.origin().actor().who();
    }

    static Decision replay(Command.Sale command, OutcomeRow earlier, OpenBooks books) {
        boolean isReplay = Decider.isReplay(earlier, command);
        DeductionOutcome answer = switch (earlier.result()) {
            case REFUSED ->
                refused(command.transactionId(), (OutcomeData.RefusalData) Decider.required(earlier.data()), isReplay);
            case QUEUED ->
                Waiting.answer(command, (OutcomeData.QueuedData) Decider.required(earlier.data()), isReplay, books);
            case DONE -> deducted(earlier, isReplay, books);
            case REPLAYED -> deducted(Decider.required(books.settled(command.transactionId())), true, books);
        };
        return Decision.unrecorded(answer);
    }

    private static DeductionOutcome deducted(OutcomeRow row, boolean replayed, OpenBooks books) {
        var data = (OutcomeData.SaleData) Decider.required(row.data());
        String transactionId = Decider.required(row.transactionId());
        List<String> warnings = new ArrayList<>();
        if (replayed) {
            warnings.add(Deducted.REPLAY_WARNING);
            warnings.addAll(voided(row, books));
        }
        warnings.addAll(Decider.required(data.warnings()));
        return new Deducted(transactionId, data.deducted(), replayed, warnings);
    }

    /** What a late duplicate of a sale is told, where voids have given something of it back. */
    static List<String> voided(OutcomeRow sale, OpenBooks books) {
        String transactionId = Decider.required(sale.transactionId());
        Map<String, GivenBack> givenBack = books.givenBack(transactionId);
        if (givenBack.isEmpty()) {
            return List.of();
        }
        var data = (OutcomeData.SaleData) Decider.required(sale.data());
        return List.of("Transaction " + transactionId + " was voided"
                + (isAll(givenBack, data.deducted()) ? "" : " in part") + "; nothing was deducted again");
    }

    private static boolean isAll(Map<String, GivenBack> givenBack, List<DeductedItem> deducted) {
        return deducted.stream()
                .allMatch(item -> givenBack
                                .getOrDefault(item.inventoryStockId(), GivenBack.NOTHING)
                                .total()
                                .compareTo(item.quantityDeducted())
                        >= 0);
    }

    static Refused refused(String transactionId, OutcomeData.RefusalData data, boolean replayed) {
        return new Refused(transactionId, data.problems(), data.shortages(), replayed);
    }
}
