package io.atomicinventory.bench.http;

import io.atomicinventory.bench.matrix.BooksCheck;
import io.atomicinventory.bench.measure.ClosedLoop;
import io.atomicinventory.bench.measure.Figures;
import io.atomicinventory.bench.measure.Measurement;
import io.atomicinventory.bench.postgres.Postgres;
import io.atomicinventory.bench.postgres.Sql;
import io.atomicinventory.bench.subject.Retries;
import io.atomicinventory.bench.subject.Subject;
import io.atomicinventory.bench.subject.SubjectKind;
import io.atomicinventory.bench.workload.Mix;
import io.atomicinventory.bench.workload.SaleStream;
import io.atomicinventory.bench.workload.Shape;
import io.atomicinventory.bench.workload.Shop;
import io.atomicinventory.bench.workload.Shops;
import io.atomicinventory.bench.workload.StoreChoice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** In turns: the engine alone, single sales over HTTP, batches over HTTP; each on a hot store of its own. */
public final class HttpRun {
    private static final Shape SHAPE = Shape.of(1, 10);
    private static final int CALLERS = 256;
    private static final int BATCH = 100;

    /** So many batches are under way at once: 1,600 sales. */
    private static final int BATCH_CONNECTIONS = 16;

    private final Path jar;
    private final int repetitions;
    private final Duration warmUp;
    private final Duration measured;
    private final Consumer<String> say;

    public HttpRun(Path jar, int repetitions, Duration warmUp, Duration measured, Consumer<String> say) {
        this.jar = jar;
        this.repetitions = repetitions;
        this.warmUp = warmUp;
        this.measured = measured;
        this.say = say;
    }

    /** @param reasons why the run is void; empty if it counts */
    public record Result(
            List<HttpFigures> engine, List<HttpFigures> singles, List<HttpFigures> batches, List<String> reasons) {}

    public Result run(Postgres postgres) throws Exception {
        Wrk wrk = Wrk.find();
        Result result = new Result(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        try (Shops shops = new Shops(postgres, SubjectKind::install)) {
            for (int repetition = 0; repetition < repetitions; repetition++) {
                result.engine().add(engine(shops, result.reasons()));
                result.singles().add(overHttp(wrk, shops, 1, CALLERS, result.reasons()));
                result.batches().add(overHttp(wrk, shops, BATCH, BATCH_CONNECTIONS, result.reasons()));
            }
        }
        return result;
    }

    private HttpFigures engine(Shops shops, List<String> reasons) throws Exception {
        Retries retries = new Retries();
        try (Shop shop = shops.fresh(SHAPE)) {
            Figures figures;
            try (Subject engine = SubjectKind.ENGINE.open(shop, 1, retries)) {
                Mix mix = Mix.of(StoreChoice.uniform(1));
                ClosedLoop load = new ClosedLoop(
                        engine, CALLERS, caller -> new SaleStream(shop.menu(), mix, "%03d".formatted(caller)));
                figures =
                        new Measurement(warmUp, measured, rate -> {}).of(load, shop.database(), SHAPE.lines(), retries);
            }
            reasons.addAll(BooksCheck.violations(shop));
            return told(
                    "engine alone",
                    new HttpFigures(figures.salesPerSecond(), figures.p50Millis(), figures.p99Millis()));
        }
    }

    private HttpFigures overHttp(Wrk wrk, Shops shops, int batch, int connections, List<String> reasons)
            throws Exception {
        String name = batch == 1 ? "HTTP singles" : "HTTP batches of " + batch;
        try (Shop shop = shops.fresh(SHAPE);
                PackagedServer server = PackagedServer.start(jar, shop.database())) {
            Wrk.Target target = server.target(Shape.storeId(0), Shape.dishId(0));
            wrk.run(target, connections, warmUp, "warm", batch);
            long before = deducted(shop);
            Wrk.Result result = wrk.run(target, connections, measured, "run", batch);
            long sold = deducted(shop) - before;
            if (result.errors() > 0) {
                reasons.add(name + ": " + result.errors() + " requests failed");
            }
            // What was under way at the end is in the books and was not counted; the other way round is a lie.
            if (sold < result.sales()) {
                reasons.add(name + ": " + result.sales() + " sales were answered and " + sold + " are in the books");
            }
            reasons.addAll(BooksCheck.violations(shop));
            return told(name, new HttpFigures(result.salesPerSecond(), result.p50Millis(), result.p99Millis()));
        }
    }

    private static long deducted(Shop shop) {
        return Long.parseLong(Sql.value(
                shop.database().owner(),
                "SELECT count(*) FROM inventory_deduction_idempotency WHERE outcome = 'done'"));
    }

    private HttpFigures told(String name, HttpFigures figures) {
        say.accept(String.format(
                Locale.ROOT,
                "%-22s %,8.0f sales/s  p50 %7.1f ms  p99 %7.1f ms",
                name,
                figures.salesPerSecond(),
                figures.p50Millis(),
                figures.p99Millis()));
        return figures;
    }
}
