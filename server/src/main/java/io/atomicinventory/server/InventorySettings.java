package io.atomicinventory.server;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The server's settings, from the environment or {@code application.yml}: {@code INVENTORY_DATABASE_URL} is
 * {@code inventory.database.url}, and so on.
 *
 * @param demo whether an empty embedded database gets the demo café
 */
@ConfigurationProperties("inventory")
public record InventorySettings(Database database, Data data, boolean demo, Admin admin, Request request) {

    /**
     * @param url a JDBC URL; empty for the embedded PostgreSQL
     * @param user migrates, and owns the tables
     * @param connections the size of the pool; 2 to 1,000
     */
    public record Database(String url, String user, String password, App app, int connections) {
        public Database {
            if (connections < 2 || connections > 1000) {
                throw new IllegalArgumentException("inventory.database.connections must be from 2 to 1000");
            }
        }

        public boolean isEmbedded() {
            return url.isBlank();
        }
    }

    /** The login that the service works with; empty for the owner's own, which then takes the application's role. */
    public record App(String user, String password) {}

    /** @param dir where the embedded database and the token are kept */
    public record Data(Path dir) {}

    /** @param token the first administrator's; empty to have one made */
    public record Admin(String token) {}

    /** @param timeout how long a request may wait for locks, conflicts and lost connections */
    public record Request(Duration timeout) {}
}
