package io.atomicinventory.engine.monitor;

import java.math.BigDecimal;

/**
 * How many sales of a store's queue are in each status.
 *
 * @param averageWaitMinutes of those that were decided, from when they were queued; 0 where none was
 */
public record QueueMetrics(
        long pending, long insufficientStock, long approved, long rejected, BigDecimal averageWaitMinutes) {}
