package io.atomicinventory.engine.internal.sql;

import java.util.List;

/** What saving did to one row. */
sealed interface Change {
    /** @param warnings what was not done with it, and what to do instead */
    record Created(List<String> warnings) implements Change {}

    /** @param warnings likewise, and what else changes with it */
    record Updated(List<String> warnings) implements Change {}

    record Unchanged(List<String> warnings) implements Change {}

    /** Nothing was written for this row; what was written for others is the caller's to take back. */
    record Refused(Reason reason, List<String> errors) implements Change {}

    enum Reason {
        UNKNOWN_STORE,
        UNKNOWN_STOCK_ITEM,
        NOT_EXACT,
        STATE
    }

    static Change refused(Reason reason, String error) {
        return new Refused(reason, List.of(error));
    }
}
