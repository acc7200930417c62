package io.atomicinventory.server.dashboard.overview;

import io.atomicinventory.engine.monitor.Finding;
import io.atomicinventory.engine.monitor.HealthReport;
import io.atomicinventory.engine.monitor.HealthStatus;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the system promises, and the health checks that prove it in a store. */
enum Guarantee {
    ALL_OR_NOTHING(
            "All or nothing",
            "A sale takes every ingredient that it needs, or none and says why.",
            "whole-sales",
            "version-guard",
            "conservation"),
    EXACTLY_ONCE("Exactly once", "A sale that is sent again is not deducted again.", "idempotency-keys"),
    OWN_STORE("Own store only", "No sale touches the stock of another store.", "store-boundaries"),
    CONSERVATION(
            "Nothing without a trace", "Every quantity is the sum of its movements.", "conservation", "version-guard"),
    NEVER_SILENTLY_NEGATIVE(
            "Never silently below zero",
            "Below zero only where the item's rule, the store's policy or a named person allowed it.",
            "negative-stock"),
    REVERT_ONCE("Given back once", "A void gives back at most what its sale took.", "compensation"),
    DURABLE("Confirmed is kept", "What was confirmed to a till is on the disk and outlives a power cut.", "durability"),
    OFFLINE(
            "Offline sales lose nothing",
            "A sale that was made without a network reaches the books, once, however late.",
            "queue",
            "late-sales");

    /** How the engine begins what it says of a check that did not come to an end. */
    private static final String COULD_NOT_RUN = "could not run";

    /** Whatever they find waits, too much or too long, and is not lost. */
    private static final Set<String> WAITS = Set.of("queue", "late-sales");

    private final String title;
    private final String text;

    @SuppressWarnings("ImmutableEnumChecker") // a copy that cannot be changed
    private final List<String> checks;

    Guarantee(String title, String text, String... checks) {
        this.title = title;
        this.text = text;
        this.checks = List.of(checks);
    }

    /** From good to bad: of several checks the worst counts. */
    enum Standing {
        HOLDS("healthy", "Holds"),
        /** Not broken; somebody should look all the same. */
        LOOK("warning", "Holds, needs a look"),
        UNKNOWN("plain", "Not known"),
        BROKEN("critical", "Does not hold");

        private final String style;
        private final String words;

        Standing(String style, String words) {
            this.style = style;
            this.words = words;
        }

        public String style() {
            return style;
        }

        public String words() {
            return words;
        }

        private static Standing of(@Nullable Finding finding) {
            if (finding == null || finding.message().startsWith(COULD_NOT_RUN)) {
                return UNKNOWN;
            }
            return switch (finding.status()) {
                case HealthStatus.HEALTHY -> HOLDS;
                case HealthStatus.WARNING -> LOOK;
                case HealthStatus.CRITICAL -> WAITS.contains(finding.name()) ? LOOK : BROKEN;
            };
        }
    }

    /** A guarantee as a report proves it. */
    record Now(Guarantee guarantee, Standing standing) {}

    static List<Now> of(HealthReport report) {
        Map<String, Finding> findings =
                report.checks().stream().collect(Collectors.toMap(Finding::name, Function.identity()));
        return Arrays.stream(values())
                .map(one -> new Now(one, one.standing(findings)))
                .toList();
    }

    private Standing standing(Map<String, Finding> findings) {
        return checks.stream()
                .map(check -> Standing.of(findings.get(check)))
                .reduce(Standing.HOLDS, (a, b) -> a.compareTo(b) > 0 ? a : b);
    }

    public String title() {
        return title;
    }

    public String text() {
        return text;
    }

    public List<String> checks() {
        return checks;
    }
}
