package io.atomicinventory.bench;

import io.atomicinventory.bench.postgres.Postgres;
import io.atomicinventory.bench.queue.QueueSync;
import io.atomicinventory.bench.report.QueueReport;
import io.atomicinventory.bench.report.ReportFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "queue",
        mixinStandardHelpOptions = true,
        description = "Synchronising a long queue, against selling as much in batches.")
final class QueueCommand implements Callable<Integer> {
    @Mixin
    private RunOptions options = new RunOptions();

    @Option(
            names = "--entries",
            description = "How many sales wait (default: ${DEFAULT-VALUE}).",
            defaultValue = "10000")
    private int entries;

    @Override
    public Integer call() throws Exception {
        ReportFolder folder = options.folder("queue");
        try (Postgres postgres = options.postgres()) {
            QueueSync.measure(postgres, entries); // a Java machine that knows no code yet
            List<QueueSync.Result> results = new ArrayList<>();
            for (int i = 1; i <= options.repetitions(); i++) {
                QueueSync.Result result = QueueSync.measure(postgres, entries);
                System.out.printf(
                        "rep %d  in batches %,.0f sales/s  from the queue %,.0f sales/s  %.2f%n",
                        i, result.directPerSecond(), result.syncedPerSecond(), result.ratio());
                results.add(result);
            }
            System.out.println("report: "
                    + QueueReport.write(folder, options.describe(postgres), entries, results)
                            .toAbsolutePath()
                            .normalize());
            return results.stream().allMatch(result -> result.violations().isEmpty()) ? 0 : 1;
        }
    }
}
