package io.atomicinventory.device;

import io.atomicinventory.device.client.AtomicInventoryClient;
import io.atomicinventory.device.client.AtomicInventoryClient.QueueReason;
import io.atomicinventory.device.client.Reply;
import io.atomicinventory.device.client.Sale;
import io.atomicinventory.device.client.SaleLine;
import io.atomicinventory.device.queue.Entry;
import io.atomicinventory.device.queue.OfflineSaleQueue;
import io.atomicinventory.device.queue.Settlement;
import io.atomicinventory.device.queue.State;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Writes down what a round of a synchronisation has heard: one transaction for each batch. What was sold and is refused
 * goes to the server's queue first. For one round, on one thread.
 */
final class Booking {
    /** A sale or void that nothing is known of so often, though the server is there, is stuck. */
    private static final int MOST_ATTEMPTS = 10;
    /** The server takes no sale that is older: nobody waits for a sale that a void belongs to any more. */
    private static final Duration OLDEST = Duration.ofDays(30);

    private static final String INTERRUPTED = "the till was ended while it was sold; it did not happen: ";

    private final OfflineSaleQueue queue;
    private final AtomicInventoryClient client;
    private final String deviceId;
    private final TillSettings settings;
    private final Contact contact;
    private final ClockSkew skew;
    private final Clock clock;
    private final Consumer<TillEvent> listener;

    private final List<SaleLine> taken = new ArrayList<>();
    private int settled;
    private int waiting;
    private int stuck;
    private int notYet;

    Booking(
            OfflineSaleQueue queue,
            AtomicInventoryClient client,
            String deviceId,
            TillSettings settings,
            Contact contact,
            ClockSkew skew,
            Clock clock,
            Consumer<TillEvent> listener) {
        this.queue = queue;
        this.client = client;
        this.deviceId = deviceId;
        this.settings = settings;
        this.contact = contact;
        this.skew = skew;
        this.clock = clock;
        this.listener = listener;
    }

