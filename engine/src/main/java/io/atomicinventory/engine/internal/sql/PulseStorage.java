package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.monitor.StorePulse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Feels whether anything has changed in a store, by what is quick to read. Thread-safe. */
public final class PulseStorage {
    /** Whatever settles an entry takes it out of the open ones, and whatever is tried counts. */
    private static final String PULSE = """
            SELECT (SELECT format('%s %s %s', count(*), max(recorded_at), sum(attempt + failures))
                    FROM offline_transaction_queue
                    WHERE store_id = s.store_id AND status IN ('pending', 'insufficient_stock')) AS queue,
                   (SELECT format('%s %s', count(*), sum(version))
                    FROM inventory_stock WHERE store_id = s.store_id) AS stock,
                   format('%s %s', s.menu_revision, c.revision) AS menu
            FROM stores s CROSS JOIN catalog_revision c
            WHERE s.store_id = ?""";

    private final Database database;

    public PulseStorage(Database database) {
        this.database = database;
    }

    /** Empty where there is no such store. */
    public Optional<StorePulse> pulse(String storeId) {
        return database.transact(Set.of(storeId), transaction -> {
            List<StorePulse> found = new ArrayList<>(1);
            transaction.run(new Pipeline()
                    .query(
                            PULSE,
                            p -> p.text(storeId),
                            row -> found.add(new StorePulse(
                                    row.getString("queue"), row.getString("stock"), row.getString("menu")))));
            return found.stream().findFirst();
        });
    }
}
