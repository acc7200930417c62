package io.atomicinventory.engine.internal.decide;

import io.atomicinventory.engine.EngineSettings;
import io.atomicinventory.engine.Quantities;
import io.atomicinventory.engine.Undecided;
import io.atomicinventory.engine.deduction.Problem;
import io.atomicinventory.engine.deduction.Shortage;
import io.atomicinventory.engine.internal.decide.OutcomeRow.Result;
import io.atomicinventory.engine.stock.Movement;
import io.atomicinventory.engine.stock.MovementKind;
import io.atomicinventory.engine.stock.MovementOutcome;
import io.atomicinventory.engine.stock.StockItem;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Decides what people say of one stock row, and what they take back of it. */
final class Bookings {
    private final Command command;
    private final StockItem item;
    private final OpenBooks books;
    private final Moving moving;
    private final List<String> warnings = new ArrayList<>();

    private Bookings(Command command, StockItem item, OpenBooks books) {
        this.command = command;
        this.item = item;
        this.books = books;
        this.moving = new Moving(command, books);
    }

    static Decision book(Command.Booking command, OpenBooks books) {
        StockItem item = books.stock().get(command.stockId());
        return item == null
                ? unknownItem(command, command.stockId(), books)
                : new Bookings(command, item, books).book(command);
    }

    static Decision reverse(Command.Reversal command, OpenBooks books) {
        StockItem item = books.stock().get(command.stockId());
        return item == null
                ? unknownItem(command, command.stockId(), books)
                : new Bookings(command, item, books).reverse(command);
    }

    static Decision replay(Command command, OutcomeRow earlier) {
        boolean isReplay = Decider.isReplay(earlier, command);
        if (earlier.result() == Result.REFUSED) {
            var data = (OutcomeData.RefusalData) Decider.required(earlier.data());
            return Decision.unrecorded(new MovementOutcome.Refused(data.problems(), data.shortages(), isReplay));
        }
        var data = (OutcomeData.MovementData) Decider.required(earlier.data());
        return Decision.unrecorded(
                new MovementOutcome.Recorded(data.movement(), isReplay, Decider.required(data.warnings())));
    }

    private static Decision unknownItem(Command command, String stockId, OpenBooks books) {
        return Decision.unrecorded(
                Decider.notDecided(command, new Undecided.UnknownStockItem(books.storeId(), stockId)));
    }

    private Decision book(Command.Booking booking) {
        return switch (booking.operation()) {
            case RECEIPT -> moved(move(MovementKind.RECEIPT, booking.quantity(), booking), "quantity");
            case ADJUSTMENT -> moved(move(MovementKind.ADJUSTMENT, booking.quantity(), booking), "quantityChange");
            case WASTE -> moved(move(MovementKind.WASTE, booking.quantity().negate(), booking), "quantity");
            case COUNT -> count(booking);
            case DEDUCTION, COMPENSATION, TRANSFER, REVERSAL, REJECTION ->
                throw new IllegalStateException("no booking of one stock row: " + booking.operation());
        };
    }

    private Movement move(MovementKind kind, BigDecimal change, Command.Booking booking) {
        return moving.move(item, kind, change, null, booking.why());
    }

    /** Sets the difference against what had moved by the time of the count; what moved since stays as it is. */
    private Decision count(Command.Booking booking) {
        Instant at = books.occurredAt(booking);
        Instant told = booking.origin().occurredAt();
        if (at.isBefore(books.now().minus(EngineSettings.MAX_LATE))
                || (told != null && told.isAfter(books.now().plus(EngineSettings.MAX_AHEAD)))) {
            return Decision.unrecorded(
                    new MovementOutcome.OutOfBounds("countedAt: must be at most 5 minutes ahead and 72 hours back"));
        }
        History.MovedSince since =
                books.isBackDated(booking) ? (History.MovedSince) books.history(booking) : History.MovedSince.NOTHING;
        BigDecimal difference = booking.quantity().subtract(item.quantity().subtract(since.sum()));
        Movement movement = move(MovementKind.COUNT, difference, booking);
        Instant later = since.countAfter();
        if (later != null) {
            supersede(difference, later);
        } else {
            moving.counted(item, at);
        }
        return moved(movement, "countedQuantity");
    }

    /** What this count found holds until the next one. */
    private void supersede(BigDecimal difference, Instant later) {
        String why = "superseded by the count of " + later;
        moving.move(item, MovementKind.CORRECTION, difference.negate(), null, why, later, null);
        warnings.add("The stock is unchanged: " + why);
    }

