package io.atomicinventory.bench.report;

import io.atomicinventory.bench.measure.Spread;
import io.atomicinventory.bench.queue.QueueSync;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What a long queue costs. */
public final class QueueReport {
    private QueueReport() {}

    public static Path write(ReportFolder folder, Run run, int entries, List<QueueSync.Result> results)
            throws IOException {
        Markdown page = run.page("Benchmark: the queue");
        List<String> violations =
                results.stream().flatMap(result -> result.violations().stream()).toList();
        if (!violations.isEmpty()) {
            page.heading(2, "VOID").list(violations);
        }
        Target.write(
                page,
                List.of(Target.atLeast(
                        "synchronising queued sales against selling them in batches",
                        0.5,
                        spread(results, QueueSync.Result::ratio).median(),
                        "%.2f ×")));
        page.heading(2, "Figures")
                .paragraph(
                        entries + " sales of 10 lines in one store, by one caller in batches of 500; then as many from"
                                + " the queue, each queued by itself before.")
                .table(
                        List.of("", "sales/s"),
                        List.of(
                                List.of(
                                        "in batches",
                                        Numbers.whole(spread(results, QueueSync.Result::directPerSecond))),
                                List.of(
                                        "from the queue",
                                        Numbers.whole(spread(results, QueueSync.Result::syncedPerSecond)))));
        return folder.write(page.toString());
    }

    private static Spread spread(List<QueueSync.Result> results, ToDoubleFunction<QueueSync.Result> figure) {
        return Spread.of(results.stream().mapToDouble(figure).toArray());
    }
}
