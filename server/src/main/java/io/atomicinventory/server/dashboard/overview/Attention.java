package io.atomicinventory.server.dashboard.overview;

import io.atomicinventory.engine.monitor.Finding;
import io.atomicinventory.engine.monitor.HealthReport;
import io.atomicinventory.engine.monitor.HealthStatus;
import io.atomicinventory.server.dashboard.StoreClock;
import io.atomicinventory.server.dashboard.Tab;
import io.atomicinventory.server.dashboard.health.CheckTitles;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Something that needs somebody.
 *
 * @param status critical or warning
 * @param todo empty where {@code found} says it
 * @param where the tab on which it is mended
 */
record Attention(String status, String title, String found, String todo, Tab where) {

    /** The worst first. */
    static List<Attention> of(HealthReport report, StoreClock clock) {
        return report.checks().stream()
                .filter(finding -> finding.status() != HealthStatus.HEALTHY)
                .sorted(Comparator.comparing(Finding::status).reversed())
                .map(finding -> of(finding, clock))
                .toList();
    }

    private static Attention of(Finding finding, StoreClock clock) {
        String todo = Objects.toString(finding.details().get("todo"), "");
        String message = finding.message();
        String found = message.endsWith(todo)
                ? message.substring(0, message.length() - todo.length()).strip()
                : message;
        return new Attention(
                finding.status().code(),
                CheckTitles.of(finding.name()),
                sentence(clock.of(found)),
                todo,
                where(finding.name()));
    }

    private static String sentence(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private static Tab where(String check) {
        return switch (check) {
            case "queue", "late-sales" -> Tab.QUEUE;
            case "mappings" -> Tab.GAPS;
            case "negative-stock" -> Tab.STOCK;
            case "success-rate" -> Tab.METRICS;
            default -> Tab.HEALTH;
        };
    }
}
