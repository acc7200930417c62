package io.atomicinventory.server.dashboard.health;

import io.atomicinventory.server.dashboard.StoreClock;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * Some of what a check has found, to be read: a list, or a table where it says several things of each.
 *
 * @param columns their headings; empty for a list
 * @param rows of a list, each has one cell
 */
record DetailTable(List<String> columns, List<List<Cell>> rows) {
    record Cell(String text, boolean isNumber) {}

    static DetailTable of(List<?> values, ZoneId zone) {
        SequencedSet<Object> names = new LinkedHashSet<>();
        for (Object value : values) {
            if (value instanceof Map<?, ?> map) {
                names.addAll(map.keySet());
            }
        }
        List<List<Cell>> rows = new ArrayList<>();
        for (Object value : values) {
            rows.add(
                    value instanceof Map<?, ?> map && !names.isEmpty()
                            ? names.stream()
                                    .map(name -> cell(map.get(name), zone))
                                    .toList()
                            : List.of(cell(value, zone)));
        }
        return new DetailTable(
                names.stream().map(name -> CheckTitles.words(name.toString())).toList(), rows);
    }

    /** Public, as all that a template asks. */
    public boolean isList() {
        return columns.isEmpty();
    }

    private static Cell cell(@Nullable Object value, ZoneId zone) {
        return new Cell(text(value, zone), value instanceof Number);
    }

    static String text(@Nullable Object value, ZoneId zone) {
        return switch (value) {
            case null -> "–";
            case BigDecimal number -> number.toPlainString();
            case Instant time -> new StoreClock(zone).full(time);
            default -> value.toString();
        };
    }
}
