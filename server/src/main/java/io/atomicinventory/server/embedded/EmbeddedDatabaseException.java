package io.atomicinventory.server.embedded;

import org.jspecify.annotations.Nullable;

/** The embedded PostgreSQL cannot be used. The message is for the operator: what is wrong, and what to do. */
public final class EmbeddedDatabaseException extends RuntimeException {

    EmbeddedDatabaseException(String message) {
        super(message);
    }

    EmbeddedDatabaseException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
