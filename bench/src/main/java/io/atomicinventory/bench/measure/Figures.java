package io.atomicinventory.bench.measure;

/**
 * What one measurement gave.
 *
 * @param salesPerSecond answered: deducted, voided, replayed or refused
 * @param databaseCpuMillis for each answered sale; NaN where it cannot be known
 * @param clientCpuMillis likewise, of this process
 * @param walBytes for each answered sale
 * @param retries tries that wrote nothing, in the measurement and its warm-up
 * @param failed requests without a decision
 */
public record Figures(
        double salesPerSecond,
        double movementsPerSecond,
        double p50Millis,
        double p99Millis,
        double p999Millis,
        double databaseCpuMillis,
        double clientCpuMillis,
        double walBytes,
        long retries,
        long failed) {}
