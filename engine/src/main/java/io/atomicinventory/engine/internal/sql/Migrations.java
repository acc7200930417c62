package io.atomicinventory.engine.internal.sql;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Brings the schema up to date. Flyway takes a lock, so that several processes may start at once. */
public final class Migrations {
    private static final String HISTORY_TABLE = "atomic_inventory_migrations";

    private Migrations() {}

    public static void migrate(DataSource owner) {
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
