package io.atomicinventory.server.metrics;

import io.atomicinventory.engine.EngineMetrics;
import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.Undecided;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.stock.MovementOutcome;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Counts and times what the engine does. The tags have few values: never a store or a transaction. */
@Component
class MeteredEngine implements EngineMetrics {
    private final MeterRegistry meters;
    private final DistributionSummary commits;

    MeteredEngine(MeterRegistry meters) {
        this.meters = meters;
        this.commits = DistributionSummary.builder("inventory.commit.size")
                .description("Sales and receipts in one commit")
                .register(meters);
    }

    @Override
    public void settled(String storeId, Outcome outcome, Duration duration) {
        String name = switch (outcome) {
            case DeductionOutcome deduction -> "inventory.deductions";
            case MovementOutcome movement -> "inventory.movements";
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
            case DeductionOutcome.Deducted deducted -> deducted.replayed() ? "replayed" : "deducted";
            case DeductionOutcome.Refused refused -> refused.replayed() ? "replayed-refusal" : "refused";
            case MovementOutcome.Recorded recorded -> recorded.replayed() ? "replayed" : "recorded";
            case DeductionOutcome.NotDecided notDecided -> tag(notDecided.why());
            case MovementOutcome.NotDecided notDecided -> tag(notDecided.why());
            default -> "undecided";
        };
    }

    private static String tag(Undecided why) {
        return why instanceof Undecided.Overloaded ? "overloaded" : "undecided";
    }
}
