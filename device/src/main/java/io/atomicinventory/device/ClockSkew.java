package io.atomicinventory.device;

import io.atomicinventory.device.client.ServerClock;
import io.atomicinventory.device.queue.Entry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Tells by the server's clock when something happened at the till. */
final class ClockSkew {
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

    /**
     * By the skew that was known when it happened, since a clock may be put right meanwhile; else by the one of now. Never
     * later than now.
     */
    Instant occurredAt(Entry entry) {
        Duration now = server.skew().orElse(Duration.ZERO);
        @Nullable Long then = entry.skewMillis();
        Instant occurred = entry.occurredAt().plus(then == null ? now : Duration.ofMillis(then));
        Instant latest = device.instant().plus(now);
        return occurred.isAfter(latest) ? latest : occurred;
    }
}
