package io.atomicinventory.device;

import io.atomicinventory.device.client.ServerClock;
import io.atomicinventory.device.queue.Entry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Tells by the server's clock when something happened at the till. */
final class ClockSkew {
    /** The server takes 30 days; the way there may take a while. */
    private static final Duration LONGEST_AGO = Duration.ofDays(30).minusHours(1);

    private final ServerClock server;
    private final Clock device;

    ClockSkew(ServerClock server, Clock device) {
        this.server = server;
        this.device = device;
    }

    /** Null where the server has not answered yet. */
    @Nullable
    Long millis() {
        return server.skew().map(Duration::toMillis).orElse(null);
    }

    /** For certain: not where nobody knew then what time it was. */
    boolean isOlder(Entry entry, Duration age) {
        @Nullable Long then = entry.skewMillis();
        Instant now = device.instant().plus(server.skew().orElse(Duration.ZERO));
        return then != null && entry.occurredAt().plusMillis(then).isBefore(now.minus(age));
    }

    /**
     * By the skew that was known when it happened, since a clock may be put right meanwhile; else by the one of now. Never
     * later than now, nor so long ago that the server would not hear of it: what a till without a clock has sold in its year
     * 2000 comes before a person that way.
     */
    Instant occurredAt(Entry entry) {
        Duration now = server.skew().orElse(Duration.ZERO);
        @Nullable Long then = entry.skewMillis();
        Instant occurred = entry.occurredAt().plus(then == null ? now : Duration.ofMillis(then));
        Instant latest = device.instant().plus(now);
        Instant earliest = latest.minus(LONGEST_AGO);
        return occurred.isAfter(latest) ? latest : occurred.isBefore(earliest) ? earliest : occurred;
    }
}
