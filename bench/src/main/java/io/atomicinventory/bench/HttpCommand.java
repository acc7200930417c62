package io.atomicinventory.bench;

import io.atomicinventory.bench.http.HttpRun;
import io.atomicinventory.bench.postgres.Postgres;
import io.atomicinventory.bench.report.HttpReport;
import io.atomicinventory.bench.report.ReportFolder;
import io.atomicinventory.bench.report.Run;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "http",
        mixinStandardHelpOptions = true,
        description = "The packaged server under wrk, beside the engine alone. Needs wrk on the PATH.")
final class HttpCommand implements Callable<Integer> {
    @Mixin
    private RunOptions options = new RunOptions();

    @Option(
            names = "--jar",
            description = "The packaged server (default: ${DEFAULT-VALUE}).",
            defaultValue = "../server/target/server-0.1.0.jar")
    private Path jar = Path.of("");

    @Option(
            names = "--seconds",
            description =
                    "How long each measurement lasts, behind half of that as warm-up (default: ${DEFAULT-VALUE}).",
            defaultValue = "10")
    private int seconds;

    @Override
    public Integer call() throws Exception {
        ReportFolder folder = options.folder("http");
        try (Postgres postgres = options.postgres()) {
            Run run = options.describe(postgres);
            Duration measured = Duration.ofSeconds(seconds);
            HttpRun.Result result = new HttpRun(
                            jar, options.repetitions(), measured.dividedBy(2), measured, System.out::println)
                    .run(postgres);
            result.reasons().forEach(reason -> System.out.println("VOID: " + reason));
            System.out.println("report: "
                    + HttpReport.write(folder, run, result).toAbsolutePath().normalize());
            return result.reasons().isEmpty() ? 0 : 1;
        }
    }
}