    private Decision reverse(Command.Reversal reversal) {
        History.Named named = (History.Named) books.history(reversal);
        Movement movement = named.movement();
        if (movement == null) {
            return Decision.unrecorded(new MovementOutcome.UnknownMovement(
                    "Stock item " + reversal.stockId() + " has no movement " + reversal.version()));
        }
        if (!movement.isReversible()) {
            return notPossible("Movement " + movement.version() + " is of the kind "
                    + movement.kind().code()
                    + (movement.transactionId() == null ? "" : " and belongs to a sale")
                    + ": what can be reversed is a receipt, count, adjustment or waste that a person entered. Void a"
                    + " sale, and transfer back what was transferred.");
        }
        if (named.reversedBy() != null) {
            return notPossible("Movement " + movement.version() + " of " + item.stockId()
                    + " was already reversed by movement " + named.reversedBy());
        }
        Movement reversed = movement.kind() == MovementKind.COUNT
                ? reverseCount(reversal, movement, named)
                : reverseOther(reversal, movement);
        return moved(reversed, "version");
    }

    /** It never happened; where the row was counted after it, the count had put it right already. */
    private Movement reverseOther(Command.Reversal reversal, Movement movement) {
        BigDecimal change = movement.quantityChange().negate();
        if (item.wasCountedSince(movement.occurredAt())) {
            moving.correctForCount(item, change, null, movement.occurredAt());
            warnings.add("The stock is unchanged: it was counted at " + item.countedAt() + ", after movement "
                    + movement.version());
        }
        return reversal(reversal, movement);
    }

    /**
     * As if it had not been counted: the count before it is the last one again, and what was found to be in this
     * count alone has its effect after all. Where the row was counted again, nothing changes from then on.
     */
    private Movement reverseCount(Command.Reversal reversal, Movement movement, History.Named named) {
        Instant later = named.countAfter();
        if (later != null) {
            Movement reversed = reversal(reversal, movement);
            supersede(reversed.quantityChange(), later);
            return reversed;
        }
        moving.counted(item, named.countBefore());
        Movement reversed = reversal(reversal, movement);
        named.corrections().forEach(correction -> reversal(reversal, correction));
        return reversed;
    }

    private Movement reversal(Command.Reversal reversal, Movement movement) {
        return moving.move(
                item,
                MovementKind.REVERSAL,
                movement.quantityChange().negate(),
                null,
                reversal.why(),
                movement.occurredAt(),
                movement.version());
    }

    private static Decision notPossible(String text) {
        return Decision.unrecorded(new MovementOutcome.NotPossible(text));
    }

    /** @param field the one that is to blame where the balance leaves its bounds */
    private Decision moved(Movement movement, String field) {
        BigDecimal change = moving.change(item);
        BigDecimal next = item.quantity().add(change);
        if (!Quantities.isBalance(next)) {
            return Decision.unrecorded(new MovementOutcome.OutOfBounds(outOfBounds(field)));
        }
        if (change.signum() < 0 && next.signum() < 0 && !item.allowNegative()) {
            return refused(change.negate());
        }
        OutcomeRow row = books.row(command, Result.DONE, new OutcomeData.MovementData(movement, List.copyOf(warnings)));
        return Decision.moved(new MovementOutcome.Recorded(movement, false, warnings), row, moving);
    }

    static String outOfBounds(String what) {
        return what + ": the balance would exceed " + Quantities.MAX_BALANCE.toPlainString();
    }

    /** Never below zero (I5): a person who is sure counts the row. */
    private Decision refused(BigDecimal required) {
        Shortage shortage = shortage(command, item, item.quantity(), required);
        var data = new OutcomeData.RefusalData(
                List.of(new Problem(Problem.Reason.INSUFFICIENT_STOCK, shortage.text())), List.of(shortage));
        return Decision.unmoved(
                new MovementOutcome.Refused(data.problems(), data.shortages(), false),
                books.row(command, Result.REFUSED, data));
    }

    /** In the words of a sale's: what asks for it, and of what. */
    static Shortage shortage(Command command, StockItem item, BigDecimal available, BigDecimal required) {
        String name = command.operation().name();
        return new Shortage(
                name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT),
                item.item(),
                item.stockId(),
                required,
                available,
                required.subtract(available));
    }
}
