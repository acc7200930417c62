package io.atomicinventory.engine.monitor;

import static io.atomicinventory.engine.testing.Cafe.CEBU;
import static io.atomicinventory.engine.testing.Cafe.COFFEE;
import static io.atomicinventory.engine.testing.Cafe.CROFFLE;
import static io.atomicinventory.engine.testing.Cafe.sale;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.EngineSettings;
import io.atomicinventory.engine.deduction.SaleItem;
import io.atomicinventory.engine.monitor.DeductionFigures.Period;
import io.atomicinventory.engine.queue.QueueReason;
import io.atomicinventory.engine.queue.QueueRequest;
import io.atomicinventory.engine.testing.Blocked;
import io.atomicinventory.engine.testing.FaultyDataSource;
import io.atomicinventory.engine.testing.OpenCafe;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The figures are what happened, whoever counted them. */
class DeductionMetricsTest {
    @RegisterExtension
    private static final OpenCafe OPEN = new OpenCafe();

    private static final EngineSettings NEVER_BY_ITSELF =
            EngineSettings.defaults().withFiguresInterval(Duration.ofHours(1));

    private static void sell(AtomicInventory engine, String name, String productId, long quantity) {
        engine.deductions().deductInventoryAtomic(sale("t-" + name, "k-" + name, productId, quantity));
    }

    private static AtomicInventoryMonitor monitor() {
        return OPEN.otherNode().monitor();
    }

    private static DeductionMetrics metrics() {
        return monitor().getDeductionMetrics(CEBU).orElseThrow();
    }

    private static DeductionFigures lastHour() {
        return monitor().getDeductionFigures(CEBU, Period.LAST_HOUR).orElseThrow();
    }

    @Test
    void theFiguresAreWhatHappened() {
        AtomicInventory engine = OPEN.engine(NEVER_BY_ITSELF);
        sell(engine, "1", CROFFLE, 1);
        sell(engine, "2", COFFEE, 2);
        sell(engine, "2", COFFEE, 2); // a replay
        engine.deductions().deductInventoryAtomic(sale("t-2", "k-2-again", COFFEE, 2)); // another one
        engine.deductions().deductInventoryAtomic(sale("t-2", "k-2-other", COFFEE, 3)); // other items
        engine.deductions().deductInventoryAtomic(sale("t-2", "k-2", COFFEE, 9)); // the key of another request
        sell(engine, "3", CROFFLE, 500); // short
        sell(engine, "3", CROFFLE, 500); // and replayed
        sell(engine, "4", "tea", 1); // unknown
        engine.close();

        assertThat(metrics())
                .usingRecursiveComparison()
                .ignoringFields("averageDurationMillis")
                .isEqualTo(new DeductionMetrics(
                        6,
                        2,
                        4,
                        BigDecimal.ZERO,
                        3,
                        0,
                        new DeductionMetrics.Last24Hours(6, 4, new BigDecimal("66.67")),
                        0,
                        1,
                        0));
        DeductionFigures hour = lastHour();
        assertThat(hour.reasons())
                .isEqualTo(Map.of(
                        "insufficient-stock",
                        1L,
                        "unknown-product",
                        1L,
                        "transaction-already-deducted",
                        1L,
                        "idempotency-key-reused",
                        1L));
        assertThat(hour.latency().number()).isEqualTo(5);
        assertThat(hour.latency().p99Millis())
                .isPositive()
                .isLessThanOrEqualTo(hour.latency().maxMillis());
        assertThat(hour.latency().averageMillis())
                .isEqualByComparingTo(metrics().averageDurationMillis());
        assertThat(monitor().getDeductionMetrics("nowhere")).isEmpty();
    }

