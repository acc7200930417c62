package io.atomicinventory.engine.queue;

import io.atomicinventory.engine.Undecided;
import io.atomicinventory.engine.deduction.DeductionOutcome;

/** What became of a request about one queued sale. */
public sealed interface QueueOutcome {
    /**
     * What was asked for is so.
     *
     * @param isNew whether this request made it so
     */
    record Accepted(QueueEntry entry, boolean isNew) implements QueueOutcome {}

    /** It was decided otherwise, or with other items. Nothing was changed. */
    record Conflict(QueueEntry entry, String text) implements QueueOutcome {}

    /** The transaction is queued with other items. Nothing was changed. */
    record OtherItems(String text) implements QueueOutcome {}

    /** It cannot be approved until somebody has mended what is wrong. Nothing was changed. */
    record NotPossible(QueueEntry entry, DeductionOutcome.Refused why) implements QueueOutcome {}

    record Unknown(String text) implements QueueOutcome {}

    /** Nothing was decided and nothing recorded. */
    record NotDecided(Undecided why) implements QueueOutcome {}
}
