package io.atomicinventory.bench;

import io.atomicinventory.bench.matrix.Matrix;
import io.atomicinventory.bench.matrix.Plan;
import io.atomicinventory.bench.matrix.Progress;
import io.atomicinventory.bench.matrix.Results;
import io.atomicinventory.bench.matrix.VoidRules;
import io.atomicinventory.bench.postgres.Postgres;
import io.atomicinventory.bench.report.MatrixReport;
import io.atomicinventory.bench.report.ReportFolder;
import io.atomicinventory.bench.report.Run;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "matrix",
        mixinStandardHelpOptions = true,
        description = "The engine, three baselines and the ceiling, in cells that differ from the base in one thing.")
final class MatrixCommand implements Callable<Integer> {
    @Mixin
    private RunOptions options = new RunOptions();

    @Option(names = "--quick", description = "Fewer cells and seconds: at most 3 minutes.")
    private boolean isQuick;

    @Option(
            names = "--only",
            description =
                    "Only the cells in whose name this regular expression is found: 'hot|100|nodes'. Half load needs the hot store beside it.",
            defaultValue = "")
    private String only = "";

    @Override
    public Integer call() throws Exception {
        Plan plan = (isQuick ? Plan.quick(options.repetitions()) : Plan.full(options.repetitions())).only(only);
        ReportFolder folder = options.folder(isQuick ? "quick" : "matrix");
        try (Postgres postgres = options.postgres()) {
            Run run = options.describe(postgres);
            Progress progress = new Progress(System.out, RunOptions.isWatched());
            Results results = new Matrix(postgres, plan, progress).run();
            List<String> reasons = VoidRules.reasons(results);
            Path report = MatrixReport.write(folder, run, results, reasons, plan);
            reasons.forEach(reason -> progress.say("VOID: " + reason));
            progress.say("report: " + report.toAbsolutePath().normalize());
            return reasons.isEmpty() ? 0 : 1;
        }
    }
}
