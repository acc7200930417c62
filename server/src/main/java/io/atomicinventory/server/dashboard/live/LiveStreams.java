package io.atomicinventory.server.dashboard.live;

import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.monitor.AtomicInventoryMonitor;
import io.atomicinventory.engine.monitor.StorePulse;
import io.atomicinventory.server.problem.ProblemException;
import io.atomicinventory.server.problem.ProblemType;
import io.atomicinventory.server.security.AccessEnded;
import io.atomicinventory.server.security.Identity;
import io.atomicinventory.server.signin.Sessions;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * The open pages, and one thread that feels the pulse of their stores: once for a store, however many look at it. It
 * never takes more than a fifth of the time, so that many stores make it slower and not the database busier. A page whose
 * session is over hears it within a second; with very many open pages, within that round. Thread-safe.
 */
@Component
class LiveStreams implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(LiveStreams.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int REST = 4;
    private static final int MOST = 2_000;
    private static final int MOST_OF_ONE = 20;

    private final AtomicInventoryMonitor monitor;
    private final Sessions sessions;
    private final Set<LiveStream> open = ConcurrentHashMap.newKeySet();
    private final Map<String, StorePulse> pulses = new HashMap<>(); // the watcher's own
    private volatile boolean isRunning;
    private @Nullable Thread watcher;

    LiveStreams(AtomicInventoryMonitor monitor, Sessions sessions, MeterRegistry meters) {
        this.monitor = monitor;
        this.sessions = sessions;
        meters.gauge("inventory.dashboard.streams", open, Set::size);
    }

    /** @throws ProblemException where there are too many */
    LiveStream open(String storeId, Identity identity, HttpSession session) {
        long own = open.stream()
                .filter(stream -> stream.identity().name().equals(identity.name()))
                .count();
        if (!isRunning || open.size() >= MOST || own >= MOST_OF_ONE) {
            throw new ProblemException(
                    ProblemType.OVERLOADED, "Too many pages are open. This one shows what is new when it is reloaded.");
        }
        LiveStream stream = new LiveStream(storeId, identity, session);
        open.add(stream);
        if (!isRunning) {
            stream.close(); // whoever stops has perhaps not seen it
        }
        return stream;
    }

    void closed(LiveStream stream) {
        open.remove(stream);
    }

    @EventListener
    void end(AccessEnded ended) {
        open.stream()
                .filter(stream -> stream.identity().name().equals(ended.name()))
                .forEach(this::endIfOver);
    }

    private void endIfOver(LiveStream stream) {
        boolean goesOn = sessions.now(stream.session())
                .filter(now -> now.equals(stream.identity()))
                .isPresent();
        if (!goesOn) {
            stream.end();
        }
    }

    private void run() {
        while (isRunning) {
            long begun = System.nanoTime();
            try {
                open.forEach(this::endIfOver);
                look();
            } catch (DatabaseUnavailableException e) {
                LOG.debug("The database is away: nothing to tell", e);
            } catch (RuntimeException e) {
                LOG.error("The open pages were not told what is new", e); // and goes on: they wait for the next time
            }
            try {
                Thread.sleep(Math.max(PAUSE.toMillis(), REST * (System.nanoTime() - begun) / 1_000_000));
            } catch (InterruptedException e) {
                LOG.debug("Told to end", e); // what the condition says, too
            }
        }
    }

    private void look() {
        Map<String, List<LiveStream>> byStore = open.stream().collect(Collectors.groupingBy(LiveStream::storeId));
        pulses.keySet().retainAll(byStore.keySet());
        byStore.forEach(this::look);
    }

    private void look(String storeId, List<LiveStream> streams) {
        try {
            monitor.pulse(storeId).ifPresent(pulse -> {
                @Nullable StorePulse before = pulses.put(storeId, pulse);
                streams.forEach(stream -> tell(stream, stream.isNew() ? null : before, pulse));
            });
        } catch (IllegalStateException e) {
            LOG.error("The open pages of store {} were not told what is new", storeId, e); // the others are
        }
    }

    /** @param before null for a page that is new: something may have changed since it was made */
    private static void tell(LiveStream stream, @Nullable StorePulse before, StorePulse now) {
        if (before == null || !now.queue().equals(before.queue())) {
            stream.tell("queue");
        }
        if (before == null || !now.stock().equals(before.stock())) {
            stream.tell("stock");
        }
        if (before == null || !now.menu().equals(before.menu())) {
            stream.tell("menu");
        }
    }

    @Override
    public void start() {
        isRunning = true;
        watcher = Thread.ofVirtual().name("live-streams").start(this::run);
    }

    /** Before the web server, which waits for what is under way: an open page would keep it waiting. */
    @Override
    public void stop() {
        isRunning = false;
        open.forEach(LiveStream::close);
        if (watcher != null) {
            watcher.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return isRunning;
    }
}
