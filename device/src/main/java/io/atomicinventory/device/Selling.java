package io.atomicinventory.device;

import io.atomicinventory.device.client.AtomicInventoryClient;
import io.atomicinventory.device.client.Reply;
import io.atomicinventory.device.client.Sale;
import io.atomicinventory.device.client.SaleLine;
import io.atomicinventory.device.queue.Entry;
import io.atomicinventory.device.queue.OfflineSaleQueue;
import io.atomicinventory.device.queue.QueueException;
import io.atomicinventory.device.queue.Settlement;
import io.atomicinventory.device.queue.State;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A sale, from the cashier to the server or to the disk. Thread-safe. */
final class Selling {
    private static final Logger LOG = LoggerFactory.getLogger(Selling.class);
    /** An attempt of longer ago than that says when it was made. */
    private static final Duration JUST_NOW = Duration.ofMinutes(1);

    private final OfflineSaleQueue queue;
    private final AtomicInventoryClient client;
    private final TillSettings settings;
    private final Clock clock;
    private final ClockSkew skew;
    private final Contact contact;
    private final Projection projection;
    private final Attempts attempts;

    Selling(
            OfflineSaleQueue queue,
            AtomicInventoryClient client,
            TillSettings settings,
            Clock clock,
            ClockSkew skew,
            Contact contact,
            Projection projection,
            Attempts attempts) {
        this.queue = queue;
        this.client = client;
        this.settings = settings;
        this.clock = clock;
        this.skew = skew;
        this.contact = contact;
        this.projection = projection;
        this.attempts = attempts;
    }

    SaleOutcome sell(String transactionId, List<SaleLine> lines) {
        if (isVoided(transactionId)) {
            return new SaleOutcome.Refused(
                    "voided", List.of("Transaction " + transactionId + " was voided"), List.of());
        }
        boolean isDown = contact.isDown();
        OfflineSaleQueue.Claim claim =
                queue.keepSale(transactionId, lines, skew.millis(), isDown ? null : attempts.hold());
        Entry entry = claim.entry();
        if (!claim.isOurs()) {
            return entry.state() == State.DONE && !isDown ? knownThere(entry) : known(entry);
        }
        if (isDown) {
            return kept(entry, contact.problem());
        }
        Verdict verdict = Verdict.of(attempts.hear(client.deduct(attempt(entry), settings.sellDeadline())));
        return switch (verdict) {
            case Verdict.Done done -> {
                attempts.settle(Settlement.done(entry, done.body().toString()));
                projection.takes(entry.lines());
                yield Answers.done(done.body());
            }
            case Verdict.Refused refused -> {
                attempts.settle(
                        Settlement.refused(entry, refused.why(), refused.body().toString()));
                // Somebody else may have promised the same sale meanwhile: then it happened.
                Entry now = queue.find(Entry.Kind.SALE, entry.transactionId()).orElse(entry);
                yield now.isPromised() && now.state() != State.REFUSED
                        ? known(now)
                        : Answers.refused(refused.slug(), refused.body());
            }
            case Verdict.Waits waits -> {
                attempts.settle(
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

    /** What is sold now needs no time, and so no clock; an attempt that is taken up again does. */
    private Sale attempt(Entry entry) {
        boolean isNew =
                Duration.between(entry.occurredAt(), clock.instant()).abs().compareTo(JUST_NOW) < 0;
        return new Sale(
                entry.idempotencyKey(), entry.transactionId(), entry.lines(), isNew ? null : skew.occurredAt(entry));
    }

    /** From here on it happened. */
    private SaleOutcome promise(Entry entry, String why) {
        Entry now = attempts.promise(entry, why);
        return now.state() == State.KEPT ? kept(now, why) : known(now);
    }

    private SaleOutcome kept(Entry entry, @Nullable String why) {
        projection.keeps(entry.lines());
        return new SaleOutcome.Queued(why == null ? "the server cannot be reached" : why, warnings(entry));
    }

    private List<String> warnings(Entry entry) {
        List<String> warnings = new ArrayList<>();
        try {
            SaleLine.summed(entry.lines())
                    .keySet()
                    .forEach(product -> projection
                            .left(product)
                            .filter(left -> left < 0)
                            .ifPresent(left -> warnings.add(
                                    product + ": by the last known stock there are " + -left + " too few")));
        } catch (QueueException e) {
            // It is kept: that nobody can count what is left takes nothing from that.
            LOG.warn("What is left of {} cannot be told", entry.transactionId(), e);
        }
        return warnings;
    }

    /** It was in the books; whether it was called off since, the server knows. */
    private SaleOutcome knownThere(Entry entry) {
        Reply reply = attempts.hear(client.deduct(attempt(entry), settings.sellDeadline()));
        return Verdict.of(reply) instanceof Verdict.Done done ? Answers.done(done.body()) : known(entry);
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
}
