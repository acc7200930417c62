package io.atomicinventory.bench.report;

import io.atomicinventory.bench.matrix.Cell;
import io.atomicinventory.bench.matrix.Plan;
import io.atomicinventory.bench.matrix.Results;
import io.atomicinventory.bench.measure.Figures;
import io.atomicinventory.bench.subject.SubjectKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Subjects and cells. */
public final class MatrixReport {
    private static final List<String> HEAD = List.of(
            "cell",
            "subject",
            "sales/s",
            "movements/s",
            "p50 ms",
            "p99 ms",
            "p99.9 ms",
            "database CPU ms/sale",
            "client CPU ms/sale",
            "WAL bytes/sale",
            "retries",
            "failed");

    private MatrixReport() {}

    /** @param reasons why the run is void; empty if it counts. @return the report's file */
    public static Path write(ReportFolder folder, Run run, Results results, List<String> reasons, Plan plan)
            throws IOException {
        Markdown page = run.page("Benchmark: subjects and cells");
        if (reasons.isEmpty()) {
            page.paragraph("The run counts: the verifier found nothing in any store after any subject, and each"
                    + " baseline that was measured reaches its least share of the ceiling.");
        } else {
            page.heading(2, "VOID").list(reasons);
        }
        Target.write(page, MatrixTargets.of(results));
        page.heading(2, "Figures").paragraph(how(plan)).table(HEAD, rows(results));
        plots(folder, results, page);
        return folder.write(page.toString());
    }

    private static String how(Plan plan) {
        return """
            Each figure is the median of %d repetitions, with the least and the most in parentheses. Every measurement has a
            fresh database (a copy of a prepared one), a checkpoint, a warm-up of %.1f s and %.1f s that count, in alternating
            order of the subjects; callers are virtual threads of this process, on the machine of the database, each
            sending its next sale after its answer. Two nodes are two engines in this process, each with its own pool.
            Baselines have a pool of %d connections, and are given the recipe: they look up no menu. "Retries" counts tries
            that wrote nothing, warm-up included. In "%s", sales arrive by themselves (Poisson) at half of what the
            engine took in the same repetition's hot cell, and latency counts from the intended moment.""".formatted(
                        plan.repetitions(),
                        plan.warmUp().toMillis() / 1e3,
                        plan.measured().toMillis() / 1e3,
                        SubjectKind.BASELINE_CONNECTIONS,
                        Cell.HALF_LOAD);
    }

    private static List<List<String>> rows(Results results) {
        return results.rows().stream().map(row -> row(results, row)).toList();
    }

    private static List<String> row(Results results, Results.Row row) {
        return List.of(
                row.cell(),
                row.subject().label(),
                Numbers.whole(results.spread(row, Figures::salesPerSecond)),
                Numbers.whole(results.spread(row, Figures::movementsPerSecond)),
                Numbers.decimals(results.spread(row, Figures::p50Millis)),
                Numbers.decimals(results.spread(row, Figures::p99Millis)),
                Numbers.decimals(results.spread(row, Figures::p999Millis)),
                Numbers.decimals(results.spread(row, Figures::databaseCpuMillis)),
                Numbers.decimals(results.spread(row, Figures::clientCpuMillis)),
                Numbers.whole(results.spread(row, Figures::walBytes)),
                Numbers.whole(results.spread(row, Figures::retries)),
                Numbers.whole(results.spread(row, Figures::failed)));
    }

    /** A machine without fonts cannot draw; its figures count all the same. */
    private static void plots(ReportFolder folder, Results results, Markdown page) throws IOException {
        page.heading(2, "Plots");
        try {
            for (String cell : List.of(Cell.HOT, Cell.MANY_STORES)) {
                List<Results.Row> rows = results.rows().stream()
                        .filter(row -> row.cell().equals(cell))
                        .toList();
                bars(folder, page, results, cell, rows, row -> row.subject().label());
            }
            List<Results.Row> engine = results.rows().stream()
                    .filter(row -> row.subject() == SubjectKind.ENGINE)
                    .toList();
            bars(folder, page, results, "engine in all cells", engine, Results.Row::cell);
        } catch (LinkageError | RuntimeException e) {
            page.paragraph("The plots could not be drawn: " + e);
        }
    }

    private static void bars(
            ReportFolder folder,
            Markdown page,
            Results results,
            String title,
            List<Results.Row> rows,
            Function<Results.Row, String> name)
            throws IOException {
        if (rows.isEmpty()) {
            return;
        }
        List<String> names = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        for (Results.Row row : rows) {
            names.add(name.apply(row));
            values.add((double)
                    Math.round(results.spread(row, Figures::salesPerSecond).median()));
        }
        String file = title.replaceAll("[^a-z0-9]+", "-") + ".svg";
        Plots.bars(folder.path().resolve(file), title, "sales/s", names, values);
        page.image(title, file);
    }
}
