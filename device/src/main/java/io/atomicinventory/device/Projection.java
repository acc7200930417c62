package io.atomicinventory.device;

import io.atomicinventory.device.client.AtomicInventoryClient;
import io.atomicinventory.device.client.Reply;
import io.atomicinventory.device.client.SaleLine;
import io.atomicinventory.device.queue.OfflineSaleQueue;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is probably left: menu and stock as they were last read, which are kept in the till's file, minus what the till has
 * sold since. A guess, for warnings. Thread-safe.
 */
final class Projection {
    private static final String NAME = "menu";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    /** To add up everything that is kept takes a moment where much is. */
    private static final Duration ADDED_UP_AGAIN = Duration.ofSeconds(5);

    /** Who reads from the network; those who sell do not wait for it. */
    private final ReentrantLock reading = new ReentrantLock();

    private final OfflineSaleQueue queue;
    private final AtomicInventoryClient client;
    private final TillSettings settings;
    private volatile Menu menu;
    private @Nullable Long readAt;
    private Map<String, BigDecimal> unsent = new HashMap<>();
    private @Nullable Long addedUpAt;
    /** In the server's books, and not in the stock that was read. */
    private final Map<String, BigDecimal> sent = new HashMap<>();

    Projection(OfflineSaleQueue queue, AtomicInventoryClient client, TillSettings settings) {
        this.queue = queue;
        this.client = client;
        this.settings = settings;
        this.menu = queue.snapshot(NAME)
                .map(OfflineSaleQueue.Snapshot::body)
                .map(Projection::menu)
                .orElse(Menu.EMPTY);
    }

    private static Menu menu(String body) {
        try {
            return Menu.of(JSON.readTree(body));
        } catch (JacksonException e) {
            return Menu.EMPTY;
        }
    }

    List<MenuItem> products() {
        return menu.products();
    }

    void refreshIfOld() {
        if (!settings.refreshPause().isZero() && isOld()) {
            refresh();
        }
    }

    private synchronized boolean isOld() {
        return isOlder(readAt, settings.refreshPause());
    }

    /** @return whether all of it could be read */
    boolean refresh() {
        reading.lock();
        try {
            ObjectNode body = JSON.createObjectNode();
            return read(body, "products", client.products(settings.syncDeadline()))
                    && read(body, "mappings", client.mappings(settings.syncDeadline()))
                    && readStock(body);
        } finally {
            reading.unlock();
        }
    }

    /** What is sold while it is read may be in it or not, and is taken for not. */
    private boolean readStock(ObjectNode body) {
        Map<String, BigDecimal> before = sent();
        return read(body, "stock", client.stock(settings.syncDeadline())) && keep(body, before);
    }

    private synchronized Map<String, BigDecimal> sent() {
        return Map.copyOf(sent);
    }

    private static boolean read(ObjectNode body, String name, Reply reply) {
        if (reply instanceof Reply.Answered answered && answered.isSuccess()) {
            body.set(name, answered.body());
            return true;
        }
        return false;
    }

    private synchronized boolean keep(JsonNode body, Map<String, BigDecimal> inIt) {
        Menu read = Menu.of(body);
        if (!read.equals(menu)) {
            queue.saveSnapshot(NAME, body.toString());
            menu = read;
        }
        readAt = System.nanoTime();
        addedUpAt = null;
        inIt.forEach((product, quantity) -> sent.merge(product, quantity.negate(), BigDecimal::add));
        return true;
    }

    /** What was read is not true any more. */
    synchronized void spoil() {
        readAt = null;
        addedUpAt = null;
    }

    /** The server has taken a sale. */
    synchronized void takes(List<SaleLine> lines) {
        lines.forEach(line -> sent.merge(line.productId(), line.quantity(), BigDecimal::add));
    }

    /** The till keeps a sale. */
    synchronized void keeps(List<SaleLine> lines) {
        lines.forEach(line -> unsent.merge(line.productId(), line.quantity(), BigDecimal::add));
    }

    /** Pieces; below zero where more was sold than there was; empty where it is not known. */
    synchronized Optional<Long> left(String productId) {
        if (isOlder(addedUpAt, ADDED_UP_AGAIN)) {
            unsent = new HashMap<>(queue.unsent());
            addedUpAt = System.nanoTime();
        }
        Map<String, BigDecimal> sold = new HashMap<>(unsent);
        sent.forEach((product, quantity) -> sold.merge(product, quantity, BigDecimal::add));
        return menu.left(productId, sold);
    }

    private static boolean isOlder(@Nullable Long nanoTime, Duration age) {
        return nanoTime == null || System.nanoTime() - nanoTime > age.toNanos();
    }
}
