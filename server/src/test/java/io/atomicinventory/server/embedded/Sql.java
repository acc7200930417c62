package io.atomicinventory.server.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Short ways to ask a database, for these tests. */
final class Sql {

    private Sql() {}

    static Connection connect(EmbeddedDatabase database) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.ownerUser(), database.ownerPassword());
    }

    static Connection connectAsSuperuser(EmbeddedDatabase database) throws SQLException, IOException {
        Path file = database.dataFolder().resolve("postgres-password");
        return DriverManager.getConnection(database.jdbcUrl(), Cluster.SUPERUSER, Files.readString(file));
    }

    static void execute(EmbeddedDatabase database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static String text(Connection connection, String question) throws SQLException {
        return texts(connection, question).getFirst();
    }

    static List<String> texts(Connection connection, String question) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(question)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }

    static long number(Connection connection, String question) throws SQLException {
        return Long.parseLong(text(connection, question));
    }
}
