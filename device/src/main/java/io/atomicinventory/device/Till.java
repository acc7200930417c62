package io.atomicinventory.device;

import io.atomicinventory.device.client.AtomicInventoryClient;
import io.atomicinventory.device.client.SaleLine;
import io.atomicinventory.device.queue.Entry;
import io.atomicinventory.device.queue.OfflineSaleQueue;
import io.atomicinventory.device.queue.QueueException;
import io.atomicinventory.device.queue.QueueUncertainException;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one class that a till needs. {@link #sell} always comes back soon: sold, refused, or kept on disk, from where it is
 * sent by itself when the server can be reached. Several processes may open the same file. Thread-safe.
 *
 * <p>Nothing here throws because of the network. A {@link QueueException} says that the till's own disk is in the way: then
 * the sale was not kept, and must not be taken for sold; but for a {@link QueueUncertainException}, which says that it is not
 * known.
 */
public final class Till implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Till.class);
    private final OfflineSaleQueue queue;
    private final AtomicInventoryClient client;
    private final Contact contact;
    private final Projection projection;
    private final Sync sync;
    private final AutoSync autoSync;
    private final Selling selling;
    private final Voiding voiding;

    private Till(
            OfflineSaleQueue queue,
            AtomicInventoryClient client,
            String deviceId,
            TillSettings settings,
            Clock clock,
            Consumer<TillEvent> listener) {
        this.queue = queue;
        this.client = client;
        this.contact = new Contact(clock, settings.downFor(), listener);
        this.projection = new Projection(queue, client, settings);
        this.sync = new Sync(queue, client, deviceId, settings, contact, projection, clock, listener);
        this.autoSync = new AutoSync(sync, settings, queue::unstick);
        ClockSkew skew = new ClockSkew(client.serverClock(), clock);
        Attempts attempts = new Attempts(queue, settings, contact, autoSync::wake);
        this.selling = new Selling(queue, client, settings, clock, skew, contact, projection, attempts);
        this.voiding = new Voiding(queue, client, settings, skew, contact, attempts);
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
        return selling.sell(transactionId, lines);
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
        return voiding.voidSale(transactionId, reason);
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
