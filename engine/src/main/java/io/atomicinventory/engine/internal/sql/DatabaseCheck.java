package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.UnsafeDatabaseException;
import java.time.Instant;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the engine needs of a PostgreSQL before it acknowledges anything (I3, I7). */
public final class DatabaseCheck {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseCheck.class);
    private static final int OLDEST_VERSION = 150_000;

    private static final String SETTINGS = """
            SELECT current_setting('server_version_num')::int AS version,
                   current_setting('fsync') AS fsync, clock_timestamp() AS now,
                   current_setting('full_page_writes') AS full_page_writes,
                   (SELECT reset_val FROM pg_settings WHERE name = 'synchronous_commit') AS synchronous_commit,
                   current_setting('synchronous_commit') AS synchronous_commit_here,
                   r.rolsuper OR r.rolbypassrls AS bypasses,
                   to_regclass('inventory_stock') IS NOT NULL AS is_migrated,
                   EXISTS (SELECT FROM pg_class c
                           WHERE c.oid = to_regclass('inventory_stock') AND c.relowner = r.oid) AS is_owner
            FROM pg_roles r WHERE r.rolname = current_user""";

    private DatabaseCheck() {}

    /** @return its time */
    public static Instant require(Database database) {
        String role = database.settings().applicationRole();
        Instant[] now = new Instant[1];
        database.transact(Set.of(), transaction -> {
            transaction.run(new Pipeline().query(SETTINGS, p -> {}, row -> {
                now[0] = StoreBooks.now(row);
                require(
                        row.getInt("version") >= OLDEST_VERSION,
                        "PostgreSQL 15 or newer is needed, this one is " + row.getInt("version") / 10_000 + ".");
                require(
                        row.getBoolean("is_migrated"),
                        "The tables are missing. Run AtomicInventory.migrate with the owner's connection first.");
                require(
                        "on".equals(row.getString("fsync")),
                        "fsync is off: a power cut would lose acknowledged sales. Set fsync = on in postgresql.conf.");
                require(
                        "on".equals(row.getString("full_page_writes")),
                        "full_page_writes is off: a power cut would tear pages. Set full_page_writes = on.");
                require(
                        "on".equals(row.getString("synchronous_commit_here")),
                        "synchronous_commit could not be switched on for the engine's transactions.");
                require(
                        !row.getBoolean("bypasses") && !row.getBoolean("is_owner"),
                        "The role " + role + " owns the tables or bypasses row-level security, so that stores are"
                                + " not kept apart. Use a role of its own.");
                if ("off".equals(row.getString("synchronous_commit"))) {
                    LOG.warn("synchronous_commit is off on this PostgreSQL; the engine switches it on for each of its"
                            + " own transactions");
                }
            }));
            return true;
        });
        return now[0];
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new UnsafeDatabaseException(message);
        }
    }
}
