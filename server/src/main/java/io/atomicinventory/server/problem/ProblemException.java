package io.atomicinventory.server.problem;

import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.deduction.Shortage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ends a request with a refusal. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final ProblemType type;
    private final transient List<String> errors;
    private final transient List<Shortage> shortages;
    private final boolean isReplay;
    private final @Nullable String foreignStoreId;

    public ProblemException(ProblemType type, String error) {
        this(type, List.of(error));
    }

    public ProblemException(ProblemType type, List<String> errors) {
        this(type, errors, List.of(), false, null);
    }

    private ProblemException(
            ProblemType type,
            List<String> errors,
            List<Shortage> shortages,
            boolean isReplay,
            @Nullable String foreignStoreId) {
        super(String.join("; ", errors));
        this.type = type;
        this.errors = List.copyOf(errors);
        this.shortages = List.copyOf(shortages);
        this.isReplay = isReplay;
        this.foreignStoreId = foreignStoreId;
    }

    /** A refusal that is recorded under its key. */
    public static ProblemException insufficientStock(List<String> errors, List<Shortage> shortages, boolean isReplay) {
        return new ProblemException(ProblemType.INSUFFICIENT_STOCK, errors, shortages, isReplay, null);
    }

    /** A sale that was refused, by the first of its reasons. */
    public static ProblemException of(DeductionOutcome.Refused refused) {
        return new ProblemException(
                ProblemType.of(refused.reason()), refused.errors(), refused.shortages(), refused.replayed(), null);
    }

    /** Somebody wants to act in a store that is not his. */
    public static ProblemException foreignStore(String who, String storeId) {
        return new ProblemException(
                ProblemType.FORBIDDEN, List.of(who + " may not act in store " + storeId), List.of(), false, storeId);
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

    /** The store that somebody wanted to act in and may not; null for all other refusals. */
    public @Nullable String foreignStoreId() {
        return foreignStoreId;
    }

    /** Whether an earlier request with the same key was refused so. */
    public boolean isReplay() {
        return isReplay;
    }
}
