package io.atomicinventory.server.problem;

import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.deduction.Shortage;
import java.util.List;

/** Ends a request with a refusal. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final ProblemType type;
    private final transient List<String> errors;
    private final transient List<Shortage> shortages;
    private final boolean isReplay;

    public ProblemException(ProblemType type, String error) {
        this(type, List.of(error));
    }

    public ProblemException(ProblemType type, List<String> errors) {
        this(type, errors, List.of(), false);
    }

    private ProblemException(ProblemType type, List<String> errors, List<Shortage> shortages, boolean isReplay) {
        super(String.join("; ", errors));
        this.type = type;
        this.errors = List.copyOf(errors);
        this.shortages = List.copyOf(shortages);
        this.isReplay = isReplay;
    }

    /** A refusal that is recorded under its key. */
    public static ProblemException insufficientStock(List<String> errors, List<Shortage> shortages, boolean isReplay) {
        return new ProblemException(ProblemType.INSUFFICIENT_STOCK, errors, shortages, isReplay);
    }

    /** A sale that was refused, by the first of its reasons. */
    public static ProblemException of(DeductionOutcome.Refused refused) {
        return new ProblemException(
                ProblemType.of(refused.reason()), refused.errors(), refused.shortages(), refused.replayed());
    }

    public ProblemType type() {
        return type;
    }

    public List<String> errors() {
        return errors;
    }

    /** What is too little; a member of the body where there is any. */
    public List<Shortage> shortages() {
        return shortages;
    }

    /** Whether an earlier request with the same key was refused so. */
    public boolean isReplay() {
        return isReplay;
    }
}
