package io.atomicinventory.bench.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** One database, and the pools on it. Used by one thread; the pools are thread-safe. */
public final class BenchDatabase implements AutoCloseable {
    private final Postgres postgres;
    private final String name;
    private final List<HikariDataSource> pools = new ArrayList<>();

    private BenchDatabase(Postgres postgres, String name) {
        this.postgres = postgres;
        this.name = name;
    }

    public static BenchDatabase empty(Postgres postgres, String name) {
        return create(postgres, name, "template0 LC_COLLATE 'C' LC_CTYPE 'C' ENCODING 'UTF8'");
    }

    /** @param template nobody may be connected to it */
    public static BenchDatabase copy(Postgres postgres, String name, BenchDatabase template) {
        return create(postgres, name, template.name);
    }

    private static BenchDatabase create(Postgres postgres, String name, String template) {
        Sql.execute(
                dataSource(postgres.url(), postgres.admin()),
                "CREATE DATABASE " + name + " OWNER " + postgres.owner().user() + " TEMPLATE " + template);
        return new BenchDatabase(postgres, name);
    }

    public Postgres postgres() {
        return postgres;
    }

    public String url() {
        return postgres.urlOf(name);
    }

    /** One connection for each call, without a pool: for what surrounds a measurement. */
    public DataSource owner() {
        return dataSource(url(), postgres.owner());
    }

    public DataSource admin() {
        return dataSource(url(), postgres.admin());
    }

    /** A pool such as a service has; each of its transactions takes the application's role. */
    public DataSource pool(int connections, boolean autoCommit) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url());
        config.setUsername(postgres.owner().user());
        config.setPassword(postgres.owner().password());
        config.setMaximumPoolSize(connections);
        config.setAutoCommit(autoCommit);
        config.setConnectionTimeout(30_000);
        // Statements are prepared on the server from their second use.
        config.addDataSourceProperty("prepareThreshold", "2");
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        HikariDataSource pool = new HikariDataSource(config);
        pools.add(pool);
        return pool;
    }

    /** Of the owner's login, outside of any pool and with autocommit off; whoever asked closes it. */
    public Connection connection() throws SQLException {
        Connection connection = owner().getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    /** Nobody of ours is connected any more. */
    public void closePools() {
        pools.forEach(HikariDataSource::close);
        pools.clear();
    }

    /** Ends whoever is still connected, and drops it. */
    @Override
    public void close() {
        closePools();
        Sql.execute(dataSource(postgres.url(), postgres.admin()), "DROP DATABASE " + name + " WITH (FORCE)");
    }

    private static DataSource dataSource(String url, Postgres.Login login) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url);
        dataSource.setUser(login.user());
        dataSource.setPassword(login.password());
        return dataSource;
    }
}
