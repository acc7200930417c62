package io.atomicinventory.engine.internal.sql;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the schema up to date. Flyway takes a lock, so that several processes may start at once. */
public final class Migrations {
    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);
    private static final String HISTORY_TABLE = "atomic_inventory_migrations";

    private static final int MOST_TRIES = 5;

    private Migrations() {}

    /**
     * Several processes that meet an empty database at once may get in each other's way while Flyway makes its
     * history; whoever comes second finds it made, and each migration is a transaction, so trying again is safe.
     */
    public static void migrate(DataSource owner) {
        for (int attempt = 1; ; attempt++) {
            try {
                migrateOnce(owner);
                return;
            } catch (FlywayException e) {
                if (attempt == MOST_TRIES) {
                    throw e;
                }
                LOG.info("Migrating is tried again: {}", e.getMessage());
                Database.pause(attempt);
            }
        }
    }

    private static void migrateOnce(DataSource owner) {
        Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(owner)
                .locations("classpath:io/atomicinventory/engine/migration")
                .table(HISTORY_TABLE)
                // An application that embeds the engine may have tables of its own in the same schema.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .failOnMissingLocations(true)
                .load()
                .migrate();
    }
}
