package io.atomicinventory.device;

import java.time.Duration;

/**
 * How a till works; {@link #defaults()} suit a shop.
 *
 * @param sellDeadline a sale or void that the server has not answered by then is kept
 * @param holdMargin so long after the deadline a call that never returned is left to itself; then its sale is sent
 * @param downFor so long after a failure nothing waits for the server again
 * @param idlePause between two looks at what is to be done
 * @param firstBackoff after a synchronisation that failed; the next are twice as long each, half of it at random
 * @param longestBackoff that they do not exceed
 * @param syncDeadline of one request of the synchronisation
 * @param batchSize sales in one request, 1 to 500
 * @param firstCheck after which the server is asked what became of a sale that waits there; the next twice as long each
 * @param longestCheck that these do not exceed
 * @param stuckPause after which what is stuck is tried again
 * @param refreshPause after which menu and stock are read again; zero for never
 */
public record TillSettings(
        Duration sellDeadline,
        Duration holdMargin,
        Duration downFor,
        Duration idlePause,
        Duration firstBackoff,
        Duration longestBackoff,
        Duration syncDeadline,
        int batchSize,
        Duration firstCheck,
        Duration longestCheck,
        Duration stuckPause,
        Duration refreshPause) {
    /** Of one request. */
    public static final int MAX_BATCH = 500;

    public TillSettings {
        if (!sellDeadline.isPositive()
                || !idlePause.isPositive()
                || !firstBackoff.isPositive()
                || !syncDeadline.isPositive()) {
            throw new IllegalArgumentException("sellDeadline, idlePause, firstBackoff, syncDeadline: must be above 0");
        }
        if (longestBackoff.compareTo(firstBackoff) < 0) {
            throw new IllegalArgumentException("longestBackoff: must not be shorter than firstBackoff");
        }
        if (batchSize < 1 || batchSize > MAX_BATCH) {
            throw new IllegalArgumentException("batchSize: must be 1 to " + MAX_BATCH);
        }
    }

    public static TillSettings defaults() {
        return new TillSettings(
                Duration.ofSeconds(2),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                Duration.ofSeconds(15),
                Duration.ofSeconds(30),
                MAX_BATCH,
                Duration.ofSeconds(5),
                Duration.ofMinutes(10),
                Duration.ofHours(1),
                Duration.ofMinutes(1));
    }

    /** @param asked so often before */
    Duration checkAfter(int asked) {
        Duration pause = firstCheck.multipliedBy(1L << Math.min(asked, 20));
        return pause.compareTo(longestCheck) < 0 ? pause : longestCheck;
    }

    public TillSettings withSellDeadline(Duration deadline) {
        return new TillSettings(
                deadline,
                holdMargin,
                downFor,
                idlePause,
                firstBackoff,
                longestBackoff,
                syncDeadline,
                batchSize,
                firstCheck,
                longestCheck,
                stuckPause,
                refreshPause);
    }

    public TillSettings withHoldMargin(Duration margin) {
        return new TillSettings(
                sellDeadline,
                margin,
                downFor,
                idlePause,
                firstBackoff,
                longestBackoff,
                syncDeadline,
                batchSize,
                firstCheck,
                longestCheck,
                stuckPause,
                refreshPause);
    }

    public TillSettings withDownFor(Duration down) {
        return new TillSettings(
                sellDeadline,
                holdMargin,
                down,
                idlePause,
                firstBackoff,
                longestBackoff,
                syncDeadline,
                batchSize,
                firstCheck,
                longestCheck,
                stuckPause,
                refreshPause);
    }

    /** @param idle between two looks, and the first pause after a failure */
    public TillSettings withPauses(Duration idle, Duration longest) {
        return new TillSettings(
                sellDeadline,
                holdMargin,
                downFor,
                idle,
                idle,
                longest,
                syncDeadline,
                batchSize,
                firstCheck,
                longestCheck,
                stuckPause,
                refreshPause);
    }

    public TillSettings withSyncDeadline(Duration deadline) {
        return new TillSettings(
                sellDeadline,
                holdMargin,
                downFor,
                idlePause,
                firstBackoff,
                longestBackoff,
                deadline,
                batchSize,
                firstCheck,
                longestCheck,
                stuckPause,
                refreshPause);
    }

    public TillSettings withBatchSize(int size) {
        return new TillSettings(
                sellDeadline,
                holdMargin,
                downFor,
                idlePause,
                firstBackoff,
                longestBackoff,
                syncDeadline,
                size,
                firstCheck,
                longestCheck,
                stuckPause,
                refreshPause);
    }

    public TillSettings withChecks(Duration first, Duration longest) {
        return new TillSettings(
                sellDeadline,
                holdMargin,
                downFor,
                idlePause,
                firstBackoff,
                longestBackoff,
                syncDeadline,
                batchSize,
                first,
                longest,
                stuckPause,
                refreshPause);
    }

    public TillSettings withStuckPause(Duration pause) {
        return new TillSettings(
                sellDeadline,
                holdMargin,
                downFor,
                idlePause,
                firstBackoff,
                longestBackoff,
                syncDeadline,
                batchSize,
                firstCheck,
                longestCheck,
                pause,
                refreshPause);
    }

    public TillSettings withRefreshPause(Duration pause) {
        return new TillSettings(
                sellDeadline,
                holdMargin,
                downFor,
                idlePause,
                firstBackoff,
                longestBackoff,
                syncDeadline,
                batchSize,
                firstCheck,
                longestCheck,
                stuckPause,
                pause);
    }
}
