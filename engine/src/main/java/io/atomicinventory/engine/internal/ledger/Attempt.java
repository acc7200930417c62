package io.atomicinventory.engine.internal.ledger;

import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.internal.sql.SqlFailure;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One try at the batches of several stores, in one transaction. */
sealed interface Attempt {
    /**
     * Committed, or decided without anything to write.
     *
     * @param outcomes for each store that was settled, one for each command
     * @param stale stores whose menu had changed, or of which a sale was recorded while it was about to be voided: of
     *     these nothing was decided
     */
    record Settled(List<Answers> outcomes, List<StoreBatch> stale) implements Attempt {
        void answer() {
            outcomes.forEach(answers -> answers.batch().settle(answers.outcomes()));
        }

        int commands() {
            return outcomes.stream()
                    .mapToInt(answers -> answers.outcomes().size())
                    .sum();
        }
    }

    record Answers(StoreBatch batch, List<Outcome> outcomes) {}

    /** Wrote nothing, since these stores were not as they were thought to be. */
    record Conflicted(List<StoreBatch> stores) implements Attempt {}

    /**
     * Wrote nothing, or it is not known whether it did ({@link Why#CONNECTION} at {@link Step#COMMIT}): the same
     * keys tell.
     *
     * @param stockIds the rows it was about
     */
    record Failed(
            Why why,
            Step step,
            Set<String> stockIds,
            @Nullable Exception cause) implements Attempt {
        static Failed of(SQLException cause, Step step, Set<String> stockIds) {
            return new Failed(Why.of(SqlFailure.of(cause)), step, stockIds, cause);
        }

        /** The commit was sent and no answer came: it may have happened, or may still be on its way. */
        boolean isCommitUnknown() {
            return why == Why.CONNECTION && step == Step.COMMIT;
        }

        /** Of a try that the deadline cut short, the one before knows better who was in the way. */
        Failed after(@Nullable Failed before, Stopwatch stopwatch) {
            return before != null && before.why == Why.LOCK && why == Why.LOCK && stopwatch.isOver() ? before : this;
        }
    }

    /** How far a try got. */
    enum Step {
        READ,
        WRITE,
        COMMIT
    }

    enum Why {
        CONFLICT,
        LOCK,
        CONNECTION,
        BUG;

        static Why of(SqlFailure failure) {
            return switch (failure) {
                case CONFLICT -> CONFLICT;
                case LOCK -> LOCK;
                case CONNECTION -> CONNECTION;
                case BUG -> BUG;
            };
        }

        /** For the metrics: a few fixed words. */
        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
