package io.atomicinventory.server.dashboard.overview;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.monitor.Finding;
import io.atomicinventory.engine.monitor.HealthReport;
import io.atomicinventory.engine.monitor.HealthStatus;
import io.atomicinventory.server.dashboard.StoreClock;
import io.atomicinventory.server.dashboard.Tab;
import io.atomicinventory.server.dashboard.health.StoreHealth;
import io.atomicinventory.server.dashboard.overview.Guarantee.Standing;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.Shops;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the pages promise is what the health checks prove. */
class GuaranteeTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    @Test
    void eachGuaranteeIsProvedByChecksThatThereAre_andHoldsWhereAllIsWell() {
        String store = Shops.open(SERVER.cafe());
        HealthReport report = SERVER.bean("storeHealth", StoreHealth.class).now(store);
        assertThat(report.checks().stream().map(Finding::name))
                .containsAll(Arrays.stream(Guarantee.values())
                        .flatMap(guarantee -> guarantee.checks().stream())
                        .toList());
        assertThat(Guarantee.of(report))
                .hasSize(Guarantee.values().length)
                .allMatch(now -> now.standing() == Standing.HOLDS);
    }

    private static Standing standing(Guarantee guarantee, Finding... findings) {
        return Guarantee.of(HealthReport.of(List.of(findings), Instant.now())).stream()
                .filter(now -> now.guarantee() == guarantee)
                .findFirst()
                .orElseThrow()
                .standing();
    }

    private static Finding finding(String name, HealthStatus status, String message) {
        return Finding.of(name, status, 1, List.of(), message, "Mend it.");
    }

    @Test
    void theWorstOfItsChecksCounts_andNobodySaysThatItHoldsWhereACheckDidNotRun() {
        Finding guard = Finding.healthy("version-guard", "");
        assertThat(standing(Guarantee.CONSERVATION, guard, Finding.healthy("conservation", "")))
                .isEqualTo(Standing.HOLDS);
        assertThat(standing(Guarantee.CONSERVATION, guard, finding("conservation", HealthStatus.CRITICAL, "wrong")))
                .isEqualTo(Standing.BROKEN);
        assertThat(standing(
                        Guarantee.CONSERVATION,
                        guard,
                        finding("conservation", HealthStatus.WARNING, "could not run: too slow")))
                .isEqualTo(Standing.UNKNOWN);
        assertThat(standing(Guarantee.CONSERVATION, guard)).isEqualTo(Standing.UNKNOWN);
        assertThat(standing(
                        Guarantee.ALL_OR_NOTHING,
                        guard,
                        Finding.healthy("conservation", ""),
                        finding("whole-sales", HealthStatus.CRITICAL, "a line was not taken")))
                .isEqualTo(Standing.BROKEN);
        assertThat(standing(
                        Guarantee.OFFLINE,
                        finding("queue", HealthStatus.WARNING, "1 waits"),
                        Finding.healthy("late-sales", "")))
                .isEqualTo(Standing.LOOK);
    }

    @Test
    void whatIsCriticalComesFirstAndEachSaysWhatToDoAndWhere() {
        HealthReport report = HealthReport.of(
                List.of(
                        finding("queue", HealthStatus.WARNING, "2 wait. Mend it."),
                        Finding.healthy("durability", ""),
                        finding("negative-stock", HealthStatus.CRITICAL, "cup is below zero."),
                        finding(
                                "late-sales",
                                HealthStatus.WARNING,
                                "1 is late since 2026-01-31T16:05:09.123456Z. Mend it.")),
                Instant.now());
        List<Attention> attention = Attention.of(report, new StoreClock(ZoneId.of("Asia/Manila")));
        assertThat(attention.stream().map(Attention::title))
                .containsExactly("Stock below zero", "Sales that wait for a decision", "Sales that arrived late");
        assertThat(attention.get(1).found()).isEqualTo("2 wait.");
        assertThat(attention.get(2).found()).isEqualTo("1 is late since 1 Feb, 00:05.");
        assertThat(attention).allSatisfy(one -> assertThat(one.todo()).isEqualTo("Mend it."));
        assertThat(attention.stream().map(Attention::where)).containsExactly(Tab.STOCK, Tab.QUEUE, Tab.QUEUE);
    }
}
