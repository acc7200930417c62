package io.atomicinventory.engine.monitor;

/**
 * Sales that wait in the queues of all stores.
 *
 * @param stores in how many stores at least one waits
 * @param oldestSeconds since when the oldest of them is in its queue; 0 where none waits
 */
public record WaitingSales(long pending, long insufficientStock, long stores, double oldestSeconds) {
    public static final WaitingSales NONE = new WaitingSales(0, 0, 0, 0);

    public WaitingSales plus(WaitingSales more) {
        return new WaitingSales(
                pending + more.pending,
                insufficientStock + more.insufficientStock,
                stores + more.stores,
                Math.max(oldestSeconds, more.oldestSeconds));
    }
}
