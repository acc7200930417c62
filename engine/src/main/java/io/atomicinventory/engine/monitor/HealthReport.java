package io.atomicinventory.engine.monitor;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * How a store is.
 *
 * @param status the worst of the checks'
 * @param timestamp the database's time
 */
public record HealthReport(HealthStatus status, List<Finding> checks, Summary summary, Instant timestamp) {
    public HealthReport {
        checks = List.copyOf(checks);
    }

    /** How many checks there are, and how many of each status. */
    public record Summary(int total, int healthy, int warnings, int critical) {}

    public static HealthReport of(List<Finding> checks, Instant timestamp) {
        HealthStatus worst = checks.stream()
                .map(Finding::status)
                .max(Comparator.naturalOrder())
                .orElse(HealthStatus.HEALTHY);
        Summary summary = new Summary(
                checks.size(),
                count(checks, HealthStatus.HEALTHY),
                count(checks, HealthStatus.WARNING),
                count(checks, HealthStatus.CRITICAL));
        return new HealthReport(worst, checks, summary, timestamp);
    }

    private static int count(List<Finding> checks, HealthStatus status) {
        return Math.toIntExact(
                checks.stream().filter(check -> check.status() == status).count());
    }
}
