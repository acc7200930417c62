package io.atomicinventory.engine.queue;

import java.util.Locale;

/** How much of a queued sale is deducted. */
public enum ApprovalMode {
    /** All of it, below zero where needed. */
    FULL,
    /** What is there; the rest is recorded as shortfall. */
    AVAILABLE;

    public static ApprovalMode ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
