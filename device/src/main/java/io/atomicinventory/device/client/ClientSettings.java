package io.atomicinventory.device.client;

import java.time.Duration;

/**
 * How patient a client is.
 *
 * @param connectTimeout for a connection
 * @param requestTimeout for one try of a request, until the last byte of its answer
 * @param maxAttempts of one call, all within its deadline; at least 1
 * @param firstPause before the second try; the next are twice as long each, all with half of it at random
 * @param longestPause that they do not exceed; {@code Retry-After} may
 */
public record ClientSettings(
        Duration connectTimeout, Duration requestTimeout, int maxAttempts, Duration firstPause, Duration longestPause) {
    public ClientSettings {
        requirePositive("connectTimeout", connectTimeout);
        requirePositive("requestTimeout", requestTimeout);
        requirePositive("firstPause", firstPause);
        requirePositive("longestPause", longestPause);
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("maxAttempts: must be at least 1");
        }
        if (longestPause.compareTo(firstPause) < 0) {
            throw new IllegalArgumentException("longestPause: must not be shorter than firstPause");
        }
    }

    private static void requirePositive(String name, Duration duration) {
        if (!duration.isPositive()) {
            throw new IllegalArgumentException(name + ": must be above 0");
        }
    }

    public static ClientSettings defaults() {
        return new ClientSettings(
                Duration.ofSeconds(2), Duration.ofSeconds(30), 4, Duration.ofMillis(100), Duration.ofSeconds(2));
    }

    public ClientSettings withMaxAttempts(int attempts) {
        return new ClientSettings(connectTimeout, requestTimeout, attempts, firstPause, longestPause);
    }

    public ClientSettings withRequestTimeout(Duration timeout) {
        return new ClientSettings(connectTimeout, timeout, maxAttempts, firstPause, longestPause);
    }
}
