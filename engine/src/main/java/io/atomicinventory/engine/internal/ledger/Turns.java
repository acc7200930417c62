package io.atomicinventory.engine.internal.ledger;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Turns to use a connection, first come, first served. Any number may wait, since waiting takes no connection; and of
 * one store there is one at a time, so that those who wait for its held row leave turns to others. Thread-safe.
 */
final class Turns {
    private static final int STORE_GROUPS = 64;

    private final Semaphore atOnce;
    private final List<Semaphore> ofStores;

    Turns(int atOnce) {
        this.atOnce = new Semaphore(atOnce, true);
        this.ofStores = Stream.generate(() -> new Semaphore(1, true))
                .limit(STORE_GROUPS)
                .toList();
    }

    /**
     * @param patience how long to wait for the turn
     * @return empty where there was none
     */
    <T> Optional<T> take(String storeId, Duration patience, Supplier<T> work) {
        Stopwatch stopwatch = new Stopwatch(patience);
        Semaphore ofStore = ofStores.get(Math.floorMod(storeId.hashCode(), STORE_GROUPS));
        if (!acquire(ofStore, stopwatch)) {
            return Optional.empty();
        }
        try {
            if (!acquire(atOnce, stopwatch)) {
                return Optional.empty();
            }
            try {
                return Optional.of(work.get());
            } finally {
                atOnce.release();
            }
        } finally {
            ofStore.release();
        }
    }

    private static boolean acquire(Semaphore turns, Stopwatch stopwatch) {
        try {
            return turns.tryAcquire(stopwatch.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            // Nobody interrupts these threads; where somebody does, it is as if no turn had come.
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
