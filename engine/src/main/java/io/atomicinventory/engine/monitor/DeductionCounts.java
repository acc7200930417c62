package io.atomicinventory.engine.monitor;

import java.time.Instant;

/**
 * What became of the sales of a minute, or of an hour.
 *
 * @param from when it began; the one that is under way is counted so far
 * @param refused all that were refused
 * @param shortages those of the refused that lacked stock
 * @param queued wait in the queue instead, or waited there
 * @param failed were not decided
 */
public record DeductionCounts(Instant from, long deducted, long refused, long shortages, long queued, long failed) {}
