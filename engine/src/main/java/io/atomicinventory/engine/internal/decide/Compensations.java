package io.atomicinventory.engine.internal.decide;

import io.atomicinventory.engine.Quantities;
import io.atomicinventory.engine.deduction.CompensationOutcome;
import io.atomicinventory.engine.deduction.CompensationOutcome.Compensated;
import io.atomicinventory.engine.deduction.CompensationRequest;
import io.atomicinventory.engine.deduction.DeductedItem;
import io.atomicinventory.engine.deduction.Disposition;
import io.atomicinventory.engine.deduction.RestoredItem;
import io.atomicinventory.engine.internal.decide.OutcomeRow.Result;
import io.atomicinventory.engine.queue.QueueDecision;
import io.atomicinventory.engine.stock.Movement;
import io.atomicinventory.engine.stock.MovementKind;
import io.atomicinventory.engine.stock.StockItem;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Decides voids. What the sale took is read from its record: neither the menu nor what is switched on matters any
 * more. What is given back is bounded, line by line, by what is left of it (I6).
 */
final class Compensations {
    private final Command.Compensation command;
    private final OpenBooks books;
    private final Map<String, DeductedItem> taken;
    private final Map<String, GivenBack> givenBack;
    private final Moving moving;
    private final List<RestoredItem> restored = new ArrayList<>();
    private final List<GivenBack.Portion> portions = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private Compensations(Command.Compensation command, OpenBooks books, Map<String, DeductedItem> taken) {
        this.command = command;
        this.books = books;
        this.taken = taken;
        this.givenBack = new HashMap<>(books.givenBack(command.transactionId()));
        this.moving = new Moving(command, books);
    }

    static Decision giveBack(Command.Compensation command, OpenBooks books) {
        OutcomeRow sale = books.settled(command.transactionId());
        QueueRow entry = books.queued(command.transactionId());
        if (sale != null && sale.isRejected()) {
            return nothingTaken(command, books);
        }
        if (sale == null && entry != null && entry.isOpen()) {
            if (!command.lines().isEmpty()) {
                return Decision.unrecorded(new CompensationOutcome.NotPossible(
                        command.transactionId(),
                        "Transaction " + command.transactionId() + " waits in the queue and has taken nothing yet: void"
                                + " all of it, or wait until it is deducted"));
            }
            return nothingTaken(command, books)
                    .withRejection(books.rejection(command, entry, command.reason()))
                    .with(QueueChange.settled(
                            entry, QueueDecision.VOIDED, command.origin().actor(), command.reason(), books.now()));
        }
        if (sale == null) {
            return unknown(
                    command, "No deduction of transaction " + command.transactionId() + " in store " + books.storeId());
        }
        Map<String, DeductedItem> taken = taken(sale);
        for (CompensationRequest.Line line : command.lines()) {
            if (!taken.containsKey(line.inventoryStockId())) {
                return unknown(
                        command,
                        "Transaction " + command.transactionId() + " took nothing of stock item "
                                + line.inventoryStockId());
            }
        }
        return new Compensations(command, books, taken).decide();
    }

    /** The sale waited in the queue: it is rejected there, and whatever arrives of it later deducts nothing. */
    private static Decision nothingTaken(Command.Compensation command, OpenBooks books) {
        List<String> warnings = List.of("Transaction " + command.transactionId()
                + " was rejected in the queue: nothing had been deducted, and nothing will be");
        OutcomeRow row = books.row(command, Result.DONE, new OutcomeData.CompensationData(List.of(), warnings));
        return Decision.unmoved(new Compensated(command.transactionId(), List.of(), false, warnings), row);
    }

    static Decision replay(Command.Compensation command, OutcomeRow earlier) {
        var data = (OutcomeData.CompensationData) Decider.required(earlier.data());
        return Decision.unrecorded(new Compensated(
                command.transactionId(), data.restored(), Decider.isReplay(earlier, command), data.warnings()));
    }

    private static Map<String, DeductedItem> taken(OutcomeRow sale) {
        var data = (OutcomeData.SaleData) Decider.required(sale.data());
        Map<String, DeductedItem> taken = new LinkedHashMap<>();
        data.deducted().forEach(item -> taken.put(item.inventoryStockId(), item));
        return taken;
    }

    private Decision decide() {
        if (command.lines().isEmpty()) {
            taken.values().forEach(item -> giveBack(item, left(item), command.disposition()));
        } else {
            command.lines().forEach(this::giveBack);
        }
        for (StockItem item : moving.stock()) {
            if (!Quantities.isBalance(item.quantity())) {
                return Decision.unrecorded(new CompensationOutcome.NotPossible(
                        command.transactionId(), Bookings.outOfBounds("stock item " + item.stockId())));
            }
        }
        if (restored.isEmpty()) {
            warnings.add("Transaction " + command.transactionId() + " has nothing left to give back");
        }
        OutcomeRow row = books.row(command, Result.DONE, new OutcomeData.CompensationData(restored, warnings));
        return Decision.givenBack(
                new Compensated(command.transactionId(), restored, false, warnings), row, moving, portions);
    }

    private void giveBack(CompensationRequest.Line line) {
        DeductedItem item = Objects.requireNonNull(taken.get(line.inventoryStockId()));
        BigDecimal left = left(item);
        if (left.compareTo(line.quantity()) < 0) {
            warnings.add(line.inventoryStockId() + ": asked for "
                    + line.quantity().toPlainString() + " back, "
                    + Quantities.plain(left).toPlainString() + " was left of "
                    + item.quantityDeducted().toPlainString());
        }
        giveBack(item, left.min(line.quantity()), line.disposition());
    }

    private BigDecimal left(DeductedItem item) {
        GivenBack before = givenBack.getOrDefault(item.inventoryStockId(), GivenBack.NOTHING);
        return item.quantityDeducted().subtract(before.total());
    }

    private void giveBack(DeductedItem item, BigDecimal quantity, Disposition disposition) {
        if (quantity.signum() <= 0) {
            return;
        }
        String stockId = item.inventoryStockId();
        StockItem row = Objects.requireNonNull(books.stock().get(stockId));
        Movement back = move(row, MovementKind.COMPENSATION, quantity);
        Movement last = switch (disposition) {
            case RESTOCK -> back;
            case WASTE -> move(row, MovementKind.WASTE, quantity.negate());
        };
        restored.add(new RestoredItem(
                stockId,
                item.ingredientName(),
                item.unit(),
                quantity,
                disposition,
                back.previousQuantity(),
                last.newQuantity()));
        GivenBack before = givenBack.getOrDefault(stockId, GivenBack.NOTHING);
        givenBack.put(stockId, before.plus(quantity));
        portions.add(new GivenBack.Portion(
                command.transactionId(),
                stockId,
                before.times() + 1,
                command.key(),
                item.quantityDeducted(),
                before.total(),
                quantity,
                disposition,
                command.reason(),
                command.origin().actor()));
    }

    private Movement move(StockItem row, MovementKind kind, BigDecimal change) {
        return moving.move(row, kind, change, command.transactionId(), command.reason());
    }

    private static Decision unknown(Command.Compensation command, String text) {
        return Decision.unrecorded(new CompensationOutcome.Unknown(command.transactionId(), text));
    }
}
