package io.atomicinventory.bench.growth;

import io.atomicinventory.bench.workload.OpenEngine;
import io.atomicinventory.bench.workload.Shop;
import io.atomicinventory.engine.monitor.AtomicInventoryMonitor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How long one call of the monitor takes on the hot store, in milliseconds.
 *
 * @param most of all calls, behind those that warm up
 */
public record Reading(String call, double median, double most) {
    private static final int WARM_UP = 20;
    private static final int CALLS = 100;

    static List<Reading> all(Shop shop) throws Exception {
        String storeId = shop.shape().storeIds().getFirst();
        try (OpenEngine engine = OpenEngine.on(shop.database())) {
            AtomicInventoryMonitor monitor = engine.inventory().monitor();
            return List.of(
                    of("getDeductionMetrics", () -> monitor.getDeductionMetrics(storeId)),
                    of("getQueueMetrics", () -> monitor.getQueueMetrics(storeId)),
                    of("runHealthCheck", () -> monitor.runHealthCheck(storeId)));
        } finally {
            shop.database().closePools();
        }
    }

    private static Reading of(String name, Supplier<Optional<?>> call) {
        double[] millis = new double[CALLS];
        for (int i = -WARM_UP; i < CALLS; i++) {
            long begun = System.nanoTime();
            if (call.get().isEmpty()) {
                throw new IllegalStateException("the store is not there");
            }
            if (i >= 0) {
                millis[i] = (System.nanoTime() - begun) / 1e6;
            }
        }
        Arrays.sort(millis);
        return new Reading(name, millis[CALLS / 2], millis[CALLS - 1]);
    }
}
