package io.atomicinventory.device.queue;

import java.util.Locale;

/** Where a sale or void of the till is. */
public enum State {
    /** On disk, and not known to be in the server's books. */
    KEPT,
    /** Kept, and the server cannot take it as it is; told by its problem, tried again from time to time. */
    STUCK,
    /** In the server's queue, where stock or a person settles it. */
    WAITING,
    /** In the books. */
    DONE,
    /** Not in the books, and the cashier was told so: it did not happen. */
    REFUSED,
    /** It waited in the server's queue and is in the books now. */
    APPROVED,
    /** It waited in the server's queue and will never be in the books. */
    REJECTED;

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    static State ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }

    /** Nothing more will be done about it by itself. */
    public boolean isSettled() {
        return switch (this) {
            case DONE, REFUSED, APPROVED, REJECTED -> true;
            case KEPT, STUCK, WAITING -> false;
        };
    }

    /** The server's durable answer is not there yet. */
    public boolean isUnsent() {
        return this == KEPT || this == STUCK;
    }
}
