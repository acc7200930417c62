package io.atomicinventory.bench.growth;

import io.atomicinventory.bench.postgres.Postgres;
import io.atomicinventory.bench.subject.SubjectKind;
import io.atomicinventory.bench.workload.OpenEngine;
import io.atomicinventory.bench.workload.Sale;
import io.atomicinventory.bench.workload.Shape;
import io.atomicinventory.bench.workload.Shop;
import io.atomicinventory.bench.workload.Shops;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.deduction.DeductionRequest;
import io.atomicinventory.engine.deduction.SaleItem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** What one engine keeps in memory when it has sold every dish of a large chain. */
public final class Heap {
    private static final int LINES = 10;
    private static final int ITEMS = 200;
    private static final int THREADS = 16;

    /** What the garbage collector leaves can differ from one call to the next. */
    private static final int COLLECTIONS = 3;

    private Heap() {}

    /**
     * @param withEngine used heap in bytes, with the engine and all that it remembers
     * @param before used heap in bytes before the engine was opened
     */
    public record Result(int stores, int items, long before, long withEngine) {
        public double mebibytes() {
            return (withEngine - before) / (double) (1 << 20);
        }
    }

    public static Result measure(Postgres postgres, int stores, Consumer<String> say) throws Exception {
        say.accept("setting up " + stores + " stores of " + ITEMS + " items");
        try (Shops shops = new Shops(postgres, SubjectKind::install);
                Shop shop = shops.fresh(new Shape(stores, LINES, ITEMS))) {
            long before = used();
            try (OpenEngine engine = OpenEngine.on(shop.database())) {
                say.accept("selling every dish in every store");
                sellEverything(engine, shop);
                long withEngine = used();
                return new Result(stores, ITEMS, before, withEngine);
            }
        }
    }

    private static void sellEverything(OpenEngine engine, Shop shop) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Callable<Boolean>> all = new ArrayList<>();
            for (String storeId : shop.shape().storeIds()) {
                all.add(() -> engine.inventory().deductions().deductInventoryAtomic(sales(shop, storeId)).stream()
                        .allMatch(DeductionOutcome::success));
            }
            for (Future<Boolean> store : threads.invokeAll(all)) {
                if (!store.get()) {
                    throw new IllegalStateException("not everything could be sold");
                }
            }
        }
    }

    private static List<DeductionRequest> sales(Shop shop, String storeId) {
        return shop.menu().dishes().stream()
                .map(dish -> new DeductionRequest(
                        "heap-" + dish.productId(),
                        storeId,
                        List.of(new SaleItem(dish.productId(), 1)),
                        Sale.WHO,
                        "heap-" + dish.productId()))
                .toList();
    }

    private static long used() throws InterruptedException {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            Thread.sleep(200);
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
