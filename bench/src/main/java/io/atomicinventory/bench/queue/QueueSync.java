package io.atomicinventory.bench.queue;

import io.atomicinventory.bench.matrix.BooksCheck;
import io.atomicinventory.bench.postgres.Postgres;
import io.atomicinventory.bench.subject.SubjectKind;
import io.atomicinventory.bench.workload.OpenEngine;
import io.atomicinventory.bench.workload.Sale;
import io.atomicinventory.bench.workload.Shape;
import io.atomicinventory.bench.workload.Shop;
import io.atomicinventory.bench.workload.Shops;
import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.EngineSettings;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.deduction.DeductionRequest;
import io.atomicinventory.engine.deduction.SaleItem;
import io.atomicinventory.engine.queue.QueueReason;
import io.atomicinventory.engine.queue.QueueRequest;
import io.atomicinventory.engine.queue.SyncReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Sells so many sales of 10 lines in batches, and synchronises as many that were queued, in the same store. */
public final class QueueSync {
    private static final int LINES = 10;
    private static final int THREADS = 8;
    private static final Actor TILL = Actor.of(Sale.WHO);

    private QueueSync() {}

    /** @param violations what the verifier found at the end */
    public record Result(double directPerSecond, double syncedPerSecond, List<String> violations) {
        public double ratio() {
            return syncedPerSecond / directPerSecond;
        }
    }

    public static Result measure(Postgres postgres, int sales) throws Exception {
        try (Shops shops = new Shops(postgres, SubjectKind::install);
                Shop shop = shops.fresh(Shape.of(1, LINES))) {
            try (OpenEngine engine = OpenEngine.on(shop.database())) {
                String storeId = shop.shape().storeIds().getFirst();
                String dish = shop.menu().dishes().getFirst().productId();
                queue(engine, storeId, dish, sales);
                long started = System.nanoTime();
                sell(engine, storeId, dish, sales);
                long sold = System.nanoTime();
                SyncReport report = engine.inventory().queue().syncAllPending(storeId, TILL);
                long synced = System.nanoTime();
                if (report.synced() != sales) {
                    throw new IllegalStateException("not all were synchronised: " + report);
                }
                return new Result(
                        sales * 1e9 / (sold - started), sales * 1e9 / (synced - sold), BooksCheck.violations(shop));
            }
        }
    }

    private static void queue(OpenEngine engine, String storeId, String dish, int sales) throws Exception {
        Instant first = Instant.now().minusSeconds(sales);
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Callable<Object>> all = new ArrayList<>();
            for (int i = 0; i < sales; i++) {
                QueueRequest request = new QueueRequest(
                        storeId,
                        "queued-" + i,
                        "till",
                        List.of(new SaleItem(dish, 1)),
                        QueueReason.OFFLINE,
                        TILL,
                        first.plusSeconds(i),
                        null);
                all.add(() -> engine.inventory().queue().queueTransaction(request));
            }
            for (Future<Object> queued : threads.invokeAll(all)) {
                queued.get();
            }
        }
    }

    private static void sell(OpenEngine engine, String storeId, String dish, int sales) {
        for (int from = 0; from < sales; from += EngineSettings.MAX_BATCH) {
            List<DeductionRequest> batch = IntStream.range(from, Math.min(sales, from + EngineSettings.MAX_BATCH))
                    .mapToObj(i -> new DeductionRequest(
                            "direct-" + i, storeId, List.of(new SaleItem(dish, 1)), Sale.WHO, "direct-" + i))
                    .toList();
            if (!engine.inventory().deductions().deductInventoryAtomic(batch).stream()
                    .allMatch(DeductionOutcome::success)) {
                throw new IllegalStateException("not all were sold");
            }
        }
    }
}
