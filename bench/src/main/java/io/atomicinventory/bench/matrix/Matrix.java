package io.atomicinventory.bench.matrix;

import io.atomicinventory.bench.measure.BulkLoop;
import io.atomicinventory.bench.measure.ClosedLoop;
import io.atomicinventory.bench.measure.Figures;
import io.atomicinventory.bench.measure.Load;
import io.atomicinventory.bench.measure.Measurement;
import io.atomicinventory.bench.measure.OpenLoop;
import io.atomicinventory.bench.postgres.Postgres;
import io.atomicinventory.bench.subject.Ceiling;
import io.atomicinventory.bench.subject.Retries;
import io.atomicinventory.bench.subject.Subject;
import io.atomicinventory.bench.subject.SubjectKind;
import io.atomicinventory.bench.workload.SaleStream;
import io.atomicinventory.bench.workload.Shop;
import io.atomicinventory.bench.workload.Shops;
import java.util.List;
import java.util.function.Consumer;

/** Runs a plan: a fresh database for each measurement, and the verifier behind it. */
public final class Matrix {
    private static final double LOAD_OF_THE_OPEN_LOOP = 0.5;

    private final Postgres postgres;
    private final Plan plan;
    private final Progress progress;
    private final Consumer<Shop> beforeTheCheck;
    private final Results results = new Results();
    private double hotEngineRate = Double.NaN;

    public Matrix(Postgres postgres, Plan plan, Progress progress) {
        this(postgres, plan, progress, shop -> {});
    }

    /** @param beforeTheCheck so that a test can see the check fail */
    Matrix(Postgres postgres, Plan plan, Progress progress, Consumer<Shop> beforeTheCheck) {
        this.postgres = postgres;
        this.plan = plan;
        this.progress = progress;
        this.beforeTheCheck = beforeTheCheck;
    }

    public Results run() throws Exception {
        progress.expect(plan.measurements());
        try (Shops shops = new Shops(postgres, SubjectKind::install)) {
            warmUp(shops, plan.cells().getFirst());
            for (int repetition = 0; repetition < plan.repetitions(); repetition++) {
                for (Cell cell : plan.cells()) {
                    for (SubjectKind subject : order(cell, repetition)) {
                        measure(shops, cell, subject, repetition);
                    }
                }
            }
        }
        return results;
    }

    /** Before anything counts: whoever is measured first must not pay for a Java machine that knows no code yet. */
    private void warmUp(Shops shops, Cell cell) throws Exception {
        SubjectKind first = cell.subjects().getFirst();
        progress.warmingUp(first.label());
        try (Shop shop = shops.fresh(cell.shape())) {
            figures(cell, first, shop, new Measurement(plan.warmUp(), plan.measured(), rate -> {}));
        }
    }

    /** There and back: nobody always comes first, and nobody always after the same neighbour. */
    private static List<SubjectKind> order(Cell cell, int repetition) {
        return repetition % 2 == 0 ? cell.subjects() : cell.subjects().reversed();
    }

    private void measure(Shops shops, Cell cell, SubjectKind kind, int repetition) throws Exception {
        progress.begin(cell.name(), kind.label(), repetition + 1);
        Results.Row row = new Results.Row(cell.name(), kind);
        try (Shop shop = shops.fresh(cell.shape())) {
            Figures figures =
                    figures(cell, kind, shop, new Measurement(plan.warmUp(), plan.measured(), progress::rate));
            if (cell.name().equals(Cell.HOT) && kind == SubjectKind.ENGINE) {
                hotEngineRate = figures.salesPerSecond();
            }
            results.add(row, figures);
            progress.verifying(figures);
            beforeTheCheck.accept(shop);
            List<String> violations = BooksCheck.violations(shop);
            results.addViolations(row, violations);
            progress.end(figures, violations.isEmpty());
        }
    }

    private Figures figures(Cell cell, SubjectKind kind, Shop shop, Measurement measurement) throws Exception {
        Retries retries = new Retries();
        int lines = cell.shape().lines();
        if (kind == SubjectKind.CEILING) {
            try (Ceiling ceiling = new Ceiling(shop)) {
                return measurement.of(new BulkLoop(ceiling), shop.database(), lines, retries);
            }
        }
        try (Subject subject = kind.open(shop, cell.nodes(), retries)) {
            return measurement.of(load(cell, subject, shop), shop.database(), lines, retries);
        }
    }

    private Load load(Cell cell, Subject subject, Shop shop) {
        if (cell.isOpenLoop()) {
            if (Double.isNaN(hotEngineRate)) {
                throw new IllegalStateException("the engine's hot cell comes before half of its load");
            }
            return new OpenLoop(
                    subject, hotEngineRate * LOAD_OF_THE_OPEN_LOOP, new SaleStream(shop.menu(), cell.mix(), "open"));
        }
        return new ClosedLoop(
                subject, cell.callers(), caller -> new SaleStream(shop.menu(), cell.mix(), "%03d".formatted(caller)));
    }
}
