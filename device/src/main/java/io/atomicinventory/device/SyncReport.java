package io.atomicinventory.device;

import org.jspecify.annotations.Nullable;

/**
 * What one synchronisation did.
 *
 * @param isElsewhere another process is at it, and this one did nothing
 * @param settled sales and voids that are in the books, or were refused to nobody's harm
 * @param waiting sales that wait in the server's queue since
 * @param stuck that the server could not take as they are
 * @param left that are still to be sent
 * @param problem why it ended early; null where it did not
 */
public record SyncReport(
        boolean isElsewhere,
        int settled,
        int waiting,
        int stuck,
        int left,
        @Nullable String problem) {
    /** Nothing has to be tried again soon. */
    public boolean isComplete() {
        return problem == null;
    }
}
