package io.atomicinventory.server.monitor;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.atomicinventory.engine.monitor.AtomicInventoryMonitor;
import io.atomicinventory.engine.monitor.DeductionMetrics;
import io.atomicinventory.engine.monitor.QueueMetrics;
import io.atomicinventory.server.problem.ProblemException;
import io.atomicinventory.server.request.Paths;
import io.atomicinventory.server.security.Allowed;
import io.atomicinventory.server.security.Permission;
import java.math.BigDecimal;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells how a store is, and what somebody should do about it. */
@RestController
@Allowed(Permission.REVIEW)
@RequestMapping(path = "/api/v1/stores/{storeId}", produces = MediaType.APPLICATION_JSON_VALUE)
class MonitorController {
    private final AtomicInventoryMonitor monitor;
    private final HealthReports reports;

    MonitorController(AtomicInventoryMonitor monitor, HealthReports reports) {
        this.monitor = monitor;
        this.reports = reports;
    }

    @GetMapping("/health")
    HealthView health(@PathVariable String storeId) {
        Paths.requireIds("storeId", storeId);
        return HealthView.of(reports.now(storeId));
    }

    record QueueMetricsView(
            long pending,
            @JsonProperty("insufficient_stock") long insufficientStock,
            long approved,
            long rejected,
            @JsonProperty("avg_wait_time_minutes") BigDecimal averageWaitMinutes) {

        static QueueMetricsView of(QueueMetrics metrics) {
            return new QueueMetricsView(
                    metrics.pending(),
                    metrics.insufficientStock(),
                    metrics.approved(),
                    metrics.rejected(),
                    metrics.averageWaitMinutes());
        }
    }

    @GetMapping("/metrics/queue")
    QueueMetricsView queue(@PathVariable String storeId) {
        Paths.requireIds("storeId", storeId);
        return monitor.getQueueMetrics(storeId).map(QueueMetricsView::of).orElseThrow(() -> unknown(storeId));
    }

    record DeductionMetricsView(
            @JsonProperty("total_deductions") long totalDeductions,
            long successful,
            long failed,
            @JsonProperty("avg_duration_ms") BigDecimal averageDurationMillis,
            @JsonProperty("idempotency_hits") long idempotencyHits,
            @JsonProperty("version_conflicts") long versionConflicts,
            @JsonProperty("last_24h") Last24Hours last24Hours,
            long queued,
            long shortages,
            @JsonProperty("system_failures") long systemFailures) {

        record Last24Hours(
                long deductions,
                long failures,
                @JsonProperty("failure_rate") BigDecimal failureRate) {}

        static DeductionMetricsView of(DeductionMetrics metrics) {
            DeductionMetrics.Last24Hours day = metrics.last24Hours();
            return new DeductionMetricsView(
                    metrics.totalDeductions(),
                    metrics.successful(),
                    metrics.failed(),
                    metrics.averageDurationMillis(),
                    metrics.idempotencyHits(),
                    metrics.versionConflicts(),
                    new Last24Hours(day.deductions(), day.failures(), day.failureRate()),
                    metrics.queued(),
                    metrics.shortages(),
                    metrics.systemFailures());
        }
    }

    @GetMapping("/metrics/deductions")
    DeductionMetricsView deductions(@PathVariable String storeId) {
        Paths.requireIds("storeId", storeId);
        return monitor.getDeductionMetrics(storeId)
                .map(DeductionMetricsView::of)
                .orElseThrow(() -> unknown(storeId));
    }

    private static ProblemException unknown(String storeId) {
        return Paths.notFound("Unknown store: " + storeId);
    }
}
