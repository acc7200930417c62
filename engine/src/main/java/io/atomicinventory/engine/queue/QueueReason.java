package io.atomicinventory.engine.queue;

import java.util.Locale;

/** Why a sale was queued. */
public enum QueueReason {
    OFFLINE,
    INSUFFICIENT_STOCK;

    /** The name in the database and on the wire. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static QueueReason ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
