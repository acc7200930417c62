package io.atomicinventory.engine.queue;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a person may say of a queued sale. */
public enum QueueChoice {
    /** All of it left the store. */
    FULL,
    /** What was there of it left the store. */
    AVAILABLE,
    /** None of it left the store. */
    REJECT;

    public static QueueChoice ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** How it is approved; null where it is rejected. */
    public @Nullable ApprovalMode mode() {
        return switch (this) {
            case FULL -> ApprovalMode.FULL;
            case AVAILABLE -> ApprovalMode.AVAILABLE;
            case REJECT -> null;
        };
    }
}
