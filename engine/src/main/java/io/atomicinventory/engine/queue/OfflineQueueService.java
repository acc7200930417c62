package io.atomicinventory.engine.queue;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.EngineSettings;
import io.atomicinventory.engine.Identifiers;
import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.Undecided;
import io.atomicinventory.engine.deduction.AtomicInventoryService;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.deduction.Problem;
import io.atomicinventory.engine.internal.decide.Command;
import io.atomicinventory.engine.internal.decide.Command.Queued;
import io.atomicinventory.engine.internal.decide.Hash;
import io.atomicinventory.engine.internal.decide.Rejections;
import io.atomicinventory.engine.internal.ledger.Ledger;
import io.atomicinventory.engine.internal.sql.QueueStorage;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sales that were made and are not in the books yet: made offline, or short of stock. The next synchronisation or a
 * person settles each of them, once. Thread-safe; any number of processes may synchronise the same store at once.
 */
public final class OfflineQueueService {
    /** How many may be decided, or looked at, together. */
    public static final int MOST_AT_ONCE = EngineSettings.MAX_BATCH;

    private static final int BATCH = EngineSettings.MAX_BATCH;

    private final Ledger ledger;
    private final QueueStorage storage;
    private final Previews previews;
    private final Clock clock;

    public OfflineQueueService(Ledger ledger, QueueStorage storage, Previews previews, Clock clock) {
        this.ledger = ledger;
        this.storage = storage;
        this.previews = previews;
        this.clock = clock;
    }

    /**
     * Puts a sale into the queue, once. When it returns, the entry is on disk.
     *
     * @throws InvalidRequestException where {@code occurredAt} is out of bounds
     * @throws DatabaseUnavailableException where it is not known: send the same request again
     */
    public QueueOutcome queueTransaction(QueueRequest request) {
        AtomicInventoryService.requireOccurredAt(request.occurredAt(), clock.instant());
        Optional<QueueStorage.Added> added = storage.add(request);
        if (added.isEmpty()) {
            return new QueueOutcome.Unknown("Unknown store: " + request.storeId());
        }
        return added.get().itemsHash().equals(Hash.ofItems(request.items()))
                ? new QueueOutcome.Accepted(added.get().entry(), added.get().isNew())
                : new QueueOutcome.OtherItems(
                        "Transaction " + request.transactionId() + " is queued already with other items");
    }

    /** What is not settled yet, whatever it waits for; oldest sale first. */
    public List<QueueEntry> getPendingTransactions(String storeId, int limit) {
        return storage.open(storeId, Page.requireLimit(limit));
    }

    public Optional<QueueEntry> find(String storeId, String queueId) {
        return storage.find(storeId, queueId);
    }

    /**
     * Oldest sale first.
     *
     * @param status null for all
     */
    public Page<QueueEntry> entries(String storeId, @Nullable QueueStatus status, @Nullable String after, int limit) {
        return storage.page(storeId, status, after, Page.requireLimit(limit));
    }

    /** Those that somebody wants to see, oldest sale first; of what is settled, the newest first. */
    public Page<QueueEntry> part(String storeId, QueueFilter filter, @Nullable String after, int limit) {
        return storage.page(storeId, filter, after, Page.requireLimit(limit));
    }

    public QueueCounts counts(String storeId) {
        return storage.counts(storeId);
    }

    /** How many sales wait in each of these stores, whatever for; those in which none does are left out. */
    public Map<String, Long> waiting(List<String> storeIds) {
        return storage.waiting(storeIds);
    }

    /**
     * Tries one entry now, whatever it met before.
     *
     * @throws DatabaseUnavailableException where the outcome is not known: do it again
     */
    public QueueOutcome syncQueuedTransaction(String storeId, String queueId, Actor actor) {
        Optional<QueueEntry> entry = storage.find(storeId, queueId);
        if (entry.isEmpty()) {
            return unknown(storeId, queueId);
        }
        if (!entry.get().status().isOpen()) {
            return new QueueOutcome.Accepted(entry.get(), false);
        }
        Outcome outcome =
                ledger.submit(storeId, List.of(attempt(entry.get(), actor))).getFirst();
        return outcome instanceof DeductionOutcome.NotDecided notDecided && !isTried(notDecided.why())
                ? new QueueOutcome.NotDecided(notDecided.why())
                : new QueueOutcome.Accepted(now(storeId, queueId), true);
    }

