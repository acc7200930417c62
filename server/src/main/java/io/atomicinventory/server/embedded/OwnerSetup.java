package io.atomicinventory.server.embedded;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** Creates the roles and the database that the server works with. Each step may have been done by an earlier start. */
final class OwnerSetup {

    static final String OWNER = "inventory_owner";

    /** Works for requests. It owns nothing, so that nothing which gets into their SQL can become the owner. */
    static final String SERVICE = "inventory_service";

    static final String DATABASE = "inventory";

    private static final String MAINTENANCE_DATABASE = "postgres";
    private static final String CONNECT_TIMEOUT_SECONDS = "30";

    /** Creating the database copies its template and waits for a checkpoint. */
    private static final String ANSWER_TIMEOUT_SECONDS = "300";

    private static final String WRONG_PASSWORD = "28P01";

    private static final String ROLE_EXISTS = "SELECT 1 FROM pg_roles WHERE rolname = ?";
    private static final String DATABASE_EXISTS = "SELECT 1 FROM pg_database WHERE datname = ?";
    private static final String QUOTE = "SELECT quote_literal(?)";
    private static final String CREATE_DATABASE = "CREATE DATABASE " + DATABASE + " OWNER " + OWNER;

    private OwnerSetup() {}

    static void run(DataFolder folder, int port, Secret superuser, Secret owner, Secret service) {
        try (Connection connection = connect(port, MAINTENANCE_DATABASE, Cluster.SUPERUSER, superuser)) {
            login(connection, OWNER, "CREATEROLE", owner);
            login(connection, SERVICE, "NOCREATEROLE", service);
            if (!exists(connection, DATABASE_EXISTS, DATABASE)) {
                execute(connection, CREATE_DATABASE);
            }
            insistOnDurability(connection, OWNER);
            insistOnDurability(connection, SERVICE);
        } catch (SQLException e) {
            throw failure(folder, e);
        }
        try (Connection connection = connect(port, DATABASE, OWNER, owner)) {
            Settings.verifyDurability(connection);
        } catch (SQLException e) {
            throw failure(folder, e);
        }
    }

    private static void login(Connection connection, String name, String mayMakeRoles, Secret password)
            throws SQLException {
        if (!exists(connection, ROLE_EXISTS, name)) {
            execute(connection, "CREATE ROLE " + name);
        }
        execute(
                connection,
                "ALTER ROLE %s LOGIN NOSUPERUSER %s NOCREATEDB NOREPLICATION NOBYPASSRLS PASSWORD %s"
                        .formatted(name, mayMakeRoles, literal(connection, password.verifier())));
    }

    /** The most specific place for a setting, so nothing that others set for the role or the database wins over it. */
    private static void insistOnDurability(Connection connection, String name) throws SQLException {
        execute(connection, "ALTER ROLE " + name + " IN DATABASE " + DATABASE + " SET synchronous_commit = on");
    }

    private static Connection connect(int port, String database, String user, Secret password) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password.text());
        properties.setProperty("connectTimeout", CONNECT_TIMEOUT_SECONDS);
        properties.setProperty("socketTimeout", ANSWER_TIMEOUT_SECONDS);
        // Another program that has taken the port cannot ask for the password in the clear.
        properties.setProperty("requireAuth", "scram-sha-256");
        String url = "jdbc:postgresql://%s:%d/%s".formatted(Ports.ADDRESS, port, database);
        return DriverManager.getConnection(url, properties);
    }

    private static boolean exists(Connection connection, String question, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(question)) {
            statement.setString(1, name);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Utility statements take no parameters, so PostgreSQL itself quotes what goes into their text. */
    private static String literal(Connection connection, String text) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(QUOTE)) {
            statement.setString(1, text);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    private static EmbeddedDatabaseException failure(DataFolder folder, SQLException e) {
        if (WRONG_PASSWORD.equals(e.getSQLState())) {
            return new EmbeddedDatabaseException(
                    "The password in %s is not the one of this cluster. Put the right file back, or delete it: the next start then sets a new password."
                            .formatted(folder.passwordFile()),
                    e);
        }
        return new EmbeddedDatabaseException(
                "The embedded PostgreSQL runs, but cannot be set up; see " + folder.log(), e);
    }
}
