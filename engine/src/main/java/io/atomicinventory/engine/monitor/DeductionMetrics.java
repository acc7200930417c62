package io.atomicinventory.engine.monitor;

import java.math.BigDecimal;

/**
 * What became of all the sales that a store was ever sent. Each sale is counted once for each attempt with a key of its
 * own; what was sent again with the same key is an idempotency hit and nothing else.
 *
 * @param totalDeductions successful and failed
 * @param successful deducted, also from the queue
 * @param failed refused, or not decided
 * @param averageDurationMillis from arrival to answer, of what was decided; 0 where nothing was
 * @param idempotencyHits answered with an earlier outcome
 * @param versionConflicts tries that met somebody else's change and were made again
 * @param queued neither: they wait in the queue, or waited there
 * @param shortages those of the failed that lacked stock
 * @param systemFailures those of the failed that were not decided since too much waited, others were in the way or the
 *     database did not answer
 */
public record DeductionMetrics(
        long totalDeductions,
        long successful,
        long failed,
        BigDecimal averageDurationMillis,
        long idempotencyHits,
        long versionConflicts,
        Last24Hours last24Hours,
        long queued,
        long shortages,
        long systemFailures) {

    /**
     * By the database's clock, to the minute.
     *
     * @param deductions successful and failed
     * @param failureRate in percent, 0 to 100; 0 where there were none
     */
    public record Last24Hours(long deductions, long failures, BigDecimal failureRate) {}
}
