package io.atomicinventory.bench;

import io.atomicinventory.bench.http.TillRun;
import io.atomicinventory.bench.postgres.Postgres;
import io.atomicinventory.bench.report.ReportFolder;
import io.atomicinventory.bench.report.TillReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "till",
        mixinStandardHelpOptions = true,
        description = "A till that was cut off: keeping sales on its disk, and bringing them to the packaged server."
                + " Needs wrk on the PATH.")
final class TillCommand implements Callable<Integer> {
    @Mixin
    private RunOptions options = new RunOptions();

    @Mixin
    private PackagedOptions packaged = new PackagedOptions();

    @Option(
            names = "--sales",
            description = "How many the till keeps (default: ${DEFAULT-VALUE}).",
            defaultValue = "10000")
    private int sales;

    @Override
    public Integer call() throws Exception {
        ReportFolder folder = options.folder("till");
        try (Postgres postgres = options.postgres()) {
            TillRun.Results results = new TillRun(
                            packaged.jar(), sales, packaged.warmUp(), packaged.measured(), System.out::println)
                    .run(postgres, options.repetitions());
            results.reasons().forEach(reason -> System.out.println("VOID: " + reason));
            System.out.println("report: "
                    + TillReport.write(folder, options.describe(postgres), sales, results)
                            .toAbsolutePath()
                            .normalize());
            return results.reasons().isEmpty() ? 0 : 1;
        }
    }
}
