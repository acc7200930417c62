package io.atomicinventory.engine.internal.ledger;

import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.internal.sql.SqlFailure;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One try at a batch. */
sealed interface Attempt {
    /** Committed, or decided without anything to write. */
    record Settled(List<Outcome> outcomes) implements Attempt {}

    /**
     * Wrote nothing, or it is not known whether it did ({@link Why#CONNECTION} at {@link Ledger.Step#COMMIT}):
     * the same keys tell.
     *
     * @param stockIds the rows it was about
     */
    record Failed(
            Why why,
            Ledger.Step step,
            Set<String> stockIds,
            @Nullable SQLException cause) implements Attempt {

        boolean isWorthRetrying() {
            return why != Why.BUG;
        }

        /** The commit was sent and no answer came: it may have happened, or may still be on its way. */
        boolean isCommitUnknown() {
            return why == Why.CONNECTION && step == Ledger.Step.COMMIT;
        }

        /** A changed menu is only read again; everything else needs a moment. */
        boolean isWorthWaiting() {
            return why != Why.MENU_CHANGED;
        }

        /** For the metrics: a few fixed words. */
        String reason() {
            return why.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    enum Why {
        CONFLICT,
        LOCK,
        MENU_CHANGED,
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
    }
}
