package io.atomicinventory.bench.report;

import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.IChart;
import org.knowm.xchart.style.Styler;

/** Draws into SVG files beside the report. */
final class Plots {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 420;

    private Plots() {}

    static void bars(Path file, String title, String unit, List<String> names, List<Double> values) throws IOException {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .yAxisTitle(unit)
                .build();
        plain(chart.getStyler());
        chart.getStyler().setLabelsVisible(true);
        chart.getStyler().setXAxisLabelRotation(names.size() > 6 ? 30 : 0);
        chart.addSeries(unit, names, values);
        save(chart, file);
    }

    static void lines(Path file, String title, String xTitle, String yTitle, Map<String, List<double[]>> series)
            throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(xTitle)
                .yAxisTitle(yTitle)
                .build();
        plain(chart.getStyler());
        chart.getStyler().setLegendVisible(true);
        chart.getStyler().setYAxisMin(0.0);
        series.forEach((name, points) -> chart.addSeries(
                name,
                points.stream().mapToDouble(point -> point[0]).toArray(),
                points.stream().mapToDouble(point -> point[1]).toArray()));
        save(chart, file);
    }

    private static void save(IChart chart, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            ChartEncoder.saveChart(chart, out, "svg");
        }
    }

    private static void plain(Styler styler) {
        styler.setLegendVisible(false);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
    }
}
