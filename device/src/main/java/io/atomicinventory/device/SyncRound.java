package io.atomicinventory.device;

import io.atomicinventory.device.client.AtomicInventoryClient;
import io.atomicinventory.device.client.Reply;
import io.atomicinventory.device.client.Sale;
import io.atomicinventory.device.queue.Entry;
import io.atomicinventory.device.queue.OfflineSaleQueue;
import io.atomicinventory.device.queue.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Sends what is kept, once through, on one thread. It ends early where the server is out of reach. */
final class SyncRound {
    /** So that a request stays below the server's 1 MiB, however long its ids are. */
    private static final int MAX_LINES = 4_500;
    /** So many requests of a single sale may fail in a row: then it is not the sales. */
    private static final int MAX_FAILURES = 3;

    private final OfflineSaleQueue queue;
    private final AtomicInventoryClient client;
    private final TillSettings settings;
    private final Contact contact;
    private final ClockSkew skew;
    private final Booking booking;
    private final BatchSize size;

    private int failures;
    private @Nullable String problem;

    SyncRound(
            OfflineSaleQueue queue,
            AtomicInventoryClient client,
            TillSettings settings,
            Contact contact,
            ClockSkew skew,
            Booking booking,
            BatchSize size) {
        this.queue = queue;
        this.client = client;
        this.settings = settings;
        this.contact = contact;
        this.skew = skew;
        this.booking = booking;
        this.size = size;
    }

    /** Null where all went its way. */
    @Nullable
    String problem() {
        return problem;
    }

    /** Sales that go together, or one void. */
    private record Batch(List<Entry> entries) {
        boolean isVoid() {
            return first().kind() == Entry.Kind.VOID;
        }

        Entry first() {
            return entries.getFirst();
        }

        long last() {
            return entries.getLast().seq();
        }
    }

    void send() {
        if (contact.problem() != null || skew.millis() == null) {
            // Before many sales are sent into the dark, or said to have occurred at some time: is it there?
            if (hear(client.reach(settings.syncDeadline())) instanceof Reply.Answered answered
                    && answered.status() == 404) {
                problem = Reply.problem(answered.status(), answered.body());
            }
        }
        Optional<Batch> batch = take(0);
        while (problem == null && batch.isPresent()) {
            batch = batch.get().isVoid() ? sendVoid(batch.get()) : sendSales(batch.get());
        }
    }

    /** Up to the next void, or that. */
    private Optional<Batch> take(long afterSeq) {
        List<Entry> batch = new ArrayList<>();
        int lines = 0;
        for (Entry entry : queue.next(afterSeq, size.now())) {
            boolean isVoid = entry.kind() == Entry.Kind.VOID;
            if (isVoid && batch.isEmpty()) {
                return Optional.of(new Batch(List.of(entry)));
            }
            lines += entry.lines().size();
            if (isVoid || (!batch.isEmpty() && lines > MAX_LINES)) {
                break;
            }
            batch.add(entry);
        }
        return batch.isEmpty() ? Optional.empty() : Optional.of(new Batch(batch));
    }

    /**
     * Batch after batch. The next is read and sent while the server works on this one and its answers are written.
     *
     * @return what comes then
     */
    private Optional<Batch> sendSales(Batch first) {
        Batch batch = first;
        CompletableFuture<Reply> reply = start(batch);
        while (true) {
            Optional<Batch> next = take(batch.last());
            Reply answer = hear(reply.join());
            if (problem != null) {
                giveUp(batch, answer);
                return Optional.empty();
            }
            Optional<List<Verdict>> verdicts = verdicts(batch, answer);
            if (verdicts.isEmpty()) {
                return problem == null ? take(batch.first().seq() - 1) : Optional.empty();
            }
            boolean isMore = next.isPresent() && !next.get().isVoid();
            isMore &= problem == null;
            CompletableFuture<Reply> nextReply = isMore ? start(next.get()) : CompletableFuture.completedFuture(answer);
            String inTheWay = booking.write(batch.entries(), verdicts.get());
            problem = problem == null ? inTheWay : problem;
            if (!isMore || problem != null) {
                return next;
            }
            batch = next.get();
            reply = nextReply;
        }
    }