    @Test
    void aTryOfTheQueueThatLeavesItsSaleWaitingIsNoRefusal() {
        AtomicInventory engine = OPEN.engine(NEVER_BY_ITSELF);
        engine.queue()
                .queueTransaction(new QueueRequest(
                        CEBU,
                        "t-q",
                        "till",
                        List.of(new SaleItem(COFFEE, 500)),
                        QueueReason.OFFLINE,
                        Actor.of("ana"),
                        null,
                        null));
        engine.queue().syncAllPending(CEBU, Actor.of("ana"));
        engine.queue().syncAllPending(CEBU, Actor.of("ana"));
        engine.close();
        assertThat(metrics().totalDeductions()).isZero();

        OPEN.cafe().receive(CEBU, "cup", "1000", "more-cups");
        OPEN.cafe().receive(CEBU, "coffee-beans", "1000", "more-beans");
        AtomicInventory later = OPEN.engine(NEVER_BY_ITSELF);
        later.queue().syncAllPending(CEBU, Actor.of("ana"));
        later.close();
        assertThat(metrics().successful()).isEqualTo(1);
        assertThat(metrics().failed()).isZero();
    }

    @Test
    void twoEnginesOnOneStoreAreAddedUp() {
        AtomicInventory one = OPEN.engine(NEVER_BY_ITSELF);
        AtomicInventory two = OPEN.engine(NEVER_BY_ITSELF);
        sell(one, "1", COFFEE, 1);
        sell(two, "2", COFFEE, 1);
        sell(two, "3", COFFEE, 1);
        one.close();
        two.close();
        assertThat(metrics().successful()).isEqualTo(3);
    }

    @Test
    void whatIsWrittenTwiceIsCountedOnce() {
        FaultyDataSource faulty = new FaultyDataSource(OPEN.pool());
        AtomicInventory engine = AtomicInventory.on(faulty.dataSource())
                .settings(NEVER_BY_ITSELF)
                .open();
        sell(engine, "1", COFFEE, 1);
        faulty.atCommit(FaultyDataSource.When.AFTER, connection -> {
            throw new SQLException("the answer to the commit is lost", "08006");
        });
        engine.close();
        assertThat(faulty.isPending()).isFalse();
        assertThat(metrics().successful()).isEqualTo(1);
        engine.close();
        assertThat(metrics().successful()).isEqualTo(1);
        assertThat(OPEN.count("deduction_metrics")).isEqualTo(1);
    }

    @Test
    void noSaleWaitsForTheFiguresAndTheyAreWrittenWhenTheyCanBe() throws SQLException {
        AtomicInventory engine = OPEN.engine(EngineSettings.defaults().withFiguresInterval(Duration.ofMillis(100)));
        try (Blocked table = Blocked.on(OPEN.database(), "LOCK TABLE deduction_metrics IN EXCLUSIVE MODE")) {
            sell(engine, "1", COFFEE, 1);
            table.awaitWaiting(1);
            sell(engine, "2", COFFEE, 1);
            assertThat(metrics().successful()).isZero();
        }
        Blocked.await("the figures", () -> metrics().successful() == 2);
        engine.close();
    }

    @Test
    void whatWasNotAnsweredSinceTheDatabaseWasAwayIsAFailureOfTheSystem() throws SQLException {
        HikariDataSource pool = OPEN.database().pool(1);
        pool.setConnectionTimeout(300);
        AtomicInventory engine = AtomicInventory.on(pool)
                .settings(NEVER_BY_ITSELF.withRequestTimeout(Duration.ofMillis(300)))
                .open();
        Connection taken = pool.getConnection();
        assertThatThrownBy(() -> sell(engine, "1", COFFEE, 1)).isInstanceOf(DatabaseUnavailableException.class);
        taken.close();
        engine.close();
        assertThat(metrics().systemFailures()).isEqualTo(1);
        assertThat(metrics().failed()).isEqualTo(1);
        assertThat(lastHour().reasons()).isEqualTo(Map.of("unavailable", 1L));
    }

