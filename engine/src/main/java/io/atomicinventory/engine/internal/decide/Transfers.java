package io.atomicinventory.engine.internal.decide;

import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.Quantities;
import io.atomicinventory.engine.Undecided;
import io.atomicinventory.engine.deduction.Problem;
import io.atomicinventory.engine.deduction.Shortage;
import io.atomicinventory.engine.internal.decide.OutcomeRow.Result;
import io.atomicinventory.engine.internal.menu.IngredientKey;
import io.atomicinventory.engine.stock.Movement;
import io.atomicinventory.engine.stock.MovementKind;
import io.atomicinventory.engine.stock.StockItem;
import io.atomicinventory.engine.stock.TransferOutcome;
import io.atomicinventory.engine.stock.TransferRequest;
import io.atomicinventory.engine.stock.TransferredLine;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Decides transfers, on the books of both stores. */
public final class Transfers {
    private final Command.Transfer command;
    private final OpenBooks from;
    private final OpenBooks to;

    private Transfers(Command.Transfer command, OpenBooks from, OpenBooks to) {
        this.command = command;
        this.from = from;
        this.to = to;
    }

    /**
     * @param from what the sending store's books get
     * @param to what the receiving store's books get: the same record under a key that no other sender has
     */
    public record Decided(Decision from, Decision to) {
        private static Decided unrecorded(Outcome answer) {
            return new Decided(Decision.unrecorded(answer), Decision.unrecorded(answer));
        }
    }

    /** @param from the sending store's books, with the outcome of the key where there is one */
    public static Decided decide(Command.Transfer command, Snapshot from, Snapshot to) {
        OutcomeRow earlier = from.outcomes().get(command.key());
        if (Decider.isReused(earlier, command)) {
            return Decided.unrecorded(Decider.notDecided(command, new Undecided.KeyReused(command.key())));
        }
        return earlier == null
                ? new Transfers(command, new OpenBooks(from), new OpenBooks(to)).decide()
                : replay(command, earlier);
    }

    private static Decided replay(Command.Transfer command, OutcomeRow earlier) {
        boolean isReplay = Decider.isReplay(earlier, command);
        if (earlier.result() == Result.REFUSED) {
            var data = (OutcomeData.RefusalData) Decider.required(earlier.data());
            return Decided.unrecorded(new TransferOutcome.Refused(data.problems(), data.shortages(), isReplay));
        }
        var data = (OutcomeData.TransferData) Decider.required(earlier.data());
        return Decided.unrecorded(new TransferOutcome.Transferred(data.lines(), isReplay));
    }

    private Decided decide() {
        List<String> units = new ArrayList<>();
        Map<String, BigDecimal> leaving = new LinkedHashMap<>();
        for (TransferRequest.Line line : command.lines()) {
            StockItem source = from.stock().get(line.fromStockId());
            StockItem target = to.stock().get(line.toStockId());
            if (source == null) {
                return unknown(command.fromStoreId(), line.fromStockId());
            }
            if (target == null) {
                return unknown(command.toStoreId(), line.toStockId());
            }
            if (!isSameUnit(source, target)) {
                units.add("Units differ: " + source.stockId() + " is kept in " + source.unit() + " in store "
                        + command.fromStoreId() + ", " + target.stockId() + " in " + target.unit() + " in store "
                        + command.toStoreId());
            }
            leaving.merge(line.fromStockId(), line.quantity(), BigDecimal::add);
        }
        if (!units.isEmpty()) {
            return Decided.unrecorded(new TransferOutcome.NotPossible(units));
        }
        List<Shortage> shortages = new ArrayList<>();
        leaving.forEach((stockId, amount) -> {
            StockItem item = Objects.requireNonNull(from.stock().get(stockId));
            if (!item.covers(amount)) {
                shortages.add(Bookings.shortage(command, item, item.available(), amount));
            }
        });
        return shortages.isEmpty() ? move() : refuse(shortages);
    }

    private Decided unknown(String storeId, String stockId) {
        return Decided.unrecorded(Decider.notDecided(command, new Undecided.UnknownStockItem(storeId, stockId)));
    }

    /** As recipes and mappings match them. */
    private static boolean isSameUnit(StockItem source, StockItem target) {
        return IngredientKey.of(source.item(), source.unit()).equals(IngredientKey.of(source.item(), target.unit()));
    }

    private Decided refuse(List<Shortage> shortages) {
        List<Problem> problems = shortages.stream()
                .map(shortage -> new Problem(Problem.Reason.INSUFFICIENT_STOCK, shortage.text()))
                .toList();
        var data = new OutcomeData.RefusalData(problems, shortages);
        var answer = new TransferOutcome.Refused(problems, shortages, false);
        return new Decided(
                Decision.unmoved(answer, from.row(command, Result.REFUSED, data)), Decision.unrecorded(answer));
    }

    private Decided move() {
        Command.Transfer arriving = command.asReceived();
        Moving out = new Moving(command, from);
        Moving in = new Moving(arriving, to);
        List<TransferredLine> lines = new ArrayList<>(command.lines().size());
        for (TransferRequest.Line line : command.lines()) {
            StockItem source = Objects.requireNonNull(from.stock().get(line.fromStockId()));
            StockItem target = Objects.requireNonNull(to.stock().get(line.toStockId()));
            Movement left = out.move(
                    source,
                    MovementKind.TRANSFER_OUT,
                    line.quantity().negate(),
                    null,
                    why("to store " + command.toStoreId()));
            Movement arrived = in.move(
                    target,
                    MovementKind.TRANSFER_IN,
                    line.quantity(),
                    null,
                    why("from store " + command.fromStoreId()));
            lines.add(new TransferredLine(left, arrived));
        }
        for (StockItem item : in.stock()) {
            if (!Quantities.isBalance(item.quantity())) {
                return Decided.unrecorded(
                        new TransferOutcome.NotPossible(List.of(Bookings.outOfBounds("stock item " + item.stockId()))));
            }
        }
        var data = new OutcomeData.TransferData(command.fromStoreId(), command.toStoreId(), lines);
        var answer = new TransferOutcome.Transferred(lines, false);
        return new Decided(
                Decision.moved(answer, from.row(command, Result.DONE, data), out),
                Decision.moved(answer, to.row(arriving, Result.DONE, data), in));
    }

    private String why(String direction) {
        return command.why() == null ? direction : direction + ": " + command.why();
    }
}
