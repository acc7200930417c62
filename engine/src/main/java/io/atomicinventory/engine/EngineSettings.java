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
 * @param lanes how many batches are written at once, each on a connection of its own; 1 to 64. Beside these, up to
 *     six connections are used for what cannot be settled at the first go
 * @param maxWaiting how many sales and other movements may be under way at once; 1 to 10,000,000. What comes on top
 *     is refused as overloaded
 * @param maxWaitingOfStore how many of them of one store; 1 to 10,000,000
 * @param cachedRows how many mappings (about 150 bytes each, and the compiled products that use them) and how many
 *     stock rows (about 250 bytes each) are remembered between requests; 1,000 to 100,000,000
 * @param figuresInterval how far the monitor's figures may be behind; 100 ms to 1 h. A process that is killed loses so
 *     much of those that are not found again in the books: replays, durations, and what was not decided
 */
public record EngineSettings(
        String applicationRole,
        Duration requestTimeout,
        Duration lockTimeout,
        int maxAttempts,
        int lanes,
        int maxWaiting,
        int maxWaitingOfStore,
        int cachedRows,
        Duration figuresInterval) {

    public static final int MAX_LINES_PER_SALE = 200;
    public static final int MAX_BATCH = 500;
    public static final Duration MAX_AHEAD = Duration.ofMinutes(5);
    public static final Duration MAX_BACK = Duration.ofDays(30);
    /** Older sales wait for a person, and older counts are refused: the books of those days are closed. */
    public static final Duration MAX_LATE = Duration.ofDays(3);

    public EngineSettings {
        require(applicationRole.matches("[a-z_][a-z0-9_]{0,62}"), "applicationRole: must be a plain role name");
        requireWithin("requestTimeout", requestTimeout, Duration.ofMillis(100), Duration.ofMinutes(10));
        requireWithin("lockTimeout", lockTimeout, Duration.ofMillis(10), Duration.ofMinutes(1));
        require(maxAttempts >= 1 && maxAttempts <= 1000, "maxAttempts: must be from 1 to 1000");
        require(lanes >= 1 && lanes <= 64, "lanes: must be from 1 to 64");
        require(maxWaiting >= 1 && maxWaiting <= 10_000_000, "maxWaiting: must be from 1 to 10000000");
        require(
                maxWaitingOfStore >= 1 && maxWaitingOfStore <= 10_000_000,
                "maxWaitingOfStore: must be from 1 to 10000000");
        requireWithin("figuresInterval", figuresInterval, Duration.ofMillis(100), Duration.ofHours(1));
        require(cachedRows >= 1000 && cachedRows <= 100_000_000, "cachedRows: must be from 1000 to 100000000");
    }

    public static EngineSettings defaults() {
        return new EngineSettings(
                "atomic_inventory_app",
                Duration.ofSeconds(10),
                Duration.ofMillis(400),
                100,
                2,
                20_000,
                5_000,
                500_000,
                Duration.ofSeconds(2));
    }

    public EngineSettings withRequestTimeout(Duration timeout) {
        return new EngineSettings(
                applicationRole,
                timeout,
                lockTimeout,
                maxAttempts,
                lanes,
                maxWaiting,
                maxWaitingOfStore,
                cachedRows,
                figuresInterval);
    }

    public EngineSettings withLockTimeout(Duration timeout) {
        return new EngineSettings(
                applicationRole,
                requestTimeout,
                timeout,
                maxAttempts,
                lanes,
                maxWaiting,
                maxWaitingOfStore,
                cachedRows,
                figuresInterval);
    }

    public EngineSettings withLanes(int number) {
        return new EngineSettings(
                applicationRole,
                requestTimeout,
                lockTimeout,
                maxAttempts,
                number,
                maxWaiting,
                maxWaitingOfStore,
                cachedRows,
                figuresInterval);
    }

    /** @param ofStore of one store, of {@code all} that may be under way at once */
    public EngineSettings withMaxWaiting(int all, int ofStore) {
        return new EngineSettings(
                applicationRole,
                requestTimeout,
                lockTimeout,
                maxAttempts,
                lanes,
                all,
                ofStore,
                cachedRows,
                figuresInterval);
    }

    public EngineSettings withCachedRows(int rows) {
        return new EngineSettings(
                applicationRole,
                requestTimeout,
                lockTimeout,
                maxAttempts,
                lanes,
                maxWaiting,
                maxWaitingOfStore,
                rows,
                figuresInterval);
    }

    public EngineSettings withFiguresInterval(Duration interval) {
        return new EngineSettings(
                applicationRole,
                requestTimeout,
                lockTimeout,
                maxAttempts,
                lanes,
                maxWaiting,
                maxWaitingOfStore,
                cachedRows,
                interval);
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
