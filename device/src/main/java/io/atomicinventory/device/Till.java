package io.atomicinventory.device;

import io.atomicinventory.device.client.AtomicInventoryClient;
import io.atomicinventory.device.client.Reply;
import io.atomicinventory.device.client.Sale;
import io.atomicinventory.device.client.SaleLine;
import io.atomicinventory.device.queue.Entry;
import io.atomicinventory.device.queue.OfflineSaleQueue;
import io.atomicinventory.device.queue.QueueException;
import io.atomicinventory.device.queue.QueueUncertainException;
import io.atomicinventory.device.queue.Settlement;
import io.atomicinventory.device.queue.State;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one class that a till needs. {@link #sell} always comes back soon: sold, refused, or kept on disk, from where it is
 * sent by itself when the server can be reached. Several processes may open the same file. Thread-safe.
 *
 * <p>Nothing here throws because of the network. A {@link QueueException} says that the till's own disk is in the way: then
 * the sale was not kept, and must not be taken for sold.
 */
public final class Till implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Till.class);
    /** An attempt of longer ago than that says when it was made. */
    private static final Duration JUST_NOW = Duration.ofMinutes(1);

    private final OfflineSaleQueue queue;
    private final AtomicInventoryClient client;
    private final TillSettings settings;
    private final Clock clock;
    private final ClockSkew skew;
    private final Contact contact;
    private final Projection projection;
    private final Sync sync;
    private final AutoSync autoSync;

    private Till(
            OfflineSaleQueue queue,
            AtomicInventoryClient client,
            String deviceId,
            TillSettings settings,
            Clock clock,
            Consumer<TillEvent> listener) {
        this.queue = queue;
        this.client = client;
        this.settings = settings;
        this.clock = clock;
        this.skew = new ClockSkew(client.serverClock(), clock);
        this.contact = new Contact(clock, settings.downFor(), listener);
        this.projection = new Projection(queue, client, settings);
        this.sync = new Sync(queue, client, deviceId, settings, contact, projection, clock, listener);
        this.autoSync = new AutoSync(sync, settings, queue::unstick);
    }

    /** Of what a till is made: {@link TillBuilder}. */
    public static TillBuilder of(OfflineSaleQueue queue, AtomicInventoryClient client, String deviceId) {
        return new TillBuilder(queue, client, deviceId);
    }

    static Till make(
            OfflineSaleQueue queue,
            AtomicInventoryClient client,
            String deviceId,
            TillSettings settings,
            Clock clock,
            Consumer<TillEvent> listener,
            boolean syncsByItself) {
        Till till = new Till(queue, client, deviceId, settings, clock, quietly(listener));
        if (syncsByItself) {
            till.autoSync.start();
        }
        return till;
    }

    /** Whoever listens may fail without harm to the sales. */
    private static Consumer<TillEvent> quietly(Consumer<TillEvent> listener) {
        return event -> {
            try {
                listener.accept(event);
            } catch (RuntimeException e) {
                LOG.warn("A listener failed at {}", event, e);
            }
        };
    }

    /**
     * Sells, within the deadline of the settings. The sale is on disk with its key before it is sent. The same transaction
     * with the same items again has the same outcome, unless it was refused: that is a new attempt.
     *
     * @param transactionId the till's own id of the sale, new for each
     * @param lines 1 to 200
     * @throws IllegalArgumentException where the transaction was another sale, or a line or id cannot be
     * @throws QueueUncertainException where the till's disk fails in the middle of it: sell it again with the same id, which
     *     gives the one outcome, or void it
     * @throws QueueException otherwise, where the till's disk cannot keep it; nothing was sold
     */
    public SaleOutcome sell(String transactionId, List<SaleLine> lines) {
        if (isVoided(transactionId)) {
            return new SaleOutcome.Refused(
                    "voided", List.of("Transaction " + transactionId + " was voided"), List.of());
        }
        boolean isDown = contact.isDown();
        OfflineSaleQueue.Claim claim = queue.keepSale(transactionId, lines, skew.millis(), isDown ? null : hold());
        Entry entry = claim.entry();
        if (!claim.isOurs()) {
            return known(entry);
        }
        if (isDown) {
            return kept(entry, contact.problem());
        }
        Verdict verdict = Verdict.of(hear(client.deduct(attempt(entry), settings.sellDeadline())));
        return switch (verdict) {
            case Verdict.Done done -> {
                settle(Settlement.done(entry, done.body().toString()));
                projection.takes(entry.lines());
                yield Answers.done(done.body());
            }
            case Verdict.Refused refused -> {
                boolean isPromised = !settle(
                        Settlement.refused(entry, refused.why(), refused.body().toString()));
                yield isPromised ? known(reread(entry)) : Answers.refused(refused.slug(), refused.body());
            }
            case Verdict.Waits waits -> {
                settle(
                        waits.isOver()
                                ? new Settlement(entry, State.REJECTED, waits.queueId(), waits.why(), null)
                                : Settlement.waiting(entry, waits.queueId(), waits.why()));
                yield waits.isOver()
                        ? new SaleOutcome.Refused("rejected", List.of(waits.why()), List.of())
                        : new SaleOutcome.Queued("it waits at the server: " + waits.why(), List.of());
            }
            case Verdict.NotNow notNow -> promise(entry, notNow.why());
            case Verdict.Denied denied -> promise(entry, denied.why());
        };
    }

    private boolean isVoided(String transactionId) {
        return queue.find(Entry.Kind.VOID, transactionId)
                .filter(found -> found.state() != State.REFUSED)
                .isPresent();
    }

    private Duration hold() {
        return settings.sellDeadline().plus(settings.holdMargin());
    }

    /** What is sold now needs no time, and so no clock; an attempt that is taken up again does. */
    private Sale attempt(Entry entry) {
        boolean isNew =
                Duration.between(entry.occurredAt(), clock.instant()).abs().compareTo(JUST_NOW) < 0;
        return new Sale(
                entry.idempotencyKey(), entry.transactionId(), entry.lines(), isNew ? null : skew.occurredAt(entry));
    }

    private Reply hear(Reply reply) {
        if (contact.hear(reply)) {
            autoSync.wake();
        }
        return reply;
    }

    /** From here on it happened. */
    private SaleOutcome promise(Entry entry, String why) {
        Entry now = promised(entry, why);
        return now.state() == State.KEPT ? kept(now, why) : known(now);
    }

    /** It was sent, and nobody knows what became of it: where it cannot be promised either, that is what has to be told. */
    private Entry promised(Entry entry, String why) {
        try {
            return queue.promise(entry, why);
        } catch (QueueException e) {
            throw new QueueUncertainException(e);
        }
    }

    private SaleOutcome kept(Entry entry, @Nullable String why) {
        projection.keeps(entry.lines());
        List<String> warnings = new ArrayList<>();
        SaleLine.summed(entry.lines())
                .keySet()
                .forEach(product -> left(product)
                        .filter(left -> left < 0)
                        .ifPresent(left ->
                                warnings.add(product + ": by the last known stock there are " + -left + " too few")));
        return new SaleOutcome.Queued(why == null ? "the server cannot be reached" : why, warnings);
    }

    /** What is known of a sale that was made before. */
    private SaleOutcome known(Entry entry) {
        String why = entry.problem() == null ? "it is sent soon" : entry.problem();
        return switch (entry.state()) {
            case KEPT, STUCK -> new SaleOutcome.Queued(why, List.of());
            case WAITING -> new SaleOutcome.Queued("it waits at the server: " + why, List.of());
            case DONE -> Answers.doneBefore(entry);
            case APPROVED -> new SaleOutcome.Sold(List.of(), List.of(why), true);
            case REJECTED -> new SaleOutcome.Refused("rejected", List.of(why), List.of());
            case REFUSED -> Answers.refusedBefore(entry);
        };
    }

    /** @return false where it was not ours to settle any more. A failure of the disk does no harm: it is asked for again */
    private boolean settle(Settlement settlement) {
        try {
            return queue.settle(List.of(settlement), settings.checkAfter(0)).isEmpty();
        } catch (QueueException e) {
            LOG.warn(
                    "What became of {} could not be written down; it is asked for again",
                    settlement.entry().transactionId(),
                    e);
            return true;
        }
    }

    private Entry reread(Entry entry) {
        return queue.find(entry.kind(), entry.transactionId()).orElse(entry);
    }

    /**
     * Calls a sale off: gives back all that it took. Kept where the server cannot be reached; it follows its sale in order.
     * The same void again has the same outcome.
     *
     * @param reason 1 to 200 characters
     * @throws QueueUncertainException where the till's disk fails in the middle of it: void it again
     * @throws QueueException otherwise, where the till's disk cannot keep it; nothing was voided
     */
    public VoidOutcome voidSale(String transactionId, String reason) {
        Optional<Entry> sale = queue.find(Entry.Kind.SALE, transactionId);
        State state = sale.map(Entry::state).orElse(State.DONE);
        boolean isLater = contact.isDown() || state.isUnsent();
        OfflineSaleQueue.Claim claim = queue.keepVoid(transactionId, reason, skew.millis(), isLater ? null : hold());
        Entry entry = claim.entry();
        if (!claim.isOurs()) {
            return knownVoid(entry);
        }
        if (isLater) {
            String why = state.isUnsent() ? "it follows its sale, which is kept" : contact.problem();
            return new VoidOutcome.Queued(why == null ? "the server cannot be reached" : why);
        }
        VoidVerdict verdict = state == State.REFUSED || state == State.REJECTED
                ? VoidVerdict.NOTHING_TO_GIVE_BACK
                : compensate(entry);
        return switch (verdict) {
            case VoidVerdict.Done done -> {
                settle(Settlement.done(entry, done.body().toString()));
                yield VoidVerdict.outcome(done.body());
            }
            case VoidVerdict.Refused refused -> {
                // The till knows the sale, and the server does not: that is not the end of it.
                if (refused.isFinal() && sale.isPresent()) {
                    yield promiseVoid(entry, refused.why());
                }
                settle(Settlement.refused(entry, refused.why(), "{}"));
                yield new VoidOutcome.Refused(refused.slug(), List.of(refused.why()));
            }
            case VoidVerdict.NotNow notNow -> promiseVoid(entry, notNow.why());
        };
    }

    /** With the reason that is kept with its key: the server takes another one for another request. */
    private VoidVerdict compensate(Entry entry) {
        Reply reply = client.compensate(
                entry.idempotencyKey(), entry.transactionId(), String.valueOf(entry.reason()), settings.sellDeadline());
        return VoidVerdict.of(VoidVerdict.isForbidden(reply) ? reply : hear(reply));
    }

    private VoidOutcome promiseVoid(Entry entry, String why) {
        Entry now = promised(entry, why);
        return now.state() == State.KEPT ? new VoidOutcome.Queued(why) : knownVoid(now);
    }

    private static VoidOutcome knownVoid(Entry entry) {
        String why = entry.problem() == null ? "it is sent soon" : entry.problem();
        return switch (entry.state()) {
            case KEPT, STUCK, WAITING -> new VoidOutcome.Queued(why);
            case REFUSED, REJECTED -> new VoidOutcome.Refused("refused", List.of(why));
            case DONE, APPROVED -> VoidVerdict.outcome(Answers.body(entry));
        };
    }

    /** Synchronises now, also what is stuck, and returns when all is sent or the server cannot be reached. */
    public SyncReport syncNow() {
        queue.unstick();
        return sync.run();
    }

    public TillStatus status() {
        OfflineSaleQueue.Counts counts = queue.counts();
        return new TillStatus(
                counts.kept(),
                counts.stuck(),
                counts.waiting(),
                counts.oldestUnsent(),
                contact.last(),
                client.serverClock().skew().orElse(null),
                contact.problem());
    }

    /** What the till has in its file, newest first. */
    public List<Entry> entries(int limit) {
        return queue.newest(limit);
    }

    /** What is sold, as the till last heard. */
    public List<MenuItem> menu() {
        return projection.products();
    }

    /** Reads menu and stock now. */
    public boolean refreshMenu() {
        return projection.refresh();
    }

    /**
     * About how many pieces are left: by the last known stock, minus what this till has sold since. Below zero where
     * that is more; empty where it is not known, or does not end.
     */
    public Optional<Long> left(String productId) {
        return projection.left(productId);
    }

    /** What was sold of each product and is not known to be in the books. */
    public Map<String, BigDecimal> unsent() {
        return queue.unsent();
    }

    /** Ends the synchronisation, the client and the file. What is kept stays kept. */
    @Override
    public void close() {
        autoSync.stop();
        // It cuts off what the synchronisation waits for.
        client.close();
        autoSync.close();
        queue.close();
    }
}