    /**
     * Tries all that waits in a store, oldest sale first. What the stock covers is deducted; the rest stays and says why.
     *
     * @throws DatabaseUnavailableException where the database does not answer: what was settled until then is, and
     *     doing it again does no harm
     */
    public SyncReport syncAllPending(String storeId, Actor actor) {
        return sync(storeId, actor, false);
    }

    /** As {@link #syncAllPending}, but leaves alone for a while what failed lately: for whoever calls it all the time. */
    public SyncReport syncDue(String storeId, Actor actor) {
        return sync(storeId, actor, true);
    }

    /** Those of the stores in which something is due. */
    public List<String> storesToSync(List<String> storeIds) {
        return storage.storesToTry(storeIds);
    }

    /** The next entries are read while these are settled. */
    private SyncReport sync(String storeId, Actor actor, boolean isPatient) {
        SyncReport report = new SyncReport(0, 0, 0);
        List<QueueEntry> entries = storage.toTry(storeId, isPatient, null, BATCH);
        while (!entries.isEmpty()) {
            String after = QueueStorage.position(entries.getLast());
            if (entries.size() < BATCH) {
                return report.plus(attempt(storeId, entries, actor));
            }
            FutureTask<List<QueueEntry>> next = new FutureTask<>(() -> storage.toTry(storeId, isPatient, after, BATCH));
            Thread.startVirtualThread(next);
            report = report.plus(attempt(storeId, entries, actor));
            entries = get(next);
        }
        return report;
    }

