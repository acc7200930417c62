package io.atomicinventory.engine.internal.decide;

import io.atomicinventory.engine.EngineSettings;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.deduction.DeductionOutcome.Refused;
import io.atomicinventory.engine.deduction.Problem;
import io.atomicinventory.engine.internal.decide.OutcomeRow.Result;
import io.atomicinventory.engine.queue.ApprovalMode;
import io.atomicinventory.engine.queue.QueueDecision;
import io.atomicinventory.engine.queue.QueueReason;
import io.atomicinventory.engine.queue.QueueStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a decision about a sale does to the queue. */
final class Waiting {
    private Waiting() {}

    /** A sale that was told long after it happened, and that nobody has approved. How long it waits here is no matter. */
    static boolean isTooLate(Command.Sale command, OpenBooks books) {
        Command.Queued queued = command.queued();
        if (queued != null && queued.mode() != null) {
            return false;
        }
        Instant toldAt = queued == null ? books.now() : entry(command, books).toldAt();
        return books.occurredAt(command).isBefore(toldAt.minus(EngineSettings.MAX_LATE));
    }

    static Decision tooLate(Command.Sale command, OutcomeData.RefusalData shortage, OpenBooks books) {
        List<Problem> problems = new ArrayList<>();
        problems.add(new Problem(
                Problem.Reason.TOO_LATE,
                "Sold at " + books.occurredAt(command) + ", more than " + EngineSettings.MAX_LATE.toHours()
                        + " hours ago: approve or reject it"));
        problems.addAll(shortage.problems());
        var why = new OutcomeData.RefusalData(problems, shortage.shortages());
        if (command.queued() == null) {
            return queue(command, QueueReason.OFFLINE, why, true, books);
        }
        QueueRow entry = entry(command, books);
        Decision decision =
                Decision.unrecorded(answer(command, new OutcomeData.QueuedData(entry.queueId(), why), false, books));
        return entry.isOpen() ? decision.with(QueueChange.failed(entry, false, why, true, books.now())) : decision;
    }

    /** A direct sale that waits from now on, unless it waits already. */
    static Decision queue(
            Command.Sale command,
            QueueReason reason,
            OutcomeData.RefusalData why,
            boolean waitsForPerson,
            OpenBooks books) {
        QueueRow waiting = books.queued(command.transactionId());
        if (waiting != null && !waiting.itemsHash().equals(command.itemsHash())) {
            return waitsWithOtherItems(command, why, books);
        }
        QueueStatus status = waitsForPerson ? QueueStatus.PENDING : QueueStatus.INSUFFICIENT_STOCK;
        QueueRow entry = waiting == null
                ? new QueueRow(
                        Command.Queued.idOf(command.transactionId()),
                        command.transactionId(),
                        status,
                        1,
                        0,
                        command.itemsHash(),
                        books.now())
                : waiting;
        var data = new OutcomeData.QueuedData(entry.queueId(), why);
        Decision decision =
                Decision.unmoved(answer(command, data, false, books), books.row(command, Result.QUEUED, data));
        return waiting != null
                ? decision
                : decision.with(new QueueChange.Added(
                        entry,
                        null,
                        command.items(),
                        reason,
                        why,
                        waitsForPerson,
                        command.origin().actor(),
                        books.occurredAt(command),
                        null));
    }

    /** Whichever of them is deducted first is the sale; the queue has room for one of them. */
    private static Decision waitsWithOtherItems(
            Command.Sale command, OutcomeData.RefusalData shortage, OpenBooks books) {
        List<Problem> problems = new ArrayList<>();
        problems.add(new Problem(
                Problem.Reason.TRANSACTION_ALREADY_DEDUCTED,
                "Transaction " + command.transactionId() + " waits in the queue with other items"));
        problems.addAll(shortage.problems());
        var why = new OutcomeData.RefusalData(problems, shortage.shortages());
        return Decision.unmoved(
                Sales.refused(command.transactionId(), why, false), books.row(command, Result.REFUSED, why));
    }

    static DeductionOutcome answer(
            Command.Sale command, OutcomeData.QueuedData data, boolean isReplay, OpenBooks books) {
        return new DeductionOutcome.Queued(
                command.transactionId(),
                data.queueId(),
                data.refusal().problems(),
                data.refusal().shortages(),
                isReplay,
                isReplay ? endings(command, books) : List.of());
    }

    /** A late duplicate is told where its sale has come to an end meanwhile. */
    private static List<String> endings(Command.Sale command, OpenBooks books) {
        OutcomeRow settled = books.settled(command.transactionId());
        if (settled == null) {
            return List.of();
        }
        return settled.isRejected()
                ? List.of("Transaction " + command.transactionId() + " was rejected; nothing was deducted")
                : Sales.voided(settled, books);
    }

    /**
     * A try that ended with a refusal. What is new is recorded under the key of the try, and the next one has another;
     * what is known already is not recorded again, however often it is tried. An approval changes nothing: the same
     * key may approve when what is wrong has been mended.
     */
    static Decision stays(
            Command.Sale command, Command.Queued queued, Refused answer, OutcomeData.RefusalData why, OpenBooks books) {
        QueueRow entry = entry(command, books);
        if (queued.mode() != null || !entry.isOpen()) {
            return Decision.unrecorded(answer);
        }
        boolean isShort = answer.reason() == Problem.Reason.INSUFFICIENT_STOCK;
        if (isShort && entry.status() == QueueStatus.INSUFFICIENT_STOCK && entry.failures() == 0) {
            return Decision.unrecorded(answer);
        }
        if (isShort) {
            return Decision.unmoved(answer, books.row(command, Result.REFUSED, why))
                    .with(QueueChange.foundShort(entry, why, books.now()));
        }
        boolean isNew = entry.failures() == 0;
        Decision decision =
                isNew ? Decision.unmoved(answer, books.row(command, Result.REFUSED, why)) : Decision.unrecorded(answer);
        return decision.with(QueueChange.failed(entry, isNew, why, false, books.now()));
    }

    /** A sale of the queue that is in the books now. */
    static @Nullable QueueChange taken(Command.Sale command, OutcomeData.RefusalData shortage, OpenBooks books) {
        Command.Queued queued = command.queued();
        if (queued == null) {
            return null;
        }
        QueueDecision decision = queued.mode() == null
                ? QueueDecision.SYNCED
                : queued.mode() == ApprovalMode.FULL ? QueueDecision.APPROVED : QueueDecision.APPROVED_AVAILABLE;
        QueueChange.Changed change = QueueChange.settled(
                entry(command, books), decision, command.origin().actor(), queued.note(), books.now());
        return shortage.problems().isEmpty() ? change : change.with(shortage);
    }

    private static QueueRow entry(Command.Sale command, OpenBooks books) {
        return Objects.requireNonNull(books.queued(command.transactionId()), "a sale of the queue has its entry");
    }
}
