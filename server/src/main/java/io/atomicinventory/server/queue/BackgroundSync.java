package io.atomicinventory.server.queue;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.catalog.CatalogService;
import io.atomicinventory.engine.catalog.Store;
import io.atomicinventory.engine.queue.OfflineQueueService;
import io.atomicinventory.engine.queue.SyncReport;
import io.atomicinventory.server.InventorySettings;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.task.TaskRejectedException;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.stereotype.Component;

/**
 * Synchronises the stores in which something waits: at an interval, and soon after something came in. One store after
 * the other, so that it never takes more than one request's share. Any number of servers may do the same at once.
 * Thread-safe.
 */
@Component
public class BackgroundSync implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundSync.class);
    private static final Actor ACTOR = Actor.of("background sync");
    /** The lines of one delivery come one after the other. */
    private static final Duration GATHERING = Duration.ofMillis(100);
    /** How long a shutdown waits for the store that is being synchronised. What is cut off is done again later. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final OfflineQueueService queue;
    private final CatalogService catalog;
    private final TaskScheduler scheduler;
    private final SyncMeters meters;
    private final Duration interval;
    private final Set<String> woken = ConcurrentHashMap.newKeySet();
    private final ReentrantLock turn = new ReentrantLock(true);
    private volatile boolean isRunning;
    private @Nullable Future<?> ticking;

    BackgroundSync(
            OfflineQueueService queue,
            CatalogService catalog,
            TaskScheduler scheduler,
            SyncMeters meters,
            InventorySettings settings) {
        this.queue = queue;
        this.catalog = catalog;
        this.scheduler = scheduler;
        this.meters = meters;
        this.interval = settings.queue().syncInterval();
    }

    /** Something came into this store: what is short there may fit now. Returns at once, and never throws. */
    public void wake(String storeId) {
        if (!isRunning || !woken.add(storeId)) {
            return;
        }
        try {
            var unused = scheduler.schedule(
                    () -> sync(storeId), scheduler.getClock().instant().plus(GATHERING));
        } catch (TaskRejectedException e) {
            LOG.debug("Store {} is not woken: the server is about to end", storeId, e);
        }
    }

    private void syncAll() {
        try {
            String after = null;
            do {
                Page<Store> page = catalog.stores(after, Page.MAX_LIMIT);
                List<String> stores = page.items().stream().map(Store::storeId).toList();
                if (!stores.isEmpty()) {
                    queue.storesToSync(stores).forEach(this::sync);
                }
                after = page.next();
            } while (after != null && isRunning);
        } catch (RuntimeException e) {
            warn("The queues could not be looked at", e);
        }
    }

    private void sync(String storeId) {
        turn.lock();
        MDC.put("storeId", storeId);
        try {
            // Not before: whatever comes into a store while this waits for its turn is one task.
            woken.remove(storeId);
            if (isRunning) {
                SyncReport report = queue.syncDue(storeId, ACTOR);
                meters.count(report);
                if (report.synced() > 0) {
                    LOG.info("Store {}: {} queued sales are in the books now", storeId, report.synced());
                }
            }
        } catch (RuntimeException e) {
            warn("The queue of store " + storeId + " could not be synchronised", e);
        } finally {
            MDC.remove("storeId");
            turn.unlock();
        }
    }

    /** What waits is still there, and the next time comes. */
    private void warn(String what, RuntimeException e) {
        if (isRunning) {
            LOG.warn("{}: it is tried again", what, e);
        }
    }

    @Override
    public void start() {
        if (!interval.isZero()) {
            isRunning = true;
            ticking = scheduler.scheduleWithFixedDelay(this::syncAll, interval);
        }
    }

    @Override
    public void stop() {
        isRunning = false;
        if (ticking != null) {
            ticking.cancel(false);
        }
        try {
            if (turn.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                turn.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return isRunning;
    }
}
