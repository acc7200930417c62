package io.atomicinventory.engine.internal.decide;

import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.Undecided;
import io.atomicinventory.engine.internal.decide.OutcomeRow.Result;
import io.atomicinventory.engine.queue.QueueDecision;
import io.atomicinventory.engine.queue.QueueStatus;
import java.util.List;
import java.util.Objects;

/** Decides what a person says of a queued sale: that it is never to be in the books. */
public final class Rejections {
    private Rejections() {}

    /**
     * @param success whether it is rejected
     * @param isReplay whether it had been before
     */
    public record Answer(boolean success, boolean isReplay, List<String> errors) implements Outcome {}

    /** Nothing was decided and nothing recorded. */
    public record NotDecided(Undecided why) implements Outcome {
        @Override
        public boolean isDecided() {
            return false;
        }

        @Override
        public boolean success() {
            return false;
        }

        @Override
        public List<String> errors() {
            return List.of(why.text());
        }
    }

    static Decision reject(Command.Rejection command, OpenBooks books) {
        QueueRow entry = books.queued(command.transactionId());
        OutcomeRow settled = books.settled(command.transactionId());
        if (settled != null && settled.isRejected()) {
            return Decision.unrecorded(new Answer(true, true, List.of()));
        }
        if (entry == null) {
            throw new IllegalStateException("no queue entry for " + command.transactionId());
        }
        if (entry.status() == QueueStatus.REJECTED) {
            return Decision.unrecorded(new Answer(true, true, List.of()));
        }
        if (settled != null && entry.isOpen() && !Objects.equals(settled.itemsHash(), entry.itemsHash())) {
            // Another sale has its name in the books for ever. This one leaves the queue, and its entry says who said
            // so.
            return Decision.unrecorded(new Answer(true, false, List.of())).with(rejected(command, entry, books));
        }
        if (settled != null || !entry.isOpen()) {
            String text = "Transaction " + command.transactionId() + " was deducted: void it to give its stock back";
            return Decision.unrecorded(new Answer(false, false, List.of(text)));
        }
        OutcomeRow row =
                books.row(command, Result.DONE, new OutcomeData.RejectionData(entry.queueId(), command.reason()));
        return Decision.unmoved(new Answer(true, false, List.of()), row).with(rejected(command, entry, books));
    }

    private static QueueChange rejected(Command.Rejection command, QueueRow entry, OpenBooks books) {
        return QueueChange.settled(
                entry, QueueDecision.REJECTED, command.origin().actor(), command.reason(), books.now());
    }

    static Decision replay(Command.Rejection command, OutcomeRow earlier) {
        return Decision.unrecorded(new Answer(true, Decider.isReplay(earlier, command), List.of()));
    }
}
