package io.atomicinventory.engine.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.EngineSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * A migrated database of its own on {@link TestPostgres}. Its owner is an ordinary role that may make roles, as
 * in production; never the superuser.
 */
public final class TestDatabase implements AutoCloseable {
    public static final String OWNER = "test_owner";
    public static final String PASSWORD = "the-owner-of-the-tests";

    private static final String CLEAR = """
            DO $$ BEGIN
                EXECUTE (SELECT 'TRUNCATE ' || string_agg(quote_ident(tablename), ', ') || ' CASCADE'
                         FROM pg_tables
                         WHERE schemaname = current_schema()
                           AND tablename NOT IN ('atomic_inventory_migrations', 'catalog_revision'));
                UPDATE catalog_revision SET revision = revision + 1;
            END $$""";

    private final String name = "test_" + UUID.randomUUID().toString().replace('-', '_');
    private final List<HikariDataSource> pools = new ArrayList<>();
    private final HikariDataSource owner;

    public TestDatabase() {
        asSuperuser(
                """
                DO $$ BEGIN
                    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'test_owner') THEN
                        CREATE ROLE test_owner LOGIN CREATEROLE PASSWORD 'the-owner-of-the-tests';
                    END IF;
                END $$""",
                "CREATE DATABASE " + name + " OWNER " + OWNER + " TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
                        + " ENCODING 'UTF8'");
        owner = pool(4);
        AtomicInventory.migrate(owner);
    }

    public String name() {
        return name;
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + TestPostgres.server().getPort() + "/" + name;
    }

    /** The role that owns the tables: row-level security does not bind it. */
    public DataSource owner() {
        return owner;
    }

    /** The database's superuser, for terminating sessions and the like. */
    public DataSource superuser() {
        return TestPostgres.server().getDatabase("postgres", name);
    }

    /** A new pool of the owner's login, as a server process would have; closed with the database. */
    public HikariDataSource pool(int connections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl());
        config.setUsername(OWNER);
        config.setPassword(PASSWORD);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(5_000);
        HikariDataSource pool = new HikariDataSource(config);
        pools.add(pool);
        return pool;
    }

    public AtomicInventory engine() {
        return engine(EngineSettings.defaults());
    }

    public AtomicInventory engine(EngineSettings settings) {
        return AtomicInventory.on(pool(16)).settings(settings).open();
    }

    /** As it was after the migrations; an engine that has known it before notices that its menus are stale. */
    public void clear() {
        execute(CLEAR);
    }

    /** As the owner of the tables. */
    public void execute(String... statements) {
        run(owner, statements);
    }

    /** The first column of the first row, as text; as the owner of the tables. */
    public String value(String query) {
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "";
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    public static void run(DataSource dataSource, String... statements) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        pools.forEach(HikariDataSource::close);
        asSuperuser("DROP DATABASE " + name + " WITH (FORCE)");
    }

    private static void asSuperuser(String... statements) {
        run(TestPostgres.server().getPostgresDatabase(), statements);
    }
}
