package io.atomicinventory.bench.http;

import io.atomicinventory.bench.matrix.BooksCheck;
import io.atomicinventory.bench.postgres.Postgres;
import io.atomicinventory.bench.subject.SubjectKind;
import io.atomicinventory.bench.workload.Shape;
import io.atomicinventory.bench.workload.Shop;
import io.atomicinventory.bench.workload.Shops;
import io.atomicinventory.device.SaleOutcome;
import io.atomicinventory.device.SyncReport;
import io.atomicinventory.device.Till;
import io.atomicinventory.device.TillSettings;
import io.atomicinventory.device.client.AtomicInventoryClient;
import io.atomicinventory.device.client.SaleLine;
import io.atomicinventory.device.queue.OfflineSaleQueue;
import io.atomicinventory.device.queue.QueueSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * A till that was cut off: how long a sale takes until it is on its disk, and how fast what it kept comes into the books,
 * beside what the server takes in batches from a load generator.
 */
public final class TillRun {
    private static final Shape SHAPE = Shape.of(1, 10);
    private static final int BATCH = 100;
    private static final int BATCH_CONNECTIONS = 16;
    /** Nobody listens there. */
    private static final String NOWHERE = "http://127.0.0.1:9";

    private final Path jar;
    private final int sales;
    private final Duration warmUp;
    private final Duration measured;
    private final Consumer<String> say;

    public TillRun(Path jar, int sales, Duration warmUp, Duration measured, Consumer<String> say) {
        this.jar = jar;
        this.sales = sales;
        this.warmUp = warmUp;
        this.measured = measured;
        this.say = say;
    }

    /**
     * One repetition.
     *
     * @param batchesPerSecond sales that the server took in batches from the load generator
     * @param syncedPerSecond sales that came from the till
     * @param p50Millis until a sale is on the till's disk
     */
    public record Result(
            double batchesPerSecond, double syncedPerSecond, double p50Millis, double p99Millis, double maxMillis) {
        public double share() {
            return 100 * syncedPerSecond / batchesPerSecond;
        }
    }

    /** @param reasons why the run is void; empty if it counts */
    public record Results(List<Result> all, List<String> reasons) {}

    public Results run(Postgres postgres, int repetitions) throws Exception {
        Wrk wrk = Wrk.find();
        Results results = new Results(new ArrayList<>(), new ArrayList<>());
        try (Shops shops = new Shops(postgres, SubjectKind::install)) {
            for (int repetition = 1; repetition <= repetitions; repetition++) {
                results.all().add(once(wrk, shops, repetition, results.reasons()));
            }
        }
        return results;
    }

    private Result once(Wrk wrk, Shops shops, int repetition, List<String> reasons) throws Exception {
        Path folder = Files.createTempDirectory("atomic-inventory-bench-till");
        try (Shop shop = shops.fresh(SHAPE);
                PackagedServer server = PackagedServer.start(jar, shop.database())) {
            Wrk.Target target = server.target(Shape.storeId(0), Shape.dishId(0));
            wrk.run(target, BATCH_CONNECTIONS, warmUp, "warm", BATCH);
            // A till's Java machine that knows no code yet.
            keep(folder.resolve("warm.db"), "warm-till");
            synchronise(folder.resolve("warm.db"), server, reasons);

            Wrk.Result batches = wrk.run(target, BATCH_CONNECTIONS, measured, "run", BATCH);
            if (batches.errors() > 0) {
                reasons.add("in batches: " + batches.errors() + " requests failed");
            }
            double[] millis = keep(folder.resolve("till.db"), "till");
            double synced = synchronise(folder.resolve("till.db"), server, reasons);
            Result result = new Result(
                    batches.salesPerSecond(), synced, millis[sales / 2], millis[sales * 99 / 100], millis[sales - 1]);
            say.accept(String.format(
                    Locale.ROOT,
                    "rep %d  in batches %,.0f sales/s  from the till %,.0f sales/s  %.0f %%  on disk p50 %.2f ms, p99 %.2f ms,"
                            + " at most %.1f ms",
                    repetition,
                    result.batchesPerSecond(),
                    result.syncedPerSecond(),
                    result.share(),
                    result.p50Millis(),
                    result.p99Millis(),
                    result.maxMillis()));
            reasons.addAll(BooksCheck.violations(shop));
            return result;
        } finally {
            delete(folder);
        }
    }

    /**
     * Sells offline.
     *
     * @return how long each took, in order
     */
    private double[] keep(Path file, String name) {
        double[] millis = new double[sales];
        TillSettings cutOff = TillSettings.defaults().withDownFor(Duration.ofHours(1));
        try (Till till = till(file, NOWHERE, "none", cutOff)) {
            for (int i = -1; i < sales; i++) {
                long begun = System.nanoTime();
                SaleOutcome outcome = till.sell(name + "-" + i, List.of(SaleLine.of(Shape.dishId(0), 1)));
                if (!(outcome instanceof SaleOutcome.Queued)) {
                    throw new IllegalStateException("not kept: " + outcome);
                }
                // The first one has found out that nobody is there.
                if (i >= 0) {
                    millis[i] = (System.nanoTime() - begun) / 1e6;
                }
            }
        }
        Arrays.sort(millis);
        return millis;
    }

    /** @return sales a second */
    private double synchronise(Path file, PackagedServer server, List<String> reasons) {
        try (Till till = till(file, server.url(), server.token(), TillSettings.defaults())) {
            long begun = System.nanoTime();
            SyncReport report = till.syncNow();
            double seconds = (System.nanoTime() - begun) / 1e9;
            if (report.settled() != sales + 1 || !report.isComplete()) {
                reasons.add("not all came from the till: " + report);
            }
            return report.settled() / seconds;
        }
    }

    private static Till till(Path file, String url, String token, TillSettings settings) {
        return Till.of(
                        OfflineSaleQueue.open(file, QueueSettings.defaults(), Clock.systemUTC()),
                        new AtomicInventoryClient(URI.create(url), Shape.storeId(0), token),
                        "till")
                .settings(settings)
                .withoutAutoSync()
                .open();
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
