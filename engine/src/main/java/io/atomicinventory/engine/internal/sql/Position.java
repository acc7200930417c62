package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.InvalidRequestException;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where a list by time goes on: the row that was shown last. */
record Position(Instant recordedAt, String transactionId) {
    private static final char SEPARATOR = '_';

    String text() {
        return recordedAt.toString() + SEPARATOR + transactionId;
    }

    static Position parse(String text) {
        int separator = text.indexOf(SEPARATOR);
        try {
            if (separator > 0) {
                return new Position(Instant.parse(text.substring(0, separator)), text.substring(separator + 1));
            }
        } catch (DateTimeException e) {
            throw invalid(e);
        }
        throw invalid(null);
    }

    private static InvalidRequestException invalid(@Nullable Exception cause) {
        InvalidRequestException invalid = new InvalidRequestException("after: must be the next of the page before");
        if (cause != null) {
            invalid.initCause(cause);
        }
        return invalid;
    }
}
