package io.atomicinventory.engine.queue;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.deduction.CompensationOutcome;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.stock.CountRequest;
import io.atomicinventory.engine.stock.MovementOutcome;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.Together;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;

/** What is asked of a {@link Counter} in one line, and the answer to it in one: the same in every process. */
final class CounterCommand {
    private CounterCommand() {}

    static String answer(Counter counter, String line) throws Exception {
        Iterator<String> words = List.of(line.split(" ")).iterator();
        return switch (words.next()) {
            case "queue" ->
                word(counter.queue(
                        words.next(),
                        words.next(),
                        Long.parseLong(words.next()),
                        words.hasNext() ? Instant.parse(words.next()) : null));
            case "sync" -> counter.sync().toString();
            case "syncs" -> syncs(counter, Integer.parseInt(words.next()), Actor.of(words.next()));
            case "approve" -> word(counter.approve(words.next(), ApprovalMode.valueOf(words.next())));
            case "reject" -> word(counter.reject(words.next()));
            case "void" -> word(counter.voidSale(words.next(), words.next()));
            case "sell" -> word(counter.sell(words.next(), words.next(), words.next(), Long.parseLong(words.next())));
            case "receive" ->
                word(new Cafe(counter.engine()).receive(Cafe.CEBU, words.next(), words.next(), words.next()));
            case "count" -> count(counter, words.next(), words.next(), words.next());
            default -> throw new IllegalArgumentException(line);
        };
    }

    /** @return how many entries their reports say are in the books; one entry can be in several of them */
    private static String syncs(Counter counter, int callers, Actor who) throws Exception {
        return Together.call(callers, i -> () -> counter.engine().queue().syncAllPending(Cafe.CEBU, who)).stream()
                .reduce(new SyncReport(0, 0, 0), SyncReport::plus)
                .toString();
    }

    private static String count(Counter counter, String stockId, String quantity, String key) {
        return word(counter.engine()
                .stock()
                .count(new CountRequest(Cafe.CEBU, stockId, new BigDecimal(quantity), null, null, Counter.MARIA, key)));
    }

    static String word(QueueOutcome outcome) {
        return switch (outcome) {
            case QueueOutcome.Accepted accepted -> accepted.isNew() ? "new" : "same";
            case QueueOutcome.Conflict conflict -> "conflict";
            case QueueOutcome.OtherItems other -> "other items";
            case QueueOutcome.NotPossible notPossible -> "not possible";
            case QueueOutcome.Unknown unknown -> "unknown";
            case QueueOutcome.NotDecided notDecided -> notDecided.toString();
        };
    }

    private static String word(DeductionOutcome outcome) {
        return switch (outcome) {
            case DeductionOutcome.Deducted deducted -> deducted.replayed() ? "replayed" : "deducted";
            case DeductionOutcome.Refused refused -> "refused " + refused.reason();
            case DeductionOutcome.Queued queued -> "queued";
            case DeductionOutcome.NotDecided notDecided -> notDecided.toString();
        };
    }

    private static String word(CompensationOutcome outcome) {
        return switch (outcome) {
            case CompensationOutcome.Compensated done -> "gave back " + done.itemsRestored();
            case CompensationOutcome.Unknown unknown -> "unknown";
            case CompensationOutcome.NotPossible outOfBounds -> outOfBounds.toString();
            case CompensationOutcome.NotDecided notDecided -> notDecided.toString();
        };
    }

    private static String word(MovementOutcome outcome) {
        return outcome instanceof MovementOutcome.Recorded recorded && !recorded.replayed()
                ? "recorded"
                : outcome.toString();
    }
}
