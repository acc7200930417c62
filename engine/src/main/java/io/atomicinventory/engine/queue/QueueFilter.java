package io.atomicinventory.engine.queue;

import java.util.Locale;

/** A part of the queue, as somebody who decides looks at it. All but the last are parts of what is not settled. */
public enum QueueFilter {
    /** Whatever is not settled. */
    OPEN,
    /** The next synchronisation tries it. */
    WAITING,
    /** The stock did not cover it. */
    SHORT,
    /** The last try failed for something else than a shortage, or it came too late to be settled without a person. */
    TROUBLED,
    SETTLED;

    public static QueueFilter ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
