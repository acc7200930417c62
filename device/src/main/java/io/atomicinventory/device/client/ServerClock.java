package io.atomicinventory.device.client;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * How far the server's clock is ahead of the device's, by the {@code Date} of its answers: the median of the last few,
 * since one may have been slow on its way. That header tells seconds, so less than two are none. Thread-safe.
 */
public final class ServerClock {
    private static final int SAMPLES = 9;
    private static final Duration SLOWEST = Duration.ofSeconds(5);
    private static final Duration NONE_BELOW = Duration.ofSeconds(2);
    /** The header cuts off what is less than a second. */
    private static final Duration CUT_OFF = Duration.ofMillis(500);

    private final Clock device;
    private final Deque<Duration> samples = new ArrayDeque<>();
    private Instant lastSent = Instant.EPOCH;
    private long lastNanos = System.nanoTime();

    ServerClock(Clock device) {
        this.device = device;
    }

    /** The device's time. */
    Instant now() {
        return device.instant();
    }

    /** @param sent when the request was sent, by the device's clock */
    void hear(String date, Instant sent, Duration took) {
        if (took.compareTo(SLOWEST) > 0) {
            return;
        }
        Instant server;
        try {
            server = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeParseException e) {
            return;
        }
        Duration ahead = Duration.between(sent.plus(took.dividedBy(2)), server.plus(CUT_OFF));
        long nanos = System.nanoTime();
        synchronized (samples) {
            // The device's clock was put right, or wrong: what was measured before is not true any more.
            if (hasJumped(sent, nanos)) {
                samples.clear();
            }
            lastSent = sent;
            lastNanos = nanos;
            samples.addLast(ahead);
            if (samples.size() > SAMPLES) {
                samples.removeFirst();
            }
        }
    }

    /** The device's clock has gone otherwise than time has. */
    private boolean hasJumped(Instant now, long nanos) {
        Duration walked = Duration.between(lastSent, now);
        Duration ran = Duration.ofNanos(nanos - lastNanos);
        return walked.minus(ran).abs().compareTo(SLOWEST.multipliedBy(2)) > 0;
    }

    /**
     * Empty until the server has answered once, and again from when the device's clock was set until the next answer; below
     * zero where the device's clock is ahead.
     */
    public Optional<Duration> skew() {
        Instant now = device.instant();
        long nanos = System.nanoTime();
        synchronized (samples) {
            if (hasJumped(now, nanos)) {
                return Optional.empty();
            }
            return samples.stream()
                    .sorted()
                    .skip(samples.size() / 2)
                    .findFirst()
                    .map(median -> median.abs().compareTo(NONE_BELOW) < 0 ? Duration.ZERO : median);
        }
    }
}
