package io.atomicinventory.server.queue;

import io.atomicinventory.engine.queue.SyncReport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/** Counts what synchronisations found, whoever asked for them. Each try is counted as a sale, too. Thread-safe. */
@Component
class SyncMeters {
    private final Counter synced;
    private final Counter needsApproval;
    private final Counter failed;

    SyncMeters(MeterRegistry meters) {
        this.synced = counter(meters, "synced");
        this.needsApproval = counter(meters, "needs-approval");
        this.failed = counter(meters, "failed");
    }

    private static Counter counter(MeterRegistry meters, String result) {
        return Counter.builder("inventory.queue.tries")
                .description("Queued sales that a synchronisation tried, by what it found")
                .tag("result", result)
                .register(meters);
    }

    void count(SyncReport report) {
        synced.increment(report.synced());
        needsApproval.increment(report.needsApproval());
        failed.increment(report.failed());
    }
}
