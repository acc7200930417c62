package io.atomicinventory.engine.access;

import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.internal.sql.AuditStorage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was done and tried. Nothing in it is ever changed. Thread-safe. */
public final class AuditTrail {
    private final AuditStorage storage;

    public AuditTrail(AuditStorage storage) {
        this.storage = storage;
    }

    /**
     * Returns when they are on disk: all or none.
     *
     * @throws DatabaseUnavailableException where it is not known whether they are
     */
    public void record(List<AuditEvent> events) {
        if (!events.isEmpty()) {
            storage.record(events);
        }
    }

    /**
     * The newest first. What is recorded meanwhile is on no later page, unless it occurred before that page.
     *
     * @param after the {@code next} of the page before
     * @throws DatabaseUnavailableException where the database does not answer
     */
    public Page<AuditEvent.Kept> events(AuditEvent.Filter filter, @Nullable String after, int limit) {
        return storage.events(filter, after, Page.requireLimit(limit));
    }
}
