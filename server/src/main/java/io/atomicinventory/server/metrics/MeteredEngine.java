package io.atomicinventory.server.metrics;

import io.atomicinventory.engine.EngineMetrics;
import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.Undecided;
import io.atomicinventory.engine.deduction.CompensationOutcome;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.stock.MovementOutcome;
import io.atomicinventory.engine.stock.TransferOutcome;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Counts and times what the engine does. The tags have few values: never a store or a transaction. */
@Component
class MeteredEngine implements EngineMetrics {
    private static final String REPLAYED = "replayed";
    private static final String REFUSED = "refused";
    private static final String REPLAYED_REFUSAL = "replayed-refusal";
    private static final String NOT_POSSIBLE = "not-possible";

    private final MeterRegistry meters;
    private final DistributionSummary commits;

    MeteredEngine(MeterRegistry meters) {
        this.meters = meters;
        this.commits = DistributionSummary.builder("inventory.commit.size")
                .description("Sales, voids and bookings in one commit")
                .register(meters);
    }

    @Override
    public void settled(String storeId, Outcome outcome, Duration duration) {
        String name = switch (outcome) {
            case DeductionOutcome deduction -> "inventory.deductions";
            case CompensationOutcome compensation -> "inventory.compensations";
            case MovementOutcome movement -> "inventory.movements";
            case TransferOutcome transfer -> "inventory.transfers";
            default -> "inventory.outcomes";
        };
        meters.timer(name, "outcome", tag(outcome)).record(duration);
    }

    @Override
    public void retried(String storeId, String reason) {
        meters.counter("inventory.retries", "reason", reason).increment();
    }

    @Override
    public void committed(int stores, int commands) {
        commits.record(commands);
    }

    private static String tag(Outcome outcome) {
        return switch (outcome) {
            case DeductionOutcome deduction -> tag(deduction);
            case CompensationOutcome compensation -> tag(compensation);
            case MovementOutcome movement -> tag(movement);
            case TransferOutcome transfer -> tag(transfer);
            default -> outcome.success() ? "done" : "undecided";
        };
    }

    private static String tag(DeductionOutcome outcome) {
        return switch (outcome) {
            case DeductionOutcome.Deducted deducted -> deducted.replayed() ? REPLAYED : "deducted";
            case DeductionOutcome.Refused refused -> refused.replayed() ? REPLAYED_REFUSAL : REFUSED;
            case DeductionOutcome.Queued queued -> queued.replayed() ? "replayed-queued" : "queued";
            case DeductionOutcome.NotDecided notDecided -> tag(notDecided.why());
        };
    }

    private static String tag(CompensationOutcome outcome) {
        return switch (outcome) {
            case CompensationOutcome.Compensated done -> done.replayed() ? REPLAYED : "compensated";
            case CompensationOutcome.Unknown unknown -> NOT_POSSIBLE;
            case CompensationOutcome.NotPossible outOfBounds -> NOT_POSSIBLE;
            case CompensationOutcome.NotDecided notDecided -> tag(notDecided.why());
        };
    }

    private static String tag(MovementOutcome outcome) {
        return switch (outcome) {
            case MovementOutcome.Recorded recorded -> recorded.replayed() ? REPLAYED : "recorded";
            case MovementOutcome.Refused refused -> refused.replayed() ? REPLAYED_REFUSAL : REFUSED;
            case MovementOutcome.UnknownMovement unknown -> NOT_POSSIBLE;
            case MovementOutcome.NotPossible notPossible -> NOT_POSSIBLE;
            case MovementOutcome.OutOfBounds outOfBounds -> NOT_POSSIBLE;
            case MovementOutcome.NotDecided notDecided -> tag(notDecided.why());
        };
    }

    private static String tag(TransferOutcome outcome) {
        return switch (outcome) {
            case TransferOutcome.Transferred done -> done.replayed() ? REPLAYED : "transferred";
            case TransferOutcome.Refused refused -> refused.replayed() ? REPLAYED_REFUSAL : REFUSED;
            case TransferOutcome.NotPossible notPossible -> NOT_POSSIBLE;
            case TransferOutcome.NotDecided notDecided -> tag(notDecided.why());
        };
    }

    private static String tag(Undecided why) {
        return why instanceof Undecided.Overloaded ? "overloaded" : "undecided";
    }
}
