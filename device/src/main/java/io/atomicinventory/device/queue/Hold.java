package io.atomicinventory.device.queue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * Somebody is sending an entry right now, and the synchronisation leaves it alone. It ends by itself, should the process
 * die.
 */
record Hold(String holder, Instant until) {
    /** The longest that is believed: a hold from further ahead was made before the clock was put back. */
    static final Duration LONGEST = Duration.ofMinutes(5);

    static Hold of(Duration length, Clock clock) {
        return new Hold(
                UUID.randomUUID().toString(), clock.instant().plus(length.compareTo(LONGEST) > 0 ? LONGEST : length));
    }

    /** Holds that end in it are still on: one that ends at this millisecond is over. */
    record Window(Instant from, Instant to) {
        static Window at(Instant now) {
            return new Window(now.plusMillis(1), now.plus(LONGEST));
        }
    }
}