    /** Less at once next time; and what fails alone, though others get through, must not be in their way for ever. */
    private void giveUp(Batch batch, Reply reply) {
        size.failed(batch.entries().size());
        if (reply instanceof Reply.Unreached unreached && batch.entries().size() == 1) {
            booking.putOff(batch.first(), unreached.why());
        }
    }

    private CompletableFuture<Reply> start(Batch batch) {
        List<Sale> sales = batch.entries().stream()
                .map(entry ->
                        new Sale(entry.idempotencyKey(), entry.transactionId(), entry.lines(), skew.occurredAt(entry)))
                .toList();
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        Thread.ofVirtual().name("till-batch").start(() -> {
            try {
                reply.complete(client.deductBatch(sales, settings.syncDeadline()));
            } catch (RuntimeException | Error e) {
                reply.completeExceptionally(e);
            }
        });
        return reply;
    }

    /** One for each sale; empty where the request as a whole was refused, and smaller ones have to find out why. */
    private Optional<List<Verdict>> verdicts(Batch batch, Reply reply) {
        if (!(reply instanceof Reply.Answered answered)) {
            return Optional.empty();
        }
        JsonNode outcomes = answered.body().path("outcomes");
        if (answered.isSuccess() && outcomes.size() == batch.entries().size()) {
            List<Verdict> verdicts = outcomes.valueStream()
                    .map(one -> Verdict.of(one.path("status").asInt(0), one.path("body")))
                    .toList();
            return verdicts.getFirst() instanceof Verdict.NotNow first
                            && verdicts.stream().allMatch(one -> one instanceof Verdict.NotNow)
                    ? nothingWasDone(batch, first)
                    : allWasDone(verdicts);
        }
        if (answered.status() == 404) {
            problem = Reply.problem(answered.status(), answered.body());
            return Optional.empty();
        }
        if (batch.entries().size() > 1) {
            size.failed(batch.entries().size());
            return Optional.empty();
        }
        Verdict verdict = Verdict.of(answered.status(), answered.body());
        return verdict instanceof Verdict.NotNow notNow ? nothingWasDone(batch, notNow) : allWasDone(List.of(verdict));
    }

    private Optional<List<Verdict>> allWasDone(List<Verdict> verdicts) {
        failures = 0;
        size.succeeded();
        return Optional.of(verdicts);
    }

    /** Many at once were too many. One alone may be in the way of itself; several in a row are not. */
    private Optional<List<Verdict>> nothingWasDone(Batch batch, Verdict.NotNow why) {
        if (batch.entries().size() > 1) {
            size.failed(batch.entries().size());
            problem = why.why();
            return Optional.empty();
        }
        if (++failures > MAX_FAILURES) {
            problem = why.why();
        }
        return Optional.of(List.of(why));
    }

    /** Only when its sale is settled here; else it is left for the next time, and so is nobody else. */
    private Optional<Batch> sendVoid(Batch batch) {
        Entry entry = batch.first();
        State sale = queue.find(Entry.Kind.SALE, entry.transactionId())
                .map(Entry::state)
                .orElse(State.DONE);
        switch (sale) {
            case KEPT, STUCK -> booking.leave();
            case REFUSED, REJECTED -> booking.writeVoid(entry, VoidVerdict.NOTHING_TO_GIVE_BACK);
            case DONE, WAITING, APPROVED -> {
                Reply reply = client.compensate(
                        entry.idempotencyKey(),
                        entry.transactionId(),
                        String.valueOf(entry.reason()),
                        settings.syncDeadline());
                if (!VoidVerdict.isForbidden(reply)) {
                    hear(reply);
                }
                if (problem == null) {
                    booking.writeVoid(entry, VoidVerdict.of(reply));
                } else if (reply instanceof Reply.Unreached unreached) {
                    booking.putOff(entry, unreached.why());
                }
            }
        }
        return take(batch.last());
    }

    private Reply hear(Reply reply) {
        contact.hear(reply);
        switch (reply) {
            case Reply.Unreached unreached -> problem = unreached.why();
            case Reply.Answered answered -> {
                if (Contact.isLockedOut(answered)) {
                    problem = Reply.problem(answered.status(), answered.body());
                }
            }
        }
        return reply;
    }
}
