package io.atomicinventory.bench.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.bench.measure.Figures;
import io.atomicinventory.bench.postgres.EmbeddedServer;
import io.atomicinventory.bench.postgres.Postgres;
import io.atomicinventory.bench.postgres.Sql;
import io.atomicinventory.bench.report.MatrixReport;
import io.atomicinventory.bench.report.ReportFolder;
import io.atomicinventory.bench.report.Run;
import io.atomicinventory.bench.subject.SubjectKind;
import io.atomicinventory.bench.workload.Mix;
import io.atomicinventory.bench.workload.Shape;
import io.atomicinventory.bench.workload.Shop;
import io.atomicinventory.bench.workload.StoreChoice;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The smallest matrix there is, on a real PostgreSQL. */
class MatrixTest {
    private static final Mix MIX = new Mix(StoreChoice.uniform(1), 0.2, 0.2, false);

    private static Postgres postgres;

    @TempDir
    private Path results;

    @BeforeAll
    static void start() {
        postgres = EmbeddedServer.start();
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void everySubjectSellsReplaysAndRefusesWithoutBreakingTheBooks() throws Exception {
        Plan plan = plan(Cell.HOT, SubjectKind.values());

        Results measured = run(plan, shop -> assertThat(outcomes(shop)).isPositive());

        assertThat(VoidRules.reasons(measured).stream().filter(reason -> reason.contains("books")))
                .isEmpty();
        for (SubjectKind subject : SubjectKind.values()) {
            assertThat(measured.median(Cell.HOT, subject, Figures::movementsPerSecond))
                    .as(subject.label())
                    .isPositive();
            assertThat(measured.median(Cell.HOT, subject, Figures::walBytes)).isPositive();
            assertThat(measured.median(Cell.HOT, subject, Figures::failed)).isZero();
        }
        String report = report(measured, plan);
        assertThat(report).contains("## Targets", "(c) function", "ceiling", "| sales/s |");
        assertThat(results.resolve("test/hot-store-10-lines-256-callers.svg")).isNotEmptyFile();
    }

    @Test
    void I4_aQuantityThatSomebodyChangedMakesTheRunVoid() throws Exception {
        Plan plan = plan("damaged", SubjectKind.ENGINE);

        Results measured = run(plan, MatrixTest::damage);

        assertThat(VoidRules.reasons(measured)).singleElement().asString().contains("the books are wrong", "I4");
        assertThat(report(measured, plan)).contains("## VOID");
    }

    private static Plan plan(String name, SubjectKind... subjects) {
        Cell cell = new Cell(name, Shape.of(1, 3), MIX, 8, 1, List.of(subjects));
        return new Plan(List.of(cell), 1, Duration.ofMillis(50), Duration.ofMillis(300));
    }

    private static Results run(Plan plan, Consumer<Shop> beforeTheCheck) throws Exception {
        Progress silent = new Progress(new PrintStream(OutputStream.nullOutputStream()), false);
        return new Matrix(postgres, plan, silent, beforeTheCheck).run();
    }

    private String report(Results measured, Plan plan) throws Exception {
        ReportFolder folder = new ReportFolder(Files.createDirectories(results.resolve("test")));
        Run run = new Run("test", Map.of("cores", "some"));
        return Files.readString(MatrixReport.write(folder, run, measured, VoidRules.reasons(measured), plan));
    }

    private static long outcomes(Shop shop) {
        return Long.parseLong(
                Sql.value(shop.database().owner(), "SELECT count(*) FROM inventory_deduction_idempotency"));
    }

    private static void damage(Shop shop) {
        Sql.execute(
                shop.database().owner(),
                "ALTER TABLE inventory_stock DISABLE TRIGGER USER",
                "UPDATE inventory_stock SET quantity = quantity + 1 WHERE store_id = 'store-00000' AND stock_id = 'item-001'");
    }
}
