package io.atomicinventory.server.dashboard;

import io.atomicinventory.engine.monitor.DeductionCounts;
import java.util.List;

/** A minute or an hour in a chart of sales, and in its table. */
public record Bar(String time, long deducted, long refused, long queued, long failed) {

    public static List<Bar> of(List<DeductionCounts> counts, StoreClock clock) {
        return counts.stream()
                .map(one ->
                        new Bar(clock.minute(one.from()), one.deducted(), one.refused(), one.queued(), one.failed()))
                .toList();
    }

    public static boolean hasAny(List<Bar> bars) {
        return bars.stream().anyMatch(bar -> bar.deducted + bar.refused + bar.queued + bar.failed > 0);
    }
}
