package io.atomicinventory.server.dashboard.queue;

import io.atomicinventory.engine.queue.QueueEntry;
import io.atomicinventory.engine.queue.QueueOutcome;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/**
 * What became of one of many.
 *
 * @param name of the sale, or of its entry where it is not known
 */
record BulkResult(String name, Kind kind, String text) {
    enum Kind {
        DONE,
        ALREADY_DECIDED,
        NOT_DONE
    }

    static List<BulkResult> of(Map<String, QueueOutcome> outcomes, ZoneId zone) {
        return outcomes.entrySet().stream()
                .map(one -> of(one.getKey(), one.getValue(), zone))
                .toList();
    }

    private static BulkResult of(String queueId, QueueOutcome outcome, ZoneId zone) {
        return switch (outcome) {
            case QueueOutcome.Accepted accepted ->
                accepted.isNew()
                        ? new BulkResult(accepted.entry().transactionId(), Kind.DONE, "done")
                        : already(accepted.entry(), zone);
            case QueueOutcome.Conflict conflict ->
                conflict.entry().status().isOpen()
                        ? new BulkResult(conflict.entry().transactionId(), Kind.NOT_DONE, conflict.text())
                        : already(conflict.entry(), zone);
            case QueueOutcome.NotPossible impossible ->
                new BulkResult(
                        impossible.entry().transactionId(),
                        Kind.NOT_DONE,
                        String.join(" ", impossible.why().errors()));
            case QueueOutcome.OtherItems other -> new BulkResult(queueId, Kind.NOT_DONE, other.text());
            case QueueOutcome.Unknown unknown -> new BulkResult(queueId, Kind.NOT_DONE, unknown.text());
            case QueueOutcome.NotDecided notDecided ->
                new BulkResult(queueId, Kind.NOT_DONE, notDecided.why().text() + ": try again");
        };
    }

    private static BulkResult already(QueueEntry entry, ZoneId zone) {
        QueuedSale sale = QueuedSale.of(entry, Map.of(), zone, entry.recordedAt());
        return new BulkResult(entry.transactionId(), Kind.ALREADY_DECIDED, "already: " + sale.settled());
    }
}
