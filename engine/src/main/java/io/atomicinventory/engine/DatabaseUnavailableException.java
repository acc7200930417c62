package io.atomicinventory.engine;

import org.jspecify.annotations.Nullable;

/**
 * The database could not be reached until the deadline. Whether the request was carried out is not known:
 * sending it again with the same key gives the true outcome, and never a second one.
 */
public final class DatabaseUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DatabaseUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
