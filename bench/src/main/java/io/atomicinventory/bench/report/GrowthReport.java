package io.atomicinventory.bench.report;

import io.atomicinventory.bench.growth.Growth;
import io.atomicinventory.bench.growth.Heap;
import io.atomicinventory.bench.growth.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a long history and a large chain cost. */
public final class GrowthReport {
    private static final long WANTED_MOVEMENTS = 30_000_000;
    private static final int WANTED_STORES = 10_000;

    private GrowthReport() {}

    public static Path write(ReportFolder folder, Run run, Growth.Result growth, Heap.Result heap) throws IOException {
        Markdown page = run.page("Benchmark: growth");
        if (!growth.violations().isEmpty()) {
            page.heading(2, "VOID").list(growth.violations());
        }
        Target.write(page, targets(growth.stages(), heap));
        page.heading(2, "Throughput while the books grow")
                .paragraph("Sales per second of the engine, 10 lines a sale, 256 callers: the median, and the least and"
                        + " the most. All stages are one database; half of the history is the hot store's.")
                .table(
                        List.of("movements", "hot store", "100 stores"),
                        growth.stages().stream()
                                .map(stage -> List.of(
                                        String.format(Locale.ROOT, "%,d", stage.movements()),
                                        Numbers.whole(stage.hot()),
                                        Numbers.whole(stage.many())))
                                .toList());
        plot(folder, growth.stages(), page);
        page.heading(2, "Reading while the books grow")
                .paragraph(
                        "What the monitor's calls take on the hot store, in milliseconds: the median of 100 calls and the"
                                + " longest.")
                .table(
                        List.of("movements", "call", "median", "longest"),
                        growth.stages().stream()
                                .flatMap(stage -> stage.readings().stream()
                                        .map(reading -> List.of(
                                                String.format(Locale.ROOT, "%,d", stage.movements()),
                                                reading.call(),
                                                String.format(Locale.ROOT, "%.1f", reading.median()),
                                                String.format(Locale.ROOT, "%.1f", reading.most()))))
                                .toList());
        page.heading(2, "Memory")
                .paragraph(String.format(
                        Locale.ROOT,
                        "After the engine has sold every dish in each of %,d stores with %d items: %.0f MiB of heap are"
                                + " used after a garbage collection, %.0f MiB of them more than before it was opened.",
                        heap.stores(),
                        heap.items(),
                        heap.withEngine() / (double) (1 << 20),
                        heap.mebibytes()));
        return folder.write(page.toString());
    }

    private static List<Target> targets(List<Stage> stages, Heap.Result heap) {
        Stage empty = stages.getFirst();
        Stage full = stages.getLast();
        boolean isFull = full.target() >= WANTED_MOVEMENTS;
        boolean isLarge = heap.stores() >= WANTED_STORES;
        List<Target> targets = new ArrayList<>(List.of(
                Target.atLeast(
                        "hot store after 30 million movements against an empty database",
                        0.85,
                        isFull ? full.hot().median() / empty.hot().median() : Double.NaN,
                        "%.2f"),
                Target.atLeast(
                        "100 stores after 30 million movements against an empty database",
                        0.85,
                        isFull ? full.many().median() / empty.many().median() : Double.NaN,
                        "%.2f"),
                Target.atMost(
                        "heap for 10,000 stores × 200 items",
                        512,
                        isLarge ? heap.mebibytes() : Double.NaN,
                        "%.0f MiB")));
        full.readings().stream()
                .filter(reading -> reading.call().endsWith("Metrics"))
                .forEach(reading -> targets.add(Target.atMost(
                        reading.call() + " at 30 million movements, median",
                        50,
                        isFull ? reading.median() : Double.NaN,
                        "%.1f ms")));
        return targets;
    }

    private static void plot(ReportFolder folder, List<Stage> stages, Markdown page) throws IOException {
        Map<String, List<double[]>> series = new LinkedHashMap<>();
        series.put(
                "hot store",
                stages.stream()
                        .map(stage -> new double[] {
                            stage.movements() / 1e6, stage.hot().median()
                        })
                        .toList());
        series.put(
                "100 stores",
                stages.stream()
                        .map(stage -> new double[] {
                            stage.movements() / 1e6, stage.many().median()
                        })
                        .toList());
        try {
            Plots.lines(folder.path().resolve("growth.svg"), "growth", "million movements", "sales/s", series);
            page.image("growth", "growth.svg");
        } catch (LinkageError | RuntimeException e) {
            page.paragraph("The plot could not be drawn: " + e);
        }
    }
}
