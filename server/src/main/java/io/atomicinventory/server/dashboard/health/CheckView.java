package io.atomicinventory.server.dashboard.health;

import io.atomicinventory.engine.monitor.Finding;
import io.atomicinventory.engine.monitor.HealthReport;
import io.atomicinventory.engine.monitor.HealthStatus;
import io.atomicinventory.server.dashboard.StoreClock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One check of a store's health, for its page.
 *
 * @param status its code; also the word that is shown
 * @param found how many things are wrong; null where the check does not count
 * @param todo empty where there is nothing to do
 * @param examples null where there are none
 * @param tables what else it says of several things
 * @param facts what else it says, each in a few words
 */
record CheckView(
        String name,
        String title,
        String status,
        boolean isHealthy,
        String message,
        @Nullable Long found,
        String todo,
        @Nullable DetailTable examples,
        List<Named<DetailTable>> tables,
        List<Named<String>> facts) {
    private static final Set<String> SHOWN_APART = Set.of("found", "examples", "todo");

    record Named<T>(String name, T value) {}

    /** The worst first; of equals, in the report's order. */
    static List<CheckView> of(HealthReport report, ZoneId zone) {
        return report.checks().stream()
                .sorted(Comparator.comparing(Finding::status).reversed())
                .map(finding -> of(finding, zone))
                .toList();
    }

    private static CheckView of(Finding finding, ZoneId zone) {
        List<Named<DetailTable>> tables = new ArrayList<>();
        List<Named<String>> facts = new ArrayList<>();
        finding.details().forEach((name, value) -> {
            if (!SHOWN_APART.contains(name)) {
                add(tables, facts, CheckTitles.words(name), value, zone);
            }
        });
        Map<String, Object> details = finding.details();
        String todo = Objects.toString(details.get("todo"), "");
        return new CheckView(
                finding.name(),
                CheckTitles.of(finding.name()),
                finding.status().code(),
                finding.status() == HealthStatus.HEALTHY,
                new StoreClock(zone).of(found(finding.message(), todo)),
                details.get("found") instanceof Number number ? number.longValue() : null,
                todo,
                details.get("examples") instanceof List<?> examples && !examples.isEmpty()
                        ? DetailTable.of(examples, zone)
                        : null,
                tables,
                facts);
    }

    /** Some messages end with what to do, which is shown apart. */
    private static String found(String message, String todo) {
        return message.endsWith(todo)
                ? message.substring(0, message.length() - todo.length()).strip()
                : message;
    }

    private static void add(
            List<Named<DetailTable>> tables, List<Named<String>> facts, String name, Object value, ZoneId zone) {
        if (value instanceof List<?> several) {
            if (!several.isEmpty()) {
                tables.add(new Named<>(name, DetailTable.of(several, zone)));
            }
        } else if (value instanceof Map<?, ?> several) {
            several.forEach((key, one) -> facts.add(
                    new Named<>(name + ", " + key.toString().replace('_', ' '), DetailTable.text(one, zone))));
        } else {
            facts.add(new Named<>(name, DetailTable.text(value, zone)));
        }
    }
}
