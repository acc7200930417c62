package io.atomicinventory.engine;

import java.time.Duration;

/**
 * Every limit of the engine, with its one default.
 *
 * @param applicationRole the PostgreSQL role that each transaction takes; never the owner of the tables
 * @param requestTimeout how long a request may wait for locks, conflicts and lost connections; 100 ms to 10 min
 * @param lockTimeout how long one try waits for a row; 10 ms to 1 min, and below PostgreSQL's
 *     {@code deadlock_timeout} (1 s), so that nobody waits for a deadlock to be found
 * @param maxAttempts how often a request is decided again after a conflict; 1 to 1,000
 * @param cachedMenus how many stores' compiled menus are remembered, about 300 KB each with
 *     500 mappings and 300 products; 1 to 1,000,000
 */
public record EngineSettings(
        String applicationRole, Duration requestTimeout, Duration lockTimeout, int maxAttempts, int cachedMenus) {

    public static final int MAX_LINES_PER_SALE = 200;
    public static final int MAX_BATCH = 500;
    public static final Duration MAX_AHEAD = Duration.ofMinutes(5);
    public static final Duration MAX_BACK = Duration.ofDays(30);

    public EngineSettings {
        require(applicationRole.matches("[a-z_][a-z0-9_]{0,62}"), "applicationRole: must be a plain role name");
        requireWithin("requestTimeout", requestTimeout, Duration.ofMillis(100), Duration.ofMinutes(10));
        requireWithin("lockTimeout", lockTimeout, Duration.ofMillis(10), Duration.ofMinutes(1));
        require(maxAttempts >= 1 && maxAttempts <= 1000, "maxAttempts: must be from 1 to 1000");
        require(cachedMenus >= 1 && cachedMenus <= 1_000_000, "cachedMenus: must be from 1 to 1000000");
    }

    public static EngineSettings defaults() {
        return new EngineSettings("atomic_inventory_app", Duration.ofSeconds(10), Duration.ofMillis(800), 100, 2_000);
    }

    public EngineSettings withRequestTimeout(Duration timeout) {
        return new EngineSettings(applicationRole, timeout, lockTimeout, maxAttempts, cachedMenus);
    }

    public EngineSettings withLockTimeout(Duration timeout) {
        return new EngineSettings(applicationRole, requestTimeout, timeout, maxAttempts, cachedMenus);
    }

    private static void requireWithin(String name, Duration value, Duration least, Duration most) {
        require(
                value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
                name + ": must be from " + least.toMillis() + " to " + most.toMillis() + " ms");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new InvalidRequestException(message);
        }
    }
}
