package io.atomicinventory.bench.workload;

/**
 * What callers send.
 *
 * @param replays the share of requests that are sent again after their answer, 0 to 1
 * @param shortages the share of sales that the stock does not cover, 0 to 1
 * @param voids whether each sale is voided after its answer: half of the requests are voids
 */
public record Mix(StoreChoice stores, double replays, double shortages, boolean voids) {
    public static Mix of(StoreChoice stores) {
        return new Mix(stores, 0, 0, false);
    }
}
