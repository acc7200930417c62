package io.atomicinventory.server.queue;

import io.atomicinventory.engine.queue.QueueOutcome;
import io.atomicinventory.server.problem.ProblemException;
import io.atomicinventory.server.problem.ProblemType;
import io.atomicinventory.server.request.Paths;

/** What became of a request about a queued sale, on the wire. */
final class QueueAnswer {
    private QueueAnswer() {}

    /** @throws ProblemException where what was asked for is not so */
    static QueueOutcome.Accepted accepted(QueueOutcome outcome) {
        return switch (outcome) {
            case QueueOutcome.Accepted accepted -> accepted;
            case QueueOutcome.Conflict conflict ->
                throw new ProblemException(ProblemType.STATE_CONFLICT, conflict.text());
            case QueueOutcome.OtherItems other ->
                throw new ProblemException(ProblemType.TRANSACTION_ALREADY_DEDUCTED, other.text());
            case QueueOutcome.NotPossible notPossible -> throw ProblemException.of(notPossible.why());
            case QueueOutcome.Unknown unknown -> throw Paths.notFound(unknown.text());
            case QueueOutcome.NotDecided notDecided ->
                throw new ProblemException(
                        ProblemType.of(notDecided.why()), notDecided.why().text());
        };
    }

    static QueueEntryView entry(QueueOutcome outcome) {
        return QueueEntryView.of(accepted(outcome).entry());
    }

    static ProblemException unknown(String storeId, String queueId) {
        return Paths.notFound("No queue entry " + queueId + " in store " + storeId);
    }
}