    @Test
    void theHoursOfAKilledEngineAreFoundInTheBooks() {
        AtomicInventory killed = OPEN.engine(NEVER_BY_ITSELF);
        sell(killed, "1", COFFEE, 1);
        sell(killed, "2", COFFEE, 1);
        sell(killed, "3", COFFEE, 500);
        OPEN.database()
                .execute("UPDATE inventory_deduction_idempotency SET recorded_at = recorded_at - interval '3 hours'");
        assertThat(metrics().totalDeductions()).isZero();

        AtomicInventory next = OPEN.engine(NEVER_BY_ITSELF);
        sell(next, "4", COFFEE, 1);
        next.close();

        DeductionMetrics metrics = metrics();
        assertThat(metrics.successful()).isEqualTo(3);
        assertThat(metrics.shortages()).isEqualTo(1);
        assertThat(metrics.last24Hours().deductions()).isEqualTo(4);
        List<DeductionCounts> hours = monitor().perHour(CEBU).orElseThrow();
        assertThat(hours).hasSize(24);
        assertThat(hours.get(20).deducted()).isEqualTo(2);
        assertThat(hours.get(20).shortages()).isEqualTo(1);
        assertThat(hours.get(23).deducted()).isEqualTo(1);
    }

    private static void plant(String minute, String columns, String values) {
        OPEN.database()
                .execute("INSERT INTO deduction_metrics (store_id, node, minute, " + columns + ") VALUES ('" + CEBU
                        + "', 'planted', date_trunc('minute', now()) - interval '" + minute + "', " + values + ")");
    }

    @Test
    void theLast24HoursAreThoseOfTheClock() {
        plant("1439 minutes", "deducted, failed", "3, 1");
        plant("1440 minutes", "deducted, failed", "100, 50");
        plant("59 minutes", "deducted", "7");
        plant("60 minutes", "deducted", "11");
        DeductionMetrics metrics = metrics();
        assertThat(metrics.totalDeductions()).isEqualTo(172);
        assertThat(metrics.last24Hours().deductions()).isEqualTo(22);
        assertThat(metrics.last24Hours().failures()).isEqualTo(1);
        List<DeductionCounts> minutes = monitor().perMinute(CEBU).orElseThrow();
        assertThat(minutes).hasSize(60);
        assertThat(minutes.getFirst().deducted()).isEqualTo(7);
        assertThat(minutes.stream().mapToLong(DeductionCounts::deducted).sum()).isEqualTo(7);
    }

    @Test
    void settledHoursAreTheDifferenceOfTwoTotals() {
        OPEN.database().execute("""
                INSERT INTO deduction_totals (store_id, until, deducted, refused, duration_micros_total,
                                              duration_micros_max, durations, reasons)
                SELECT 'cebu', date_trunc('hour', now(), 'UTC') - make_interval(hours => h), (1000 - h) * 10, 1000 - h,
                       (1000 - h) * 10000, CASE h WHEN 999 THEN 9000000 ELSE 2000 END, ARRAY[0, 0, 0, 0, 0, (1000 - h) * 11],
                       jsonb_build_object('unknown-product', 1000 - h)
                FROM generate_series(0, 999) h""");
        DeductionMetrics metrics = metrics();
        assertThat(metrics.totalDeductions()).isEqualTo(11_000);
        assertThat(metrics.averageDurationMillis()).isEqualByComparingTo("0.909");
        DeductionFigures day =
                monitor().getDeductionFigures(CEBU, Period.LAST_24_HOURS).orElseThrow();
        assertThat(day.deducted()).isBetween(230L, 240L);
        assertThat(day.reasons()).isEqualTo(Map.of("unknown-product", day.refused()));
        assertThat(day.latency().maxMillis()).isEqualByComparingTo("2");
        assertThat(monitor().perHour(CEBU).orElseThrow())
                .extracting(DeductionCounts::deducted)
                .startsWith(10L, 10L)
                .endsWith(10L, 0L);
    }
}
