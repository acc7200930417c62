package io.atomicinventory.engine.monitor;

import static io.atomicinventory.engine.testing.Cafe.CEBU;
import static io.atomicinventory.engine.testing.Cafe.COFFEE;
import static io.atomicinventory.engine.testing.Cafe.CROFFLE;
import static io.atomicinventory.engine.testing.Cafe.sale;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.testing.OpenCafe;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The figures are what happened, whoever counted them. */
class DeductionMetricsTest {
    @RegisterExtension
    private static final OpenCafe OPEN = new OpenCafe();

    private static DeductionOutcome sell(AtomicInventory engine, String name, String productId, long quantity) {
        return engine.deductions().deductInventoryAtomic(sale("t-" + name, "k-" + name, productId, quantity));
    }

    private static DeductionMetrics metrics() {
        return OPEN.otherNode().monitor().getDeductionMetrics(CEBU).orElseThrow();
    }

    @Test
    void theFiguresAreWhatHappened() {
        AtomicInventory engine = OPEN.engine();
        sell(engine, "1", CROFFLE, 1);
        sell(engine, "2", COFFEE, 2);
        sell(engine, "2", COFFEE, 2);
        sell(engine, "3", CROFFLE, 500);
        sell(engine, "4", "tea", 1);
        engine.close();

        DeductionMetrics metrics = metrics();
        assertThat(metrics.successful()).isEqualTo(2);
        assertThat(metrics.failed()).isEqualTo(2);
        assertThat(metrics.totalDeductions()).isEqualTo(4);
        assertThat(metrics.idempotencyHits()).isEqualTo(1);
        assertThat(metrics.shortages()).isEqualTo(1);
        assertThat(metrics.last24Hours()).isEqualTo(new DeductionMetrics.Last24Hours(4, 2, new BigDecimal("50")));
    }
}
