package io.atomicinventory.device;

import java.util.List;

/** What became of a void. */
public sealed interface VoidOutcome {

    /**
     * What the sale took is back.
     *
     * @param itemsRestored so many stock items got something back; 0 where the sale had taken nothing
     */
    record Voided(int itemsRestored, List<String> warnings, boolean isReplayed) implements VoidOutcome {}

    /** Nothing was given back: such as a sale that nobody knows. */
    record Refused(String slug, List<String> errors) implements VoidOutcome {}

    /** It is on the disk, and follows its sale. */
    record Queued(String why) implements VoidOutcome {}
}
