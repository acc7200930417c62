package io.atomicinventory.server.security;

import io.atomicinventory.engine.access.AuditEvent;
import io.atomicinventory.engine.access.AuditTrail;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Writes the audit trail: one writer, which takes what has gathered and commits it together. What was done is on disk
 * before its request is over; refusals follow within a second, added up. Thread-safe.
 */
@Component
public class AuditWriter implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(AuditWriter.class);
    private static final int MOST_AT_ONCE = 500;
    /** How long a request waits: what was done is done, and where the trail misses it the log has it. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** After the web server, which may still be answering. */
    private static final int PHASE = 0;

    private final AuditTrail trail;
    private final Clock clock;
    private final LinkedBlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>();
    private final RefusalTally refusals = new RefusalTally();
    private volatile boolean isRunning;
    private @Nullable Thread writer;

    AuditWriter(AuditTrail trail, Clock clock) {
        this.trail = trail;
        this.clock = clock;
    }

    private record Waiting(AuditEvent event, CompletableFuture<@Nullable Void> ended) {}

    /** Returns when it is on disk, or when the log has it. */
    public void done(AuditEvent event) {
        Waiting mine = new Waiting(event, new CompletableFuture<>());
        waiting.add(mine);
        try {
            mine.ended().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.error("Not in the audit trail yet: {}", event);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("nobody completes it so", e);
        }
    }

    /** Returns at once; it is added up with what is the same. */
    public void soon(AuditEvent event) {
        refusals.add(event);
    }

    private void run() {
        while (isRunning) {
            try {
                Waiting first = waiting.poll(1, TimeUnit.SECONDS);
                write(first, false);
            } catch (InterruptedException e) {
                LOG.debug("Told to end", e); // what the condition says, too
            } catch (Error e) {
                LOG.error("The audit trail misses something", e); // and goes on, or nobody would be heard any more
            }
        }
        write(waiting.poll(), true);
    }

    /** Deeds by themselves and first: refusals are strangers' to make. */
    private void write(@Nullable Waiting first, boolean isLast) {
        List<Waiting> deeds = new ArrayList<>();
        if (first != null) {
            deeds.add(first);
            waiting.drainTo(deeds, isLast ? Integer.MAX_VALUE : MOST_AT_ONCE);
        }
        try {
            record(deeds.stream().map(Waiting::event).toList());
        } finally {
            deeds.forEach(one -> one.ended().complete(null));
        }
        List<AuditEvent> refused = refusals.takeDue(clock.instant(), isLast);
        for (int from = 0; from < refused.size(); from += MOST_AT_ONCE) {
            record(refused.subList(from, Math.min(refused.size(), from + MOST_AT_ONCE)));
        }
    }

    private void record(List<AuditEvent> events) {
        try {
            trail.record(events);
        } catch (RuntimeException e) {
            LOG.error("The audit trail could not be written; it misses {}", events, e);
        }
    }

    @Override
    public void start() {
        isRunning = true;
        writer = Thread.ofPlatform().name("audit-writer").daemon().start(this::run);
    }

    @Override
    public void stop() {
        isRunning = false;
        try {
            if (writer != null) {
                writer.interrupt();
                writer.join(PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return isRunning;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
