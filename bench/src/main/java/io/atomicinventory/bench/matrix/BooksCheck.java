package io.atomicinventory.bench.matrix;

import io.atomicinventory.bench.workload.OpenEngine;
import io.atomicinventory.bench.workload.Shape;
import io.atomicinventory.bench.workload.Shop;
import io.atomicinventory.engine.monitor.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Proves the books of all stores that a subject may have touched. */
public final class BooksCheck {
    private static final int THREADS = 2;

    private BooksCheck() {}

    /** @return what is wrong, in words; empty if nothing is */
    public static List<String> violations(Shop shop) {
        try (OpenEngine engine = OpenEngine.on(shop.database());
                ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            Stream<String> stores = Stream.concat(shop.shape().storeIds().stream(), Stream.of(Shape.SAMPLE_STORE));
            List<Callable<List<Violation>>> checks = stores.<Callable<List<Violation>>>map(
                            store -> () -> engine.inventory().verifier().verify(store))
                    .toList();
            List<String> found = new ArrayList<>();
            for (Future<List<Violation>> check : threads.invokeAll(checks)) {
                check.get().forEach(violation -> found.add(violation.toString()));
            }
            return found;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
