package io.atomicinventory.bench.report;

import io.atomicinventory.bench.http.TillRun;
import io.atomicinventory.bench.measure.Spread;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What a till keeps, and how fast it comes into the books. */
public final class TillReport {
    private TillReport() {}

    public static Path write(ReportFolder folder, Run run, int sales, TillRun.Results results) throws IOException {
        Markdown page = run.page("Benchmark: a till that was cut off");
        if (!results.reasons().isEmpty()) {
            page.heading(2, "VOID").list(results.reasons());
        }
        Target.write(
                page,
                List.of(Target.atLeast(
                        "sales from the till against what the server takes in batches",
                        50,
                        spread(results, TillRun.Result::share).median(),
                        "%.0f %%")));
        page.heading(2, "Figures")
                .paragraph(sales
                        + " sales of 10 lines, kept by a till one after the other with nobody at the other end, then"
                        + " synchronised in batches of 500. Beside it batches of 100 over 16 connections from the load"
                        + " generator (wrk), which reads no answer. Till, server, load generator and database share this"
                        + " machine.")
                .table(
                        List.of("", "measured"),
                        List.of(
                                row("in batches, sales/s", results, TillRun.Result::batchesPerSecond),
                                row("from the till, sales/s", results, TillRun.Result::syncedPerSecond),
                                rowOfMillis("a sale is on the till's disk, p50 ms", results, TillRun.Result::p50Millis),
                                rowOfMillis("p99 ms", results, TillRun.Result::p99Millis),
                                rowOfMillis("at most, ms", results, TillRun.Result::maxMillis)));
        return folder.write(page.toString());
    }

    private static List<String> row(String name, TillRun.Results results, ToDoubleFunction<TillRun.Result> figure) {
        return List.of(name, Numbers.whole(spread(results, figure)));
    }

    private static List<String> rowOfMillis(
            String name, TillRun.Results results, ToDoubleFunction<TillRun.Result> figure) {
        return List.of(name, Numbers.decimals(spread(results, figure)));
    }

    private static Spread spread(TillRun.Results results, ToDoubleFunction<TillRun.Result> figure) {
        return Spread.of(results.all().stream().mapToDouble(figure).toArray());
    }
}
