package io.atomicinventory.engine.queue;

import java.util.Locale;

/** How a queued sale was settled. */
public enum QueueDecision {
    /** Its stock was there, at a synchronisation. */
    SYNCED,
    /** It was in the books already. */
    ALREADY_DEDUCTED,
    /** A person approved it, below zero where needed. */
    APPROVED,
    /** A person approved what was there of it. */
    APPROVED_AVAILABLE,
    /** A person said that the goods never left. */
    REJECTED,
    /** It was voided before it was in the books. */
    VOIDED;

    /** The name in the database and on the wire. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static QueueDecision ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
