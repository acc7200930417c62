package io.atomicinventory.device;

import io.atomicinventory.device.client.AtomicInventoryClient;
import io.atomicinventory.device.client.Reply;
import io.atomicinventory.device.queue.Entry;
import io.atomicinventory.device.queue.OfflineSaleQueue;
import io.atomicinventory.device.queue.Settlement;
import io.atomicinventory.device.queue.State;
import java.util.List;
import java.util.Optional;

/** A void, from the cashier to the server or to the disk; behind its sale. Thread-safe. */
final class Voiding {
    private final OfflineSaleQueue queue;
    private final AtomicInventoryClient client;
    private final TillSettings settings;
    private final ClockSkew skew;
    private final Contact contact;
    private final Attempts attempts;

    Voiding(
            OfflineSaleQueue queue,
            AtomicInventoryClient client,
            TillSettings settings,
            ClockSkew skew,
            Contact contact,
            Attempts attempts) {
        this.queue = queue;
        this.client = client;
        this.settings = settings;
        this.skew = skew;
        this.contact = contact;
        this.attempts = attempts;
    }

    VoidOutcome voidSale(String transactionId, String reason) {
        Optional<Entry> sale = queue.find(Entry.Kind.SALE, transactionId);
        State state = sale.map(Entry::state).orElse(State.DONE);
        boolean isLater = contact.isDown() || state.isUnsent();
        OfflineSaleQueue.Claim claim =
                queue.keepVoid(transactionId, reason, skew.millis(), isLater ? null : attempts.hold());
        Entry entry = claim.entry();
        if (!claim.isOurs()) {
            return known(entry);
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
                attempts.settle(Settlement.done(entry, done.body().toString()));
                yield VoidVerdict.outcome(done.body());
            }
            case VoidVerdict.Refused refused -> {
                // The till knows the sale, and the server does not: that is not the end of it.
                if (refused.isFinal() && sale.isPresent()) {
                    yield promise(entry, refused.why());
                }
                attempts.settle(Settlement.refused(entry, refused.why(), "{}"));
                yield new VoidOutcome.Refused(refused.slug(), List.of(refused.why()));
            }
            case VoidVerdict.NotNow notNow -> promise(entry, notNow.why());
        };
    }

    /** With the reason that is kept with its key: the server takes another one for another request. */
    private VoidVerdict compensate(Entry entry) {
        Reply reply = client.compensate(
                entry.idempotencyKey(), entry.transactionId(), String.valueOf(entry.reason()), settings.sellDeadline());
        return VoidVerdict.of(VoidVerdict.isForbidden(reply) ? reply : attempts.hear(reply));
    }

    private VoidOutcome promise(Entry entry, String why) {
        Entry now = attempts.promise(entry, why);
        return now.state() == State.KEPT ? new VoidOutcome.Queued(why) : known(now);
    }

    private static VoidOutcome known(Entry entry) {
        String why = entry.problem() == null ? "it is sent soon" : entry.problem();
        return switch (entry.state()) {
            case KEPT, STUCK, WAITING -> new VoidOutcome.Queued(why);
            case REFUSED, REJECTED -> new VoidOutcome.Refused("refused", List.of(why));
            case DONE, APPROVED -> VoidVerdict.outcome(Answers.body(entry));
        };
    }
}
