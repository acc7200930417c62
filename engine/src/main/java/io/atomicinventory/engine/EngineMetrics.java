package io.atomicinventory.engine;

import java.time.Duration;

/** What the engine tells about itself. Called while requests wait, so implementations are quick and thread-safe. */
public interface EngineMetrics {
    EngineMetrics NONE = new EngineMetrics() {};

    /** A request has its outcome, after this long. */
    default void settled(String storeId, Outcome outcome, Duration duration) {}

    /**
     * Requests for which there is no outcome: the caller gets this exception.
     *
     * @param why a {@link DatabaseUnavailableException} where the outcome is not known; anything else is a bug
     */
    default void failed(String storeId, int commands, RuntimeException why) {}

    /**
     * A try wrote nothing and is made again.
     *
     * @param reason a few fixed words: conflict, menu-changed, lock, connection
     */
    default void retried(String storeId, String reason) {}

    /** A batch is on disk. */
    default void committed(int stores, int commands) {}
}
