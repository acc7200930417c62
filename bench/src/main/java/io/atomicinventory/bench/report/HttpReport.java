package io.atomicinventory.bench.report;

import io.atomicinventory.bench.http.HttpFigures;
import io.atomicinventory.bench.http.HttpRun;
import io.atomicinventory.bench.measure.Spread;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The packaged server beside the engine alone. */
public final class HttpReport {
    private HttpReport() {}

    public static Path write(ReportFolder folder, Run run, HttpRun.Result result) throws IOException {
        Markdown page = run.page("Benchmark: HTTP");
        if (!result.reasons().isEmpty()) {
            page.heading(2, "VOID").list(result.reasons());
        }
        Target.write(
                page,
                List.of(
                        share("HTTP singles, hot, share of the engine alone", 40, result.singles(), result.engine()),
                        share(
                                "HTTP batches of 100, hot, share of the engine alone",
                                75,
                                result.batches(),
                                result.engine())));
        page.heading(2, "Figures")
                .paragraph(
                        "One hot store, 10 lines a sale. The load generator (wrk, 2 threads), the server (a process of"
                                + " its own, 512 MiB of heap) and the database share this machine. Singles come over 256"
                                + " connections, batches of 100 over 16; the engine alone has 256 callers in this process.")
                .table(
                        List.of("", "sales/s", "p50 ms of a request", "p99 ms of a request"),
                        List.of(
                                row("engine alone", result.engine()),
                                row("HTTP singles", result.singles()),
                                row("HTTP batches of 100", result.batches())));
        return folder.write(page.toString());
    }

    private static Target share(String what, double bound, List<HttpFigures> part, List<HttpFigures> whole) {
        double share = spread(part, HttpFigures::salesPerSecond).median()
                / spread(whole, HttpFigures::salesPerSecond).median();
        return Target.atLeast(what, bound, 100 * share, "%.0f %%");
    }

    private static List<String> row(String name, List<HttpFigures> figures) {
        return List.of(
                name,
                Numbers.whole(spread(figures, HttpFigures::salesPerSecond)),
                Numbers.decimals(spread(figures, HttpFigures::p50Millis)),
                Numbers.decimals(spread(figures, HttpFigures::p99Millis)));
    }

    private static Spread spread(List<HttpFigures> figures, ToDoubleFunction<HttpFigures> figure) {
        return Spread.of(figures.stream().mapToDouble(figure).toArray());
    }
}
