package io.atomicinventory.bench;

import io.atomicinventory.bench.growth.Growth;
import io.atomicinventory.bench.growth.Heap;
import io.atomicinventory.bench.postgres.Postgres;
import io.atomicinventory.bench.report.GrowthReport;
import io.atomicinventory.bench.report.ReportFolder;
import io.atomicinventory.bench.report.Run;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "growth",
        mixinStandardHelpOptions = true,
        description = "The engine's throughput while the books grow, and its memory for a large chain.")
final class GrowthCommand implements Callable<Integer> {
    @Mixin
    private RunOptions options = new RunOptions();

    @Option(
            names = "--max-movements",
            description =
                    "Where to stop: empty, 1, 10 and 30 million (default: ${DEFAULT-VALUE}; about 20 GB of disk).",
            defaultValue = "30000000")
    private long maxMovements;

    @Option(
            names = "--heap-stores",
            description = "How many stores of 200 items memory is measured with (default: ${DEFAULT-VALUE}).",
            defaultValue = "10000")
    private int heapStores;

    @Option(
            names = "--seconds",
            description =
                    "How long each measurement lasts, behind a third of that as warm-up (default: ${DEFAULT-VALUE}).",
            defaultValue = "8")
    private int seconds;

    @Override
    public Integer call() throws Exception {
        ReportFolder folder = options.folder("growth");
        try (Postgres postgres = options.postgres()) {
            Run run = options.describe(postgres);
            Duration measured = Duration.ofSeconds(seconds);
            Growth.Result growth = new Growth(
                            options.repetitions(), measured.dividedBy(3), measured, System.out::println)
                    .run(postgres, maxMovements);
            Heap.Result heap = Heap.measure(postgres, heapStores, System.out::println);
            System.out.println("report: "
                    + GrowthReport.write(folder, run, growth, heap)
                            .toAbsolutePath()
                            .normalize());
            return growth.violations().isEmpty() ? 0 : 1;
        }
    }
}
