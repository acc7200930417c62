package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.monitor.Finding;
import io.atomicinventory.engine.monitor.HealthStatus;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What was acknowledged is on disk: the settings that promise it, and who weakened one. */
final class DurabilityCheck implements HealthCheck {
    /** In effect here, and in every session that nobody sets otherwise. */
    private static final String SETTINGS = """
            SELECT current_setting('server_version') AS version, current_setting('fsync') AS fsync,
                   current_setting('full_page_writes') AS full_page_writes,
                   current_setting('synchronous_commit') AS here,
                   (SELECT reset_val FROM pg_settings WHERE name = 'synchronous_commit') AS usual""";

    /** Settings of a database or of a login hold from its next session on. */
    private static final String WEAKENED = """
            SELECT s.setting,
                   concat_ws(' and ', 'database ' || d.datname, 'role ' || r.rolname) AS of_whom
            FROM (SELECT setdatabase, setrole, unnest(setconfig) AS setting FROM pg_db_role_setting) s
                LEFT JOIN pg_database d ON d.oid = s.setdatabase
                LEFT JOIN pg_roles r ON r.oid = s.setrole
            WHERE s.setting ~* '^synchronous_commit=(off|false|no|0)$'
              AND (s.setdatabase = 0 OR d.datname = current_database())
              AND (s.setrole = 0 OR r.rolname = session_user)
            ORDER BY of_whom""";

    private static final class Settings {
        private String version = "";
        private String fsync = "";
        private String fullPageWrites = "";
        private String here = "";
        private String usual = "";
        private final List<String> weakened = new ArrayList<>();
    }

    @Override
    public String name() {
        return "durability";
    }

    @Override
    public Finding find(String storeId, Transaction transaction) throws SQLException {
        Settings settings = new Settings();
        transaction.run(new Pipeline()
                .query(SETTINGS, p -> {}, row -> {
                    settings.version = row.getString("version");
                    settings.fsync = row.getString("fsync");
                    settings.fullPageWrites = row.getString("full_page_writes");
                    settings.here = row.getString("here");
                    settings.usual = row.getString("usual");
                })
                .query(
                        WEAKENED,
                        p -> {},
                        row -> settings.weakened.add(row.getString("setting").replace("=", " = ") + " for the "
                                + row.getString("of_whom"))));
        return finding(settings)
                .with("postgresql", settings.version)
                .with("fsync", settings.fsync)
                .with("fullPageWrites", settings.fullPageWrites)
                .with("synchronousCommit", settings.here)
                .with("synchronousCommitByDefault", settings.usual);
    }

    private Finding finding(Settings settings) {
        List<String> unsafe = new ArrayList<>();
        if (!settings.fsync.equals("on")) {
            unsafe.add("fsync = " + settings.fsync);
        }
        if (!settings.fullPageWrites.equals("on")) {
            unsafe.add("full_page_writes = " + settings.fullPageWrites);
        }
        if (!settings.here.equals("on")) {
            unsafe.add("synchronous_commit = " + settings.here + " in the engine's own transactions");
        }
        if (!unsafe.isEmpty()) {
            return Finding.of(
                    name(),
                    HealthStatus.CRITICAL,
                    unsafe.size(),
                    unsafe,
                    "PostgreSQL " + settings.version + " could lose what was acknowledged: " + String.join("; ", unsafe)
                            + ".",
                    "Set each of them to on (in postgresql.conf, with ALTER SYSTEM, or for the database or role), and"
                            + " reload.");
        }
        List<String> weak = new ArrayList<>(settings.weakened);
        if (weak.isEmpty() && settings.usual.equals("off")) {
            weak.add("synchronous_commit = off for the whole server");
        }
        if (weak.isEmpty()) {
            return Finding.healthy(name(), "PostgreSQL " + settings.version + " keeps what it has acknowledged.");
        }
        return Finding.of(
                name(),
                HealthStatus.WARNING,
                weak.size(),
                weak.stream().limit(EXAMPLES).toList(),
                "The engine's transactions are kept, but others need not be: " + String.join("; ", weak) + ".",
                "Set synchronous_commit to on where it was weakened (ALTER DATABASE or ALTER ROLE … RESET"
                        + " synchronous_commit, or postgresql.conf).");
    }
}
