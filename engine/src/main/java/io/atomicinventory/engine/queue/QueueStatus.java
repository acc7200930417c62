package io.atomicinventory.engine.queue;

import java.util.Locale;

/** Where a queued sale stands. */
public enum QueueStatus {
    /** The next synchronisation tries it, or a person decides. */
    PENDING,
    /** The stock did not cover it: a person decides, or it clears by itself when the stock covers it. */
    INSUFFICIENT_STOCK,
    /** In the books; for ever. */
    APPROVED,
    /** Never to be in the books; for ever. */
    REJECTED;

    /** The name in the database and on the wire. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static QueueStatus ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }

    public boolean isOpen() {
        return this == PENDING || this == INSUFFICIENT_STOCK;
    }
}
