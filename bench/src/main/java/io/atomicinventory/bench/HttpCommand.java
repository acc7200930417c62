package io.atomicinventory.bench;

import io.atomicinventory.bench.http.HttpRun;
import io.atomicinventory.bench.postgres.Postgres;
import io.atomicinventory.bench.report.HttpReport;
import io.atomicinventory.bench.report.ReportFolder;
import io.atomicinventory.bench.report.Run;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "http",
        mixinStandardHelpOptions = true,
        description = "The packaged server under wrk, beside the engine alone. Needs wrk on the PATH.")
final class HttpCommand implements Callable<Integer> {
    @Mixin
    private RunOptions options = new RunOptions();

    @Mixin
    private PackagedOptions packaged = new PackagedOptions();

    @Override
    public Integer call() throws Exception {
        ReportFolder folder = options.folder("http");
        try (Postgres postgres = options.postgres()) {
            Run run = options.describe(postgres);
            HttpRun.Result result = new HttpRun(
                            packaged.jar(),
                            options.repetitions(),
                            packaged.warmUp(),
                            packaged.measured(),
                            System.out::println)
                    .run(postgres);
            result.reasons().forEach(reason -> System.out.println("VOID: " + reason));
            System.out.println("report: "
                    + HttpReport.write(folder, run, result).toAbsolutePath().normalize());
            return result.reasons().isEmpty() ? 0 : 1;
        }
    }
}
