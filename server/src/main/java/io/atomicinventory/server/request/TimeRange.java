package io.atomicinventory.server.request;

import io.atomicinventory.engine.InvalidRequestException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** From when to when a list goes: the last 24 hours unless asked for others. {@code to} is exclusive. */
public record TimeRange(Instant from, Instant to) {
    private static final Duration UNLESS_ASKED = Duration.ofHours(24);
    /** What has just been recorded by a database whose clock is a little ahead belongs to it. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    public static TimeRange of(@Nullable String from, @Nullable String to, Clock clock) {
        Instant end = Paths.time("to", to, clock.instant().plus(CLOCK_SKEW));
        Instant begin = Paths.time("from", from, end.minus(UNLESS_ASKED));
        if (begin.isAfter(end)) {
            throw new InvalidRequestException("from: must not be after to");
        }
        return new TimeRange(begin, end);
    }
}
