package io.atomicinventory.device;

import io.atomicinventory.device.client.AtomicInventoryClient;
import io.atomicinventory.device.queue.OfflineSaleQueue;
import io.atomicinventory.device.queue.QueueUnavailableException;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Brings what is kept to the server, and what was decided there back: one round, by one process at a time. Thread-safe.
 */
final class Sync {
    /** So many are asked about in a round. */
    private static final int DECISIONS = 50;

    private final OfflineSaleQueue queue;
    private final AtomicInventoryClient client;
    private final String deviceId;
    private final TillSettings settings;
    private final Contact contact;
    private final Projection projection;
    private final Clock clock;
    private final Consumer<TillEvent> listener;
    private final BatchSize size;
    private final ReentrantLock turn = new ReentrantLock(true);

    Sync(
            OfflineSaleQueue queue,
            AtomicInventoryClient client,
            String deviceId,
            TillSettings settings,
            Contact contact,
            Projection projection,
            Clock clock,
            Consumer<TillEvent> listener) {
        this.queue = queue;
        this.client = client;
        this.deviceId = deviceId;
        this.settings = settings;
        this.contact = contact;
        this.projection = projection;
        this.clock = clock;
        this.listener = listener;
        this.size = new BatchSize(settings.batchSize());
    }

    /** Returns when all is sent, or the server cannot be reached. */
    SyncReport run() {
        turn.lock();
        try (SyncLock lock = SyncLock.tryAcquire(queue.path())) {
            if (lock == null) {
                return new SyncReport(true, 0, 0, 0, queue.counts().unsent(), null);
            }
            ClockSkew skew = new ClockSkew(client.serverClock(), clock);
            Booking booking = new Booking(queue, client, deviceId, settings, contact, skew, clock, listener);
            SyncRound round = new SyncRound(queue, client, settings, contact, skew, booking, size);
            round.send();
            String problem = round.problem();
            if (problem == null) {
                problem = booking.askForDecisions(DECISIONS);
            }
            SyncReport report = booking.report(problem);
            if (report.settled() > 0) {
                projection.takes(booking.taken());
                projection.spoil();
            }
            if (problem == null) {
                projection.refreshIfOld();
            }
            queue.forgetOld();
            return report;
        } catch (IOException e) {
            throw new QueueUnavailableException("The till's lock beside " + queue.path() + " cannot be used: " + e, e);
        } finally {
            turn.unlock();
        }
    }
}
