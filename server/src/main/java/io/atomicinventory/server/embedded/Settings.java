package io.atomicinventory.server.embedded;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What PostgreSQL is started with. On the command line, because that wins over every line in its files. */
final class Settings {

    private static final List<String> DURABILITY = List.of("fsync", "synchronous_commit", "full_page_writes");

    private Settings() {}

    static List<String> arguments(int port) {
        Map<String, String> settings = new LinkedHashMap<>();
        DURABILITY.forEach(name -> settings.put(name, "on"));
        if (System.getProperty("os.name", "").startsWith("Mac")) {
            // There, fsync leaves the data in the drive's own cache.
            settings.put("wal_sync_method", "fsync_writethrough");
        }
        settings.put("restart_after_crash", "on");
        settings.put("listen_addresses", Ports.ADDRESS);
        settings.put("port", Integer.toString(port));
        settings.put("unix_socket_directories", "");
        settings.put("max_connections", "100");
        settings.put("shared_buffers", "128MB");
        settings.put("password_encryption", "scram-sha-256");
        settings.put("timezone", "UTC");
        settings.put("log_timezone", "UTC");
        settings.put("log_line_prefix", "%m [%p] ");
        settings.put("log_destination", "stderr");
        settings.put("logging_collector", "off");
        settings.put("lc_messages", "C");
        List<String> arguments = new ArrayList<>();
        settings.forEach((name, value) -> arguments.addAll(List.of("-c", name + "=" + value)));
        return arguments;
    }

    /** Asks PostgreSQL itself, in a session like those that the server will have. */
    static void verifyDurability(Connection connection) throws SQLException {
        for (String name : DURABILITY) {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SHOW " + name)) {
                if (!row.next() || !row.getString(1).equals("on")) {
                    throw new EmbeddedDatabaseException(
                            "The embedded PostgreSQL runs with %s = %s: what it acknowledges could be lost, so it is not used. Please report this."
                                    .formatted(name, row.getString(1)));
                }
            }
        }
    }
}
