package io.atomicinventory.bench.report;

import java.util.List;

/**
 * A ratio that the engine must reach, and what one run gave.
 *
 * @param isAtMost whether less is better
 * @param measured NaN where this run did not measure it
 * @param format of both numbers
 */
public record Target(String what, double bound, boolean isAtMost, double measured, String format) {

    public static Target atLeast(String what, double bound, double measured, String format) {
        return new Target(what, bound, false, measured, format);
    }

    public static Target atMost(String what, double bound, double measured, String format) {
        return new Target(what, bound, true, measured, format);
    }

    public String verdict() {
        if (Double.isNaN(measured)) {
            return "not measured";
        }
        return (isAtMost ? measured <= bound : measured >= bound) ? "met" : "**MISSED**";
    }

    public static void write(Markdown page, List<Target> targets) {
        page.heading(2, "Targets")
                .table(
                        List.of("", "target", "measured", ""),
                        targets.stream()
                                .map(target -> List.of(
                                        target.what(),
                                        (target.isAtMost() ? "≤ " : "≥ ")
                                                + Numbers.one(target.format(), target.bound()),
                                        Numbers.one(target.format(), target.measured()),
                                        target.verdict()))
                                .toList());
    }
}
