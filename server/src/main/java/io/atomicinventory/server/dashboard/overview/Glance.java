package io.atomicinventory.server.dashboard.overview;

import io.atomicinventory.engine.monitor.HealthReport;
import io.atomicinventory.server.dashboard.StoreClock;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A store's health in a few words.
 *
 * @param madeAt when its checks ran
 */
record Glance(String status, String verdict, String madeAt, List<Attention> attention, List<Guarantee.Now> guarantees) {

    static Glance of(HealthReport report, StoreClock clock) {
        List<Attention> attention = Attention.of(report, clock);
        return new Glance(
                report.status().code(),
                verdict(report, attention),
                clock.second(report.timestamp()),
                attention,
                Guarantee.of(report));
    }

    private static String verdict(HealthReport report, List<Attention> attention) {
        int all = report.checks().size();
        if (attention.isEmpty()) {
            return "All " + all + " checks found everything in order.";
        }
        return attention.size() + " of " + all + " checks " + (attention.size() == 1 ? "needs" : "need") + " somebody: "
                + attention.stream().map(Attention::title).collect(Collectors.joining(", ")) + ".";
    }
}
