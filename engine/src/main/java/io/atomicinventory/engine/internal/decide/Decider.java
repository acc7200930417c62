package io.atomicinventory.engine.internal.decide;

import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.Undecided;
import io.atomicinventory.engine.deduction.CompensationOutcome;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.stock.MovementOutcome;
import io.atomicinventory.engine.stock.StockItem;
import io.atomicinventory.engine.stock.TransferOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides a batch in the order of arrival, each command on the books as the one before it left them. A batch
 * of one hundred gives what one hundred batches of one would.
 */
public final class Decider {
    private Decider() {}

    /**
     * @param each a decision for each command, in their order
     * @param stock the rows of the snapshot as all of them leave it
     */
    public record Decided(List<Decision> each, Map<String, StockItem> stock) {}

    /** @param batch where one of them {@link Command#readsHistory}, it is the only one */
    public static Decided decide(List<? extends Planned> batch, Snapshot snapshot) {
        OpenBooks books = new OpenBooks(snapshot);
        List<Decision> decisions = new ArrayList<>(batch.size());
        for (Planned planned : batch) {
            Decision decision = decide(planned, books);
            books.keep(decision);
            decisions.add(decision);
        }
        return new Decided(decisions, books.stock());
    }

    private static Decision decide(Planned planned, OpenBooks books) {
        Command command = planned.command();
        OutcomeRow earlier = books.outcome(command.key());
        if (isReused(earlier, command)) {
            return Decision.unrecorded(notDecided(command, new Undecided.KeyReused(command.key())));
        }
        return switch (planned) {
            case Planned.PlannedSale sale ->
                earlier == null ? Sales.sell(sale, books) : Sales.replay(sale.command(), earlier, books);
            case Planned.PlannedCompensation compensation ->
                earlier == null
                        ? Compensations.giveBack(compensation.command(), books)
                        : Compensations.replay(compensation.command(), earlier);
            case Planned.PlannedBooking booking ->
                earlier == null ? Bookings.book(booking.command(), books) : Bookings.replay(booking.command(), earlier);
            case Planned.PlannedRejection rejection ->
                earlier == null
                        ? Rejections.reject(rejection.command(), books)
                        : Rejections.replay(rejection.command(), earlier);
            case Planned.PlannedReversal reversal ->
                earlier == null
                        ? Bookings.reverse(reversal.command(), books)
                        : Bookings.replay(reversal.command(), earlier);
        };
    }

    static boolean isReused(@Nullable OutcomeRow earlier, Command command) {
        return earlier != null && !earlier.requestHash().equals(command.requestHash());
    }

    /** A request that lost its connection at commit finds its own row: that is its answer, not a replay. */
    static boolean isReplay(OutcomeRow earlier, Command command) {
        return earlier.attempt() != command.origin().attempt();
    }

    /** The answer to a command that nothing was decided about, in the form that its caller expects. */
    public static Outcome notDecided(Command command, Undecided why) {
        return switch (command) {
            case Command.Sale sale -> new DeductionOutcome.NotDecided(sale.transactionId(), why);
            case Command.Compensation compensation ->
                new CompensationOutcome.NotDecided(compensation.transactionId(), why);
            case Command.Booking booking -> new MovementOutcome.NotDecided(why);
            case Command.Reversal reversal -> new MovementOutcome.NotDecided(why);
            case Command.Rejection rejection -> new Rejections.NotDecided(why);
            case Command.Transfer transfer -> new TransferOutcome.NotDecided(why);
        };
    }

    public static List<Outcome> notDecided(List<? extends Command> commands, Undecided why) {
        return commands.stream().map(command -> notDecided(command, why)).toList();
    }

    /** What an outcome's row always has, unless somebody took it away. */
    static <T> T required(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("an outcome without its record");
        }
        return value;
    }
}
