package io.atomicinventory.engine.monitor;

import java.util.Locale;

/** From good to bad: of several the last one counts. */
public enum HealthStatus {
    HEALTHY,
    /** Somebody should look at it today. */
    WARNING,
    /** The books are wrong, or will be: now. */
    CRITICAL;

    /** The name on the wire. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