    private static List<QueueEntry> get(FutureTask<List<QueueEntry>> next) {
        try {
            return next.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatabaseUnavailableException(
                    "interrupted; what is not synchronised yet waits for the next time", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof DatabaseUnavailableException away
                    ? new DatabaseUnavailableException("the database does not answer", away)
                    : new IllegalStateException("the queue could not be read", e.getCause());
        }
    }

    private SyncReport attempt(String storeId, List<QueueEntry> entries, Actor actor) {
        List<Command.Sale> sales =
                entries.stream().map(entry -> attempt(entry, actor)).toList();
        SyncReport report = new SyncReport(0, 0, 0);
        for (Outcome outcome : ledger.submit(storeId, sales)) {
            report = report.plus(report((DeductionOutcome) outcome));
        }
        return report;
    }

    private static SyncReport report(DeductionOutcome outcome) {
        return switch (outcome) {
            case DeductionOutcome.Deducted deducted -> new SyncReport(1, 0, 0);
            case DeductionOutcome.Queued tooLate -> new SyncReport(0, 1, 0);
            case DeductionOutcome.Refused refused ->
                refused.reason() == Problem.Reason.INSUFFICIENT_STOCK
                        ? new SyncReport(0, 1, 0)
                        : new SyncReport(0, 0, 1);
            case DeductionOutcome.NotDecided notDecided ->
                isTried(notDecided.why()) ? new SyncReport(0, 0, 0) : new SyncReport(0, 0, 1);
        };
    }

    /** Somebody else has just tried this entry under the same key. */
    private static boolean isTried(Undecided why) {
        return why instanceof Undecided.KeyReused;
    }

    private static Command.Sale attempt(QueueEntry entry, Actor actor) {
        return sale(entry, Queued.keyOfTry(entry.queueId(), entry.attempt()), null, null, actor);
    }

    private static Command.Sale sale(
            QueueEntry entry, String key, @Nullable ApprovalMode mode, @Nullable String note, Actor actor) {
        return Command.Sale.of(origin(key, actor, entry.occurredAt()), entry.transactionId(), entry.items())
                .from(new Queued(entry.queueId(), mode, note));
    }

    private static Command.Origin origin(String key, Actor actor, @Nullable Instant occurredAt) {
        return new Command.Origin(key, actor, ThreadLocalRandom.current().nextLong(), occurredAt);
    }

    /**
     * Deducts a queued sale on a person's word: all of it, below zero where needed and for this sale only, or what is
     * there of it.
     *
     * @throws DatabaseUnavailableException where the outcome is not known: send the same request again
     */
    public QueueOutcome approveTransaction(ApprovalRequest request) {
        Optional<QueueEntry> found = storage.find(request.storeId(), request.queueId());
        if (found.isEmpty()) {
            return unknown(request.storeId(), request.queueId());
        }
        QueueEntry entry = found.get();
        if (request.items() != null && !Hash.ofItems(request.items()).equals(Hash.ofItems(entry.items()))) {
            return new QueueOutcome.Conflict(entry, "items: are not those of queue entry " + entry.queueId());
        }
        if (!entry.status().isOpen()) {
            return decided(entry, request.mode());
        }
        Command.Sale sale =
                sale(entry, Queued.keyOfApproval(entry.queueId()), request.mode(), request.note(), request.actor());
        Outcome outcome = ledger.submit(request.storeId(), List.of(sale)).getFirst();
        return approved(outcome, now(request.storeId(), request.queueId()), request.mode());
    }

    private static QueueOutcome approved(Outcome outcome, QueueEntry now, ApprovalMode mode) {
        return switch ((DeductionOutcome) outcome) {
            case DeductionOutcome.Deducted deducted ->
                deducted.replayed() ? decided(now, mode) : new QueueOutcome.Accepted(now, true);
            case DeductionOutcome.Refused refused ->
                now.status().isOpen() ? new QueueOutcome.NotPossible(now, refused) : decided(now, mode);
            case DeductionOutcome.Queued queued -> throw new IllegalStateException("an approved sale does not wait");
            case DeductionOutcome.NotDecided notDecided ->
                now.status().isOpen() ? new QueueOutcome.NotDecided(notDecided.why()) : decided(now, mode);
        };
    }

    /**
     * Approves many, each as {@link #approveTransaction} does it, in the order of the sales. What cannot be approved, or
     * was decided by somebody else, says so and leaves the others alone.
     *
     * @param queueIds 1 to 500
     * @return by queue id, in that order; what there is not comes last
     * @throws DatabaseUnavailableException where the outcomes are not known: send the same request again
     */
    public Map<String, QueueOutcome> approveAll(
            String storeId, List<String> queueIds, ApprovalMode mode, @Nullable String note, Actor actor) {
        if (note != null) {
            Identifiers.requireName("note", note);
        }
        return decideAll(
                storeId,
                queueIds,
                entry -> entry.status().isOpen()
                        ? Optional.of(sale(entry, Queued.keyOfApproval(entry.queueId()), mode, note, actor))
                        : Optional.empty(),
                (outcome, now) -> outcome == null ? decided(now, mode) : approved(outcome, now, mode));
    }

    /**
     * Rejects many, likewise.
     *
     * @param reason 1 to 200 characters
     */
    public Map<String, QueueOutcome> rejectAll(String storeId, List<String> queueIds, String reason, Actor actor) {
        Identifiers.requireName("reason", reason);
        return decideAll(
                storeId,
                queueIds,
                entry -> Optional.of(rejection(entry, reason, actor)),
                (outcome, now) -> rejected(Objects.requireNonNull(outcome), now));
    }

    /** @param answer makes the answer of the ledger's, null where it was not asked, and the entry as it is then */
    private Map<String, QueueOutcome> decideAll(
            String storeId,
            List<String> queueIds,
            Function<QueueEntry, Optional<Command>> command,
            BiFunction<@Nullable Outcome, QueueEntry, QueueOutcome> answer) {
        List<QueueEntry> entries = storage.findAll(storeId, requireMany(queueIds));
        Map<String, Command> commands = new LinkedHashMap<>();
        entries.forEach(entry -> command.apply(entry).ifPresent(one -> commands.put(entry.queueId(), one)));
        Map<String, Outcome> outcomes = new HashMap<>();
        if (!commands.isEmpty()) {
            Iterator<Outcome> answers =
                    ledger.submit(storeId, List.copyOf(commands.values())).iterator();
            commands.keySet().forEach(queueId -> outcomes.put(queueId, answers.next()));
        }
        Map<String, QueueOutcome> decided = new LinkedHashMap<>();
        storage.findAll(storeId, queueIds)
                .forEach(now -> decided.put(now.queueId(), answer.apply(outcomes.get(now.queueId()), now)));
        queueIds.forEach(queueId -> decided.putIfAbsent(queueId, unknown(storeId, queueId)));
        return decided;
    }

    private static List<String> requireMany(List<String> queueIds) {
        if (queueIds.isEmpty() || queueIds.size() > MOST_AT_ONCE) {
            throw new InvalidRequestException("queueIds: must be 1 to " + MOST_AT_ONCE);
        }
        return queueIds;
    }

    /** The same decision again gives the same entry. */
    private static QueueOutcome decided(QueueEntry entry, ApprovalMode mode) {
        if (entry.status() == QueueStatus.REJECTED) {
            return new QueueOutcome.Conflict(entry, settled(entry, "rejected"));
        }
        boolean isOther = (entry.decision() == QueueDecision.APPROVED && mode == ApprovalMode.AVAILABLE)
                || (entry.decision() == QueueDecision.APPROVED_AVAILABLE && mode == ApprovalMode.FULL);
        return isOther
                ? new QueueOutcome.Conflict(
                        entry,
                        settled(entry, mode == ApprovalMode.FULL ? "approved for what was there" : "approved in full"))
                : new QueueOutcome.Accepted(entry, false);
    }

    /**
     * Says that a queued sale is never to be in the books: the goods did not leave.
     *
     * @param reason 1 to 200 characters
     * @throws DatabaseUnavailableException where the outcome is not known: send the same request again
     */
    public QueueOutcome rejectTransaction(String storeId, String queueId, String reason, Actor actor) {
        Identifiers.requireName("reason", reason);
        Optional<QueueEntry> found = storage.find(storeId, queueId);
        if (found.isEmpty()) {
            return unknown(storeId, queueId);
        }
        Command.Rejection rejection = rejection(found.get(), reason, actor);
        Outcome outcome = ledger.submit(storeId, List.of(rejection)).getFirst();
        return rejected(outcome, now(storeId, queueId));
    }

    private static Command.Rejection rejection(QueueEntry entry, String reason, Actor actor) {
        return Command.Rejection.of(
                origin(Queued.keyOfRejection(entry.queueId()), actor, null),
                entry.queueId(),
                entry.transactionId(),
                reason);
    }

    private static QueueOutcome rejected(Outcome outcome, QueueEntry now) {
        if (outcome instanceof Rejections.NotDecided notDecided) {
            return new QueueOutcome.NotDecided(notDecided.why());
        }
        Rejections.Answer answer = (Rejections.Answer) outcome;
        return answer.success()
                ? new QueueOutcome.Accepted(now, !answer.isReplay())
                : new QueueOutcome.Conflict(
                        now, now.status().isOpen() ? answer.errors().getFirst() : settled(now, "approved"));
    }

    /** What each choice would do. Empty where there is no such entry. */
    public Optional<QueuePreview> preview(String storeId, String queueId) {
        return storage.find(storeId, queueId).map(entry -> previews.of(storeId, entry));
    }

    /**
     * What one choice about many would do, one after the other.
     *
     * @param queueIds 1 to 500; those that there are not are left out
     */
    public SummedPreview previewAll(String storeId, List<String> queueIds, QueueChoice choice) {
        return previews.ofAll(storeId, storage.findAll(storeId, requireMany(queueIds)), choice);
    }

    private QueueEntry now(String storeId, String queueId) {
        return storage.find(storeId, queueId).orElseThrow();
    }

    private static String settled(QueueEntry entry, String how) {
        return "Queue entry " + entry.queueId() + " was " + how + " by " + Objects.requireNonNull(entry.decidedBy())
                + " at " + entry.decidedAt();
    }

    private static QueueOutcome unknown(String storeId, String queueId) {
        return new QueueOutcome.Unknown("No queue entry " + queueId + " in store " + storeId);
    }
}
