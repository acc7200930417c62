package io.atomicinventory.server.embedded;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;

/** A program to be killed: it commits numbered rows, and prints each number after its commit. */
final class CommittingServer {

    static final String COMMITTED = "committed ";

    /** Ends each printed number, so that a line cut short by the kill is not taken for a smaller number. */
    static final String END = ".";

    private CommittingServer() {}

    public static void main(String[] arguments) throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(Path.of(arguments[0]));
                Connection connection = Sql.connect(database)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE IF NOT EXISTS numbered (n bigint PRIMARY KEY)");
            }
            long first = Sql.number(connection, "SELECT coalesce(max(n), 0) + 1 FROM numbered");
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO numbered VALUES (?)")) {
                for (long n = first; ; n++) {
                    insert.setLong(1, n);
                    insert.executeUpdate();
                    System.out.println(COMMITTED + n + END);
                }
            }
        }
    }
}
