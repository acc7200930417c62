package io.atomicinventory.engine.monitor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one check found in a store.
 *
 * @param message what was found, how much of it, and what to do
 * @param details the same for programs: texts, numbers, times, and lists and maps of these
 */
public record Finding(String name, HealthStatus status, String message, Map<String, Object> details) {
    public Finding {
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }
}
