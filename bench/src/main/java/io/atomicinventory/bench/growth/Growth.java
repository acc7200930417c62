package io.atomicinventory.bench.growth;

import io.atomicinventory.bench.matrix.BooksCheck;
import io.atomicinventory.bench.measure.ClosedLoop;
import io.atomicinventory.bench.measure.Measurement;
import io.atomicinventory.bench.postgres.Postgres;
import io.atomicinventory.bench.subject.Retries;
import io.atomicinventory.bench.subject.Subject;
import io.atomicinventory.bench.subject.SubjectKind;
import io.atomicinventory.bench.workload.Mix;
import io.atomicinventory.bench.workload.SaleStream;
import io.atomicinventory.bench.workload.Shape;
import io.atomicinventory.bench.workload.Shop;
import io.atomicinventory.bench.workload.Shops;
import io.atomicinventory.bench.workload.StoreChoice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Sells in one store and in a hundred while the books grow beneath. */
public final class Growth {
    private static final List<Long> SIZES = List.of(0L, 1_000_000L, 10_000_000L, 30_000_000L);
    private static final Shape SHAPE = Shape.of(100, 10);
    private static final int CALLERS = 256;

    private final int repetitions;
    private final Duration warmUp;
    private final Duration measured;
    private final Consumer<String> say;
    private int runs;

    public Growth(int repetitions, Duration warmUp, Duration measured, Consumer<String> say) {
        this.repetitions = repetitions;
        this.warmUp = warmUp;
        this.measured = measured;
        this.say = say;
    }

    /** @param violations what the verifier found at the end */
    public record Result(List<Stage> stages, List<String> violations) {}

    /** @param most leaves out what is larger, but for the largest, which is then this */
    public Result run(Postgres postgres, long most) throws Exception {
        List<Stage> stages = new ArrayList<>();
        try (Shops shops = new Shops(postgres, SubjectKind::install);
                Shop shop = shops.fresh(SHAPE);
                History history = new History(shop, there -> everyMillion(there, say))) {
            sellFor(shop, 1); // a Java machine that knows no code yet must not make the empty database look slow
            for (long size : sizes(most)) {
                history.growTo(size);
                stages.add(stage(shop, size, history.movements()));
            }
            say.accept("proving the books");
            return new Result(stages, BooksCheck.violations(shop));
        }
    }

    static List<Long> sizes(long most) {
        List<Long> sizes =
                new ArrayList<>(SIZES.stream().filter(size -> size <= most).toList());
        if (sizes.getLast() < Math.min(most, SIZES.getLast())) {
            sizes.add(most);
        }
        return sizes;
    }

    private Stage stage(Shop shop, long size, long movements) throws Exception {
        List<Double> hot = new ArrayList<>();
        List<Double> many = new ArrayList<>();
        for (int repetition = 0; repetition < repetitions; repetition++) {
            hot.add(sellFor(shop, 1));
            many.add(sellFor(shop, SHAPE.stores()));
            say.accept(String.format(
                    Locale.ROOT,
                    "%,12d movements  rep %d  hot %,7.0f sales/s  %d stores %,7.0f sales/s",
                    movements,
                    repetition + 1,
                    hot.getLast(),
                    SHAPE.stores(),
                    many.getLast()));
        }
        List<Reading> readings = Reading.all(shop);
        readings.forEach(reading -> say.accept(String.format(
                Locale.ROOT,
                "%,12d movements  %s: median %.1f ms, at most %.1f ms",
                movements,
                reading.call(),
                reading.median(),
                reading.most())));
        return Stage.of(size, movements, hot, many, readings);
    }

    private double sellFor(Shop shop, int stores) throws Exception {
        String run = "run" + ++runs + "-";
        Mix mix = Mix.of(StoreChoice.uniform(stores));
        Retries retries = new Retries();
        try (Subject engine = SubjectKind.ENGINE.open(shop, 1, retries)) {
            ClosedLoop load = new ClosedLoop(
                    engine, CALLERS, caller -> new SaleStream(shop.menu(), mix, run + "%03d".formatted(caller)));
            return new Measurement(warmUp, measured, rate -> {})
                    .of(load, shop.database(), SHAPE.lines(), retries)
                    .salesPerSecond();
        } finally {
            shop.database().closePools();
        }
    }

    private static void everyMillion(long movements, Consumer<String> say) {
        if (movements % 1_000_000 < 100_000) {
            say.accept(String.format(Locale.ROOT, "%,12d movements", movements));
        }
    }
}
