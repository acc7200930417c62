package io.atomicinventory.server.limits;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * What one caller may ask of the service. Immutable and thread-safe.
 *
 * @param token requests per second with one token, and twice as many at once; to 1,000,000, or 0 for any number
 * @param address requests per second without a valid token from one address, and five times as many at once; to
 *     1,000,000, or 0 for any number
 * @param body of JSON; 1 KiB to 16 MiB
 * @param csv of a spreadsheet; 1 MiB to 1 GiB
 * @param depth of JSON in JSON; 8 to 100
 * @param headTime from the first byte of a request to the end of its headers; 100 ms to 10 min
 * @param bodyTime from the end of the headers to the end of a body of JSON; 100 ms to 1 h
 * @param csvTime likewise of a spreadsheet; 100 ms to 1 h
 */
@ConfigurationProperties("inventory.limits")
public record LimitSettings(
        int token,
        int address,
        DataSize body,
        DataSize csv,
        int depth,
        Duration headTime,
        Duration bodyTime,
        Duration csvTime) {
    private static final int MOST_PER_SECOND = 1_000_000;
    private static final Duration SHORTEST = Duration.ofMillis(100);

    public LimitSettings {
        requireWithin("token", token, 0, MOST_PER_SECOND);
        requireWithin("address", address, 0, MOST_PER_SECOND);
        requireWithin("body", body, DataSize.ofKilobytes(1), DataSize.ofMegabytes(16), "1KB to 16MB");
        requireWithin("csv", csv, DataSize.ofMegabytes(1), DataSize.ofGigabytes(1), "1MB to 1GB");
        requireWithin("depth", depth, 8, 100);
        requireWithin("head-time", headTime, Duration.ofMinutes(10), "100ms to 10m");
        requireWithin("body-time", bodyTime, Duration.ofHours(1), "100ms to 1h");
        requireWithin("csv-time", csvTime, Duration.ofHours(1), "100ms to 1h");
    }

    private static void requireWithin(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw refused(name, least + " to " + most, Integer.toString(value));
        }
    }

    private static void requireWithin(String name, DataSize value, DataSize least, DataSize most, String bounds) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw refused(name, bounds, value.toString());
        }
    }

    private static void requireWithin(String name, Duration value, Duration most, String bounds) {
        if (value.compareTo(SHORTEST) < 0 || value.compareTo(most) > 0) {
            throw refused(name, bounds, value.toMillis() + "ms");
        }
    }

    private static IllegalArgumentException refused(String name, String bounds, String value) {
        return new IllegalArgumentException(
                "inventory.limits." + name + " must be from " + bounds + ", and is " + value);
    }
}
