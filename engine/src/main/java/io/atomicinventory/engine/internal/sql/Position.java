package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.InvalidRequestException;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where a list by time goes on: the row that was shown last. */
record Position(Instant recordedAt, String transactionId) {
    private static final char SEPARATOR = '_';
    /** PostgreSQL knows no time that Java could read beyond it. */
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    String text() {
        return recordedAt.toString() + SEPARATOR + transactionId;
    }

    static Position parse(String text) {
        int separator = text.indexOf(SEPARATOR);
        try {
            if (separator > 0) {
                Instant recordedAt = Instant.parse(text.substring(0, separator));
                if (recordedAt.isAfter(Instant.EPOCH) && recordedAt.isBefore(LATEST)) {
                    return new Position(recordedAt, text.substring(separator + 1));
                }
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
