package io.atomicinventory.server.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.EngineSettings;
import io.atomicinventory.server.InventorySettings;
import io.atomicinventory.server.embedded.EmbeddedDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The PostgreSQL that the server works on: migrated as its owner, used through a pool of the service's login.
 * Closing it ends the pool first and the embedded server, if there is one, after that.
 */
public final class ServerDatabase implements AutoCloseable {
    /** Whoever takes the port of a PostgreSQL that died must not get the password by asking for it in the clear. */
    private static final String SCRAM_ONLY = "requireAuth=scram-sha-256";

    private static final String AS_APPLICATION =
            "SET ROLE " + EngineSettings.defaults().applicationRole();

    private final @Nullable EmbeddedDatabase embedded;
    private final HikariDataSource pool;

    private ServerDatabase(@Nullable EmbeddedDatabase embedded, HikariDataSource pool) {
        this.embedded = embedded;
        this.pool = pool;
    }

    static ServerDatabase start(InventorySettings settings) {
        InventorySettings.Database database = settings.database();
        if (!database.isEmbedded()) {
            Login owner = new Login(database.url(), database.user(), database.password());
            return new ServerDatabase(null, migrated(owner, owner, settings));
        }
        EmbeddedDatabase embedded = EmbeddedDatabase.start(settings.data().dir());
        try {
            String url = embedded.jdbcUrl() + "?" + SCRAM_ONLY;
            Login owner = new Login(url, embedded.ownerUser(), embedded.ownerPassword());
            Login service = new Login(url, embedded.serviceUser(), embedded.servicePassword());
            return new ServerDatabase(embedded, migrated(owner, service, settings));
        } catch (RuntimeException e) {
            embedded.close();
            throw e;
        }
    }

    /** @param service works where no login is set for that */
    private static HikariDataSource migrated(Login owner, Login service, InventorySettings settings) {
        DataSource ownerDataSource = owner.dataSource();
        AtomicInventory.migrate(ownerDataSource);
        InventorySettings.App app = settings.database().app();
        Login login = app.user().isBlank() ? service : new Login(owner.url(), app.user(), app.password());
        if (!login.equals(owner)) {
            allowRole(ownerDataSource, login.user());
        }
        return login.pool(settings.database().connections(), settings.request().timeout());
    }

    /** The service's own login works in the application's role, so it must be a member of it. */
    private static void allowRole(DataSource owner, String login) {
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement()) {
            String name = statement.enquoteIdentifier(login, true);
            try (ResultSet member = statement.executeQuery(
                    "SELECT pg_has_role(" + statement.enquoteLiteral(login) + ", 'atomic_inventory_app', 'MEMBER')")) {
                if (member.next() && member.getBoolean(1)) {
                    return;
                }
            }
            statement.execute("GRANT atomic_inventory_app TO " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "The login " + login + " (INVENTORY_DATABASE_APP_USER) could not be given the role"
                            + " atomic_inventory_app. Create the login, or run as a superuser: GRANT"
                            + " atomic_inventory_app TO \"" + login + "\"",
                    e);
        }
    }

    public DataSource dataSource() {
        return pool;
    }

    /** Once. */
    void countConnections(MeterRegistry meters) {
        pool.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(meters));
    }

    public boolean isEmbedded() {
        return embedded != null;
    }

    @Override
    public void close() {
        pool.close();
        if (embedded != null) {
            embedded.close();
        }
    }

    private record Login(String url, String user, String password) {
        DataSource dataSource() {
            PGSimpleDataSource dataSource = new PGSimpleDataSource();
            dataSource.setUrl(url);
            dataSource.setUser(user);
            dataSource.setPassword(password);
            return dataSource;
        }

        HikariDataSource pool(int connections, Duration requestTimeout) {
            HikariConfig config = new HikariConfig();
            config.setPoolName("inventory");
            config.setJdbcUrl(url);
            config.setUsername(user);
            config.setPassword(password);
            config.setMaximumPoolSize(connections);
            config.setAutoCommit(false);
            // Whoever takes a connection and forgets to begin as the engine does is bound by row-level security, too,
            // also where the login owns the tables. Committed at once, or the first rollback would take it back.
            config.setConnectionInitSql(AS_APPLICATION);
            config.setIsolateInternalQueries(true);
            // A request waits for its own deadline, not for the pool's.
            config.setConnectionTimeout(Math.clamp(requestTimeout.toMillis(), 250, 5_000));
            // Statements are prepared on the server from their second use.
            config.addDataSourceProperty("prepareThreshold", "2");
            // The driver's cache of statements is left as it is: the engine's 50 texts take a tenth of it.
            config.addDataSourceProperty("tcpKeepAlive", "true");
            return new HikariDataSource(config);
        }

        @Override
        public String toString() {
            return user + "@" + url;
        }
    }
}
