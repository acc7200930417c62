package io.atomicinventory.server.monitor;

import io.atomicinventory.engine.monitor.Finding;
import io.atomicinventory.engine.monitor.HealthReport;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A health report on the wire. */
record HealthView(String status, List<Check> checks, HealthReport.Summary summary, Instant timestamp) {

    record Check(String name, String status, String message, Map<String, Object> details) {
        static Check of(Finding finding) {
            return new Check(finding.name(), finding.status().code(), finding.message(), finding.details());
        }
    }

    static HealthView of(HealthReport report) {
        return new HealthView(
                report.status().code(),
                report.checks().stream().map(Check::of).toList(),
                report.summary(),
                report.timestamp());
    }
}
