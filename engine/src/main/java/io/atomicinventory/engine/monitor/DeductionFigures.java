package io.atomicinventory.engine.monitor;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The sales of a store in a time, in detail.
 *
 * @param from inclusive
 * @param until exclusive; the minute that is under way is counted so far
 * @param refused all that were refused, for whatever reason
 * @param shortages those of the refused that lacked stock
 * @param failed were not decided
 * @param systemFailures those of the failed that are no mistake of the caller
 * @param replayed answered with an earlier outcome
 * @param versionConflicts tries that met somebody else's change and were made again
 * @param reasons why sales were refused or not decided, as the API names it, most frequent first
 * @param successPercent deducted, of those that were deducted, refused or failed; 100 where there were none
 */
public record DeductionFigures(
        Instant from,
        Instant until,
        long deducted,
        long refused,
        long shortages,
        long queued,
        long failed,
        long systemFailures,
        long replayed,
        long versionConflicts,
        Map<String, Long> reasons,
        BigDecimal successPercent,
        Latency latency) {

    /** How far back from now. */
    public enum Period {
        LAST_HOUR(60),
        LAST_24_HOURS(24 * 60);

        private final int minutes;

        Period(int minutes) {
            this.minutes = minutes;
        }

        /** With the one that is under way. */
        public int minutes() {
            return minutes;
        }
    }

    public DeductionFigures {
        reasons = Collections.unmodifiableMap(new LinkedHashMap<>(reasons));
    }

    /**
     * From arrival to answer, of what was decided, in milliseconds; 0 where nothing was.
     *
     * @param number how many were timed
     * @param p50Millis half of them took no longer. Percentiles are upper bounds, at most half as much again as the truth
     */
    public record Latency(
            long number,
            BigDecimal averageMillis,
            BigDecimal maxMillis,
            BigDecimal p50Millis,
            BigDecimal p95Millis,
            BigDecimal p99Millis) {}
}
