package io.atomicinventory.server.metrics;

import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.EngineMetrics;
import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.Undecided;
import io.atomicinventory.engine.deduction.CompensationOutcome;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.stock.MovementOutcome;
import io.atomicinventory.engine.stock.TransferOutcome;
import io.atomicinventory.server.problem.ProblemType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Counts and times what the engine does. The tags have few values: never a store or a transaction. What a dashboard or an
 * alert divides by is there from the start, at 0.
 */
@Component
class MeteredEngine implements EngineMetrics {
    /** Between these the histogram can tell quantiles; whatever is longer has run into the deadline. */
    private static final Duration SHORTEST = Duration.ofMillis(1);

    private static final Duration LONGEST = Duration.ofSeconds(10);

    private static final String REPLAYED = "replayed";
    private static final String REFUSED = "refused";
    private static final String REPLAYED_REFUSAL = "replayed-refusal";
    private static final String NOT_POSSIBLE = "not-possible";
    private static final String UNDECIDED = "undecided";
    private static final String OVERLOADED = "overloaded";
    private static final String OUTCOME = "outcome";

    /** Of a sale. */
    private static final List<String> OUTCOMES = List.of(
            "deducted", REPLAYED, REFUSED, REPLAYED_REFUSAL, "queued", "replayed-queued", OVERLOADED, UNDECIDED);

    private static final List<String> RETRIES = List.of("conflict", "lock", "connection", "menu-changed");

    /** Whatever the engine may say against a sale. */
    private static final Set<ProblemType> REASONS = EnumSet.of(
            ProblemType.NOT_FOUND,
            ProblemType.IDEMPOTENCY_KEY_REUSED,
            ProblemType.TRANSACTION_ALREADY_DEDUCTED,
            ProblemType.UNKNOWN_PRODUCT,
            ProblemType.NO_CONVERSION_MAPPING,
            ProblemType.INACTIVE_ITEM,
            ProblemType.QUANTITY_NOT_EXACT,
            ProblemType.INSUFFICIENT_STOCK,
            ProblemType.IDEMPOTENCY_KEY_IN_FLIGHT,
            ProblemType.VERSION_CONFLICT,
            ProblemType.STATE_CONFLICT,
            ProblemType.OVERLOADED);

    private final Meter.MeterProvider<Timer> deductions;
    private final Meter.MeterProvider<Timer> compensations;
    private final Meter.MeterProvider<Timer> movements;
    private final Meter.MeterProvider<Timer> transfers;
    private final Meter.MeterProvider<Timer> others;
    private final Meter.MeterProvider<Counter> retries;
    private final Map<ProblemType, Counter> refusals = new EnumMap<>(ProblemType.class);
    private final Counter unknown;
    private final Counter bugs;
    private final DistributionSummary commits;

    MeteredEngine(MeterRegistry meters) {
        this.deductions = Timer.builder("inventory.deductions")
                .description("Sales, from their arrival to their outcome; those of the queue, too, at each try")
                .publishPercentileHistogram()
                .minimumExpectedValue(SHORTEST)
                .maximumExpectedValue(LONGEST)
                .withRegistry(meters);
        this.compensations = Timer.builder("inventory.compensations")
                .description("Voids, from their arrival to their outcome")
                .withRegistry(meters);
        this.movements = Timer.builder("inventory.movements")
                .description("Receipts, adjustments, counts, waste and reversals, from their arrival to their outcome")
                .withRegistry(meters);
        this.transfers = Timer.builder("inventory.transfers")
                .description("Transfers, from their arrival to their outcome")
                .withRegistry(meters);
        this.others = Timer.builder("inventory.outcomes")
                .description("Decisions about the queue, from their arrival to their outcome")
                .withRegistry(meters);
        this.retries = Counter.builder("inventory.retries")
                .description("Tries that wrote nothing and were made again")
                .withRegistry(meters);
        for (ProblemType reason : REASONS) {
            refusals.put(
                    reason,
                    Counter.builder("inventory.deductions.refused")
                            .description(
                                    "Sales that were refused or not decided, by the contract's word for the reason;"
                                            + " a refusal that is repeated is counted once")
                            .tag("reason", reason.slug())
                            .register(meters));
        }
        this.unknown = failures(meters, "database-unavailable");
        this.bugs = failures(meters, "internal-error");
        this.commits = DistributionSummary.builder("inventory.commit.size")
                .description("Sales, voids and bookings in one commit")
                .register(meters);
        OUTCOMES.forEach(outcome -> deductions.withTag(OUTCOME, outcome));
        RETRIES.forEach(reason -> retries.withTag("reason", reason));
    }

    private static Counter failures(MeterRegistry meters, String reason) {
        return Counter.builder("inventory.failures")
                .description("Requests whose outcome the caller does not know, since the database did not answer or we"
                        + " made a mistake")
                .tag("reason", reason)
                .register(meters);
    }

    @Override
    public void settled(String storeId, Outcome outcome, Duration duration) {
        Meter.MeterProvider<Timer> timer = switch (outcome) {
            case DeductionOutcome deduction -> {
                countRefusal(deduction);
                yield deductions;
            }
            case CompensationOutcome compensation -> compensations;
            case MovementOutcome movement -> movements;
            case TransferOutcome transfer -> transfers;
            default -> others;
        };
        timer.withTag(OUTCOME, tag(outcome)).record(duration);
    }

    private void countRefusal(DeductionOutcome outcome) {
        ProblemType reason = switch (outcome) {
            case DeductionOutcome.Refused refused -> refused.replayed() ? null : ProblemType.of(refused.reason());
            case DeductionOutcome.NotDecided notDecided -> ProblemType.of(notDecided.why());
            case DeductionOutcome.Deducted deducted -> null;
            case DeductionOutcome.Queued queued -> null;
        };
        if (reason != null) {
            Objects.requireNonNull(refusals.get(reason)).increment();
        }
    }

    @Override
    public void failed(String storeId, int commands, RuntimeException why) {
        (why instanceof DatabaseUnavailableException ? unknown : bugs).increment(commands);
    }

    @Override
    public void retried(String storeId, String reason) {
        retries.withTag("reason", reason).increment();
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
            default -> outcome.success() ? "done" : UNDECIDED;
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
        return why instanceof Undecided.Overloaded ? OVERLOADED : UNDECIDED;
    }
}
