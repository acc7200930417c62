package io.atomicinventory.engine.monitor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one check found in a store.
 *
 * @param message what was found, in words
 * @param details the same for programs: texts, numbers, times, and lists and maps of these. Those of every check
 *     begin with {@code found} (how many things are wrong; 0 when it is healthy), {@code examples} (a few of what was
 *     found) and {@code todo} (what to do about it; empty when it is healthy)
 */
public record Finding(String name, HealthStatus status, String message, Map<String, Object> details) {
    public Finding {
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    /** Nothing is wrong. */
    public static Finding healthy(String name, String message) {
        return of(name, HealthStatus.HEALTHY, 0, List.of(), message, "");
    }

    public static Finding of(
            String name, HealthStatus status, long found, List<?> examples, String message, String todo) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("found", found);
        details.put("examples", List.copyOf(examples));
        details.put("todo", todo);
        return new Finding(name, status, message, details);
    }

    /** The same with one more detail. */
    public Finding with(String detail, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(details);
        more.put(detail, value);
        return new Finding(name, status, message, more);
    }
}