    /**
     * @param verdicts in the order of the entries
     * @return why nothing more can be sent; null where more can
     */
    @Nullable
    String write(List<Entry> entries, List<Verdict> verdicts) {
        List<Settlement> settlements = new ArrayList<>();
        String problem = null;
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            switch (verdicts.get(i)) {
                case Verdict.Done done ->
                    settlements.add(Settlement.done(entry, done.body().toString()));
                case Verdict.Waits waits -> settlements.add(Settlement.waiting(entry, waits.queueId(), waits.why()));
                case Verdict.Refused refused -> {
                    if (!entry.isPromised()) {
                        settlements.add(Settlement.refused(
                                entry,
                                INTERRUPTED + refused.why(),
                                refused.body().toString()));
                    } else if (!refused.isFinal()) {
                        settlements.add(Settlement.stuck(entry, refused.why()));
                    } else if (problem == null) {
                        Reply reply = enqueue(entry, refused);
                        problem = inTheWay(reply);
                        settlements.add(
                                problem == null ? queued(entry, refused, reply) : Settlement.notYet(entry, problem));
                    }
                }
                case Verdict.NotNow notNow -> settlements.add(notNow(entry, notNow.why()));
                case Verdict.Denied denied -> {
                    settlements.add(Settlement.notYet(entry, denied.why()));
                    problem = denied.why();
                }
            }
        }
        settle(settlements);
        return problem;
    }

    /** Why nobody else would fare better; null where it is this sale alone. */
    private static @Nullable String inTheWay(Reply reply) {
        return switch (reply) {
            case Reply.Unreached unreached -> unreached.why();
            case Reply.Answered answered ->
                Verdict.DENIALS.contains(answered.status()) ? Reply.problem(answered.status(), answered.body()) : null;
        };
    }

    /** What has failed so often lets others pass. */
    private static Settlement notNow(Entry entry, String why) {
        return entry.attempts() < MOST_ATTEMPTS ? Settlement.notYet(entry, why) : Settlement.stuck(entry, why);
    }

    private Reply enqueue(Entry entry, Verdict.Refused refused) {
        Sale sale = new Sale(entry.idempotencyKey(), entry.transactionId(), entry.lines(), skew.occurredAt(entry));
        boolean isShort = refused.slug().equals("insufficient-stock");
        Reply reply = client.queue(
                sale,
                deviceId,
                isShort ? QueueReason.INSUFFICIENT_STOCK : QueueReason.OFFLINE,
                clock.instant(),
                settings.syncDeadline());
        contact.hear(reply);
        return reply;
    }

    private static Settlement queued(Entry entry, Verdict.Refused refused, Reply reply) {
        return switch (reply) {
            case Reply.Unreached unreached -> Settlement.notYet(entry, unreached.why());
            case Reply.Answered answered -> queued(entry, refused, answered);
        };
    }

    private static Settlement queued(Entry entry, Verdict.Refused refused, Reply.Answered answered) {
        JsonNode body = answered.body();
        if (answered.isSuccess() && body.path("queueId").isString()) {
            return decided(entry, body, refused.why());
        }
        if (answered.status() >= 500 || answered.status() == 409) {
            return Settlement.notYet(entry, Reply.problem(answered.status(), body));
        }
        return Settlement.stuck(entry, refused.why() + "; " + Reply.problem(answered.status(), body));
    }

    /** What the server's queue says of a sale. */
    private static Settlement decided(Entry entry, JsonNode body, @Nullable String why) {
        String queueId = body.path("queueId").asString("");
        return switch (body.path("status").asString("")) {
            case "approved" -> new Settlement(entry, State.APPROVED, queueId, decision(body), body.toString());
            case "rejected" -> new Settlement(entry, State.REJECTED, queueId, decision(body), body.toString());
            default -> Settlement.waiting(entry, queueId, why);
        };
    }

    private static String decision(JsonNode body) {
        String note = body.path("note").asString("");
        String by = " by " + body.path("decidedBy").asString("somebody") + (note.isEmpty() ? "" : ": " + note);
        return switch (body.path("decision").asString("")) {
            case "synced" -> "the stock covers it now";
            case "already_deducted" -> "it was in the books already";
            case "voided" -> "voided" + by;
            case "approved_available" -> "approved" + by + " (what was there)";
            case "rejected" -> "rejected" + by;
            default -> "approved" + by;
        };
    }

    void writeVoid(Entry entry, VoidVerdict verdict) {
        settle(List.of(
                switch (verdict) {
                    case VoidVerdict.Done done ->
                        Settlement.done(entry, done.body().toString());
                    case VoidVerdict.Refused refused ->
                        isForGood(entry, refused)
                                ? Settlement.refused(entry, refused.why(), "{}")
                                : Settlement.stuck(entry, refused.why());
                    case VoidVerdict.NotNow notNow -> notNow(entry, notNow.why());
                }));
    }

    /** The sale may be on another till, which has not sent it yet. */
    private boolean isForGood(Entry entry, VoidVerdict.Refused refused) {
        return refused.isFinal() && (!entry.isPromised() || skew.isOlder(entry, OLDEST));
    }

    /** Nothing is known of it. */
    void putOff(Entry entry, String why) {
        settle(List.of(notNow(entry, why)));
    }

    /** Something was left for the next round. */
    void leave() {
        notYet++;
    }

    /** Asks what became of sales that wait at the server: some, those first that were not asked about for longest. */
    @Nullable
    String askForDecisions(int most) {
        for (Entry entry : queue.due(most)) {
            Reply reply = client.queueEntry(String.valueOf(entry.queueId()), settings.syncDeadline());
            contact.hear(reply);
            if (!(reply instanceof Reply.Answered answered)) {
                return ((Reply.Unreached) reply).why();
            }
            if (Contact.isLockedOut(answered)) {
                return Reply.problem(answered.status(), answered.body());
            }
            Settlement now = decided(entry, answered.body(), entry.problem());
            if (answered.isSuccess() && now.state().isSettled()) {
                settle(List.of(now));
            } else {
                queue.asked(entry, settings.checkAfter(entry.attempts() + 1));
            }
        }
        return null;
    }

    private void settle(List<Settlement> settlements) {
        if (settlements.isEmpty()) {
            return;
        }
        List<Settlement> unchanged = queue.settle(settlements, settings.checkAfter(0));
        for (Settlement one : settlements) {
            if (!unchanged.contains(one)) {
                count(one);
            }
        }
        listener.accept(
                new TillEvent.Progress(settled + waiting + stuck, queue.counts().unsent()));
    }

    private void count(Settlement one) {
        String transaction = one.entry().transactionId();
        String why = one.problem() == null ? "" : one.problem();
        switch (one.state()) {
            case KEPT -> notYet++;
            case DONE -> {
                settled++;
                taken.addAll(one.entry().lines());
            }
            case STUCK -> {
                stuck++;
                listener.accept(new TillEvent.Stuck(transaction, why));
            }
            case WAITING -> {
                waiting++;
                listener.accept(new TillEvent.Waits(transaction, why));
            }
            case REFUSED -> {
                settled++;
                listener.accept(
                        one.entry().kind() == Entry.Kind.VOID
                                ? new TillEvent.VoidRefused(transaction, why)
                                : new TillEvent.Refused(transaction, why));
            }
            case APPROVED -> {
                settled++;
                listener.accept(new TillEvent.Approved(transaction, why));
            }
            case REJECTED -> {
                settled++;
                listener.accept(new TillEvent.Rejected(transaction, why));
            }
        }
    }

    /** What came into the books by it. */
    List<SaleLine> taken() {
        return taken;
    }

    SyncReport report(@Nullable String problem) {
        String why = problem == null && notYet > 0 ? notYet + " are to be tried again" : problem;
        return new SyncReport(false, settled, waiting, stuck, queue.counts().unsent(), why);
    }
}
