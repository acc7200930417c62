package io.atomicinventory.server;

import io.atomicinventory.engine.EngineSettings;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The server's settings, from the environment or {@code application.yml}: {@code INVENTORY_DATABASE_URL} is
 * {@code inventory.database.url}, and so on.
 *
 * @param demo whether an empty embedded database gets the demo café
 * @param lanes how many batches are written at once, each on a connection of its own; 1 to 64
 */
@ConfigurationProperties("inventory")
public record InventorySettings(
        Database database,
        Data data,
        boolean demo,
        Admin admin,
        Request request,
        int lanes,
        Waiting waiting,
        Cache cache,
        Queue queue) {
    /** What the engine may use beside its lanes, for requests that wait for somebody else's locks. */
    private static final int ENGINE_CONNECTIONS = 6;
    /** What is left for reading and for health, however many requests wait. */
    private static final int FREE_CONNECTIONS = 2;

    public InventorySettings {
        requireWithin("inventory.lanes", lanes, 1, 64);
        int least = lanes + ENGINE_CONNECTIONS + FREE_CONNECTIONS;
        if (database.connections() < least || database.connections() > 1000) {
            throw new IllegalArgumentException("inventory.database.connections must be from " + least
                    + " (inventory.lanes and 8) to 1000, and is " + database.connections());
        }
    }

    /**
     * @param url a JDBC URL; empty for the embedded PostgreSQL
     * @param user migrates, and owns the tables
     * @param connections the size of the pool; 8 more than lanes, to 1,000
     */
    public record Database(String url, String user, String password, App app, int connections) {
        public boolean isEmbedded() {
            return url.isBlank();
        }

        @Override
        public String toString() {
            return isEmbedded() ? "embedded" : "a database of its own"; // a URL may have a password in it
        }
    }

    /** The login that the service works with; empty for the owner's own, which then takes the application's role. */
    public record App(String user, String password) {
        @Override
        public String toString() {
            return user;
        }
    }

    /** @param dir where the embedded database and the token are kept */
    public record Data(Path dir) {}

    /** @param token the first administrator's; empty to have one made */
    public record Admin(String token) {
        @Override
        public String toString() {
            return token.isBlank() ? "no token" : "a token"; // it is nobody's business, least of all a log's
        }
    }

    /** @param timeout how long a request may wait for locks, conflicts and lost connections; 100 ms to 10 min */
    public record Request(Duration timeout) {
        public Request {
            if (timeout.compareTo(Duration.ofMillis(100)) < 0 || timeout.compareTo(Duration.ofMinutes(10)) > 0) {
                throw new IllegalArgumentException(
                        "inventory.request.timeout must be from 100ms to 10m, and is " + timeout.toMillis() + "ms");
            }
        }
    }

    /**
     * How many sales and receipts may be under way at once; what comes on top is refused as overloaded.
     *
     * @param total of all stores; 1 to 10,000,000
     * @param store of one store; 1 to 10,000,000
     */
    public record Waiting(int total, int store) {
        public Waiting {
            requireWithin("inventory.waiting.total", total, 1, 10_000_000);
            requireWithin("inventory.waiting.store", store, 1, 10_000_000);
        }
    }

    /** @param rows how many mappings, and how many stock rows, are remembered; 1,000 to 100,000,000 */
    public record Cache(int rows) {
        public Cache {
            requireWithin("inventory.cache.rows", rows, 1000, 100_000_000);
        }
    }

    /** @param syncInterval between two synchronisations in the background; 100 ms to 1 h, or 0 for none */
    public record Queue(Duration syncInterval) {
        public Queue {
            boolean isWithin = syncInterval.compareTo(Duration.ofMillis(100)) >= 0
                    && syncInterval.compareTo(Duration.ofHours(1)) <= 0;
            if (!isWithin && !syncInterval.isZero()) {
                throw new IllegalArgumentException(
                        "inventory.queue.sync-interval must be 0 or from 100ms to 1h, and is " + syncInterval.toMillis()
                                + "ms");
            }
        }
    }

    public EngineSettings engine() {
        return EngineSettings.defaults()
                .withRequestTimeout(request.timeout())
                .withLanes(lanes)
                .withMaxWaiting(waiting.total(), waiting.store())
                .withCachedRows(cache.rows());
    }

    private static void requireWithin(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be from " + least + " to " + most + ", and is " + value);
        }
    }
}
