package io.atomicinventory.server.deduction;

import io.atomicinventory.engine.Undecided;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.deduction.Problem;
import io.atomicinventory.server.problem.ProblemType;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A line for each sale, at the level that says who should care. What happens all day long (sold, short, sent twice) is
 * DEBUG, since it is in the books and in the metrics; what somebody has to mend is INFO; what is no outcome is WARN.
 */
final class SaleLog {
    private static final Logger LOG = LoggerFactory.getLogger(SaleLog.class);
    /** A flood of sales must not become a flood of lines. */
    private static final long BETWEEN_OVERLOADS_NANOS = Duration.ofSeconds(1).toNanos();

    private static final AtomicLong NEXT_OVERLOAD = new AtomicLong(System.nanoTime());

    private SaleLog() {}

    /** Store, transaction and key come from whoever calls, as the context of the line. */
    static void note(DeductionOutcome outcome) {
        switch (outcome) {
            case DeductionOutcome.Deducted deducted -> LOG.debug(deducted.replayed() ? "Sold before" : "Sold");
            case DeductionOutcome.Queued queued -> LOG.atDebug().log(() -> "Queued: " + queued.errors());
            case DeductionOutcome.Refused refused -> {
                boolean isEveryday = refused.replayed() || refused.reason() == Problem.Reason.INSUFFICIENT_STOCK;
                LOG.atLevel(isEveryday ? Level.DEBUG : Level.INFO)
                        .log(() -> (refused.replayed() ? "Refused before, " : "Refused, ")
                                + ProblemType.of(refused.reason()).slug() + ": " + refused.errors());
            }
            case DeductionOutcome.NotDecided notDecided -> note(notDecided.why());
        }
    }

    private static void note(Undecided why) {
        switch (why) {
            case Undecided.KeyReused caller -> LOG.info(caller.text());
            case Undecided.UnknownStore caller -> LOG.info(caller.text());
            case Undecided.UnknownStockItem caller -> LOG.info(caller.text());
            case Undecided.KeyInFlight held -> LOG.warn(held.text());
            case Undecided.VersionConflict held -> LOG.warn(held.text());
            case Undecided.Overloaded overloaded -> noteOverload();
        }
    }

    private static void noteOverload() {
        long now = System.nanoTime();
        long next = NEXT_OVERLOAD.get();
        if (now - next >= 0 && NEXT_OVERLOAD.compareAndSet(next, now + BETWEEN_OVERLOADS_NANOS)) {
            LOG.warn("Overloaded: this sale was not decided; at most one line a second, the metrics count all");
        }
    }
}
