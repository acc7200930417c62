package io.atomicinventory.server.request;

import io.atomicinventory.engine.Identifiers;
import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Page;
import io.atomicinventory.server.problem.ProblemException;
import io.atomicinventory.server.problem.ProblemType;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Checks what stands in the address of a request. */
public final class Paths {
    private static final int MAX_AFTER_LENGTH = 2_500;

    private Paths() {}

    public static void requireIds(String... namesAndValues) {
        Identifiers.requireIds(namesAndValues);
    }

    public static int limit(@Nullable String limit) {
        if (limit == null) {
            return Page.DEFAULT_LIMIT;
        }
        try {
            return Page.requireLimit(Integer.parseInt(limit));
        } catch (NumberFormatException e) {
            throw new InvalidRequestException("limit: must be from 1 to " + Page.MAX_LIMIT);
        }
    }

    /** The position after which a list goes on; null for its beginning. */
    public static @Nullable String after(@Nullable String after) {
        if (after != null && (after.length() > MAX_AFTER_LENGTH || after.indexOf('\0') >= 0)) {
            throw new InvalidRequestException("after: must be the next of the page before");
        }
        return after;
    }

    /** ISO 8601 with an offset. A plus sign that was sent without escaping arrives as a space. */
    public static Instant time(String name, @Nullable String text, Instant standard) {
        if (text == null) {
            return standard;
        }
        try {
            Instant time = OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
            if (Identifiers.isTime(time)) {
                return time;
            }
        } catch (DateTimeException e) {
            throw invalidTime(name);
        }
        throw invalidTime(name);
    }

    private static InvalidRequestException invalidTime(String name) {
        return new InvalidRequestException(name
                + ": must be a time in ISO 8601 with an offset, such as 2026-01-31T09:30:00+08:00, and in the years"
                + " 1 to 9999");
    }

    public static ProblemException notFound(String what) {
        return new ProblemException(ProblemType.NOT_FOUND, what);
    }
}
