package io.atomicinventory.engine.deduction;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.EngineSettings;
import io.atomicinventory.engine.deduction.DeductionOutcome.Deducted;
import io.atomicinventory.engine.deduction.DeductionOutcome.NotDecided;
import io.atomicinventory.engine.deduction.DeductionOutcome.Refused;
import io.atomicinventory.engine.testing.Blocked;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.OpenCafe;
import io.atomicinventory.engine.testing.TestDatabase;
import io.atomicinventory.engine.testing.Together;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Thousands of sales from many tills and two nodes on a dozen stock rows, with stock enough for some of them. */
class ContendedStockTest {
    private static final int CALLERS = 32;
    private static final int SALES_EACH = 75;
    private static final int PRODUCTS = 9;
    private static final int DELIVERIES = 60;
    /** Of these products each has a row of its own that limits it; of the fifth there is enough. */
    private static final int[] OWN = {100, 150, 200, 40, 1_000, 0};

    private static final int SCARCE = 250;
    private static final int FED = 50;

    /** A lock is waited for longer than PostgreSQL takes to find a deadlock, so that one would be counted. */
    private static final EngineSettings PATIENT = EngineSettings.defaults()
            .withRequestTimeout(Duration.ofSeconds(60))
            .withLockTimeout(Duration.ofSeconds(30));

    @RegisterExtension
    private static final OpenCafe OPEN = new OpenCafe();

    @Test
    void I1_I2_I4_exactlyAsManySalesSucceedAsTheStockAllows() throws Exception {
        openTheCounter();
        String deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
        String before = OPEN.database().value(deadlocks);
        List<List<DeductionOutcome>> outcomes;
        try (HikariDataSource first = pool();
                HikariDataSource second = pool()) {
            AtomicInventory one = AtomicInventory.on(first).settings(PATIENT).open();
            AtomicInventory two = AtomicInventory.on(second).settings(PATIENT).open();
            outcomes = Together.call(
                    CALLERS + 1,
                    caller -> () ->
                            caller == CALLERS ? deliver(new Cafe(one)) : sell(caller % 2 == 0 ? one : two, caller));
        }

        Map<Integer, Integer> sold = new TreeMap<>();
        for (int caller = 0; caller < CALLERS; caller++) {
            for (int i = 0; i < SALES_EACH; i++) {
                sold.merge(product(caller, i), took(outcomes.get(caller).get(i)) ? 1 : 0, Integer::sum);
            }
        }
        assertSuccesses(sold);
        assertShelves(sold);
        // A session tells its statistics at the latest when it ends.
        Blocked.await(
                "the end of the sessions",
                () -> OPEN.count(
                                "pg_stat_activity WHERE datname = current_database() AND application_name = 'contended'")
                        == 0);
        assertThat(OPEN.database().value(deadlocks)).isEqualTo(before);
    }

    private static HikariDataSource pool() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(OPEN.database().jdbcUrl() + "?ApplicationName=contended");
        config.setUsername(TestDatabase.OWNER);
        config.setPassword(TestDatabase.PASSWORD);
        config.setMaximumPoolSize(16);
        config.setConnectionTimeout(60_000);
        return new HikariDataSource(config);
    }

    /** Twelve rows: six with one product each, four that many share, one that two fight for, one that is fed. */
    private static void openTheCounter() {
        Cafe cafe = OPEN.cafe();
        for (int i = 0; i < OWN.length; i++) {
            row("own-" + i, OWN[i]);
        }
        for (int i = 0; i < 4; i++) {
            row("shared-" + i, 100_000);
        }
        row("scarce", SCARCE);
        row("fed", FED);
        // In recipes that name the same rows in different orders.
        cafe.product("p0", "P0", "own-0 piece 1", "shared-0 piece 2", "shared-1 piece 0.5");
        cafe.product("p1", "P1", "shared-1 piece 2", "own-1 piece 1", "shared-0 piece 0.5");
        cafe.product("p2", "P2", "shared-3 piece 0.5", "shared-2 piece 2", "own-2 piece 1");
        cafe.product("p3", "P3", "shared-2 piece 0.5", "shared-3 piece 2", "own-3 piece 1");
        cafe.product("p4", "P4", "shared-3 piece 1", "own-4 piece 1", "shared-0 piece 1");
        cafe.product("p5", "P5", "own-5 piece 1", "shared-1 piece 1");
        cafe.product("p6", "P6", "scarce piece 1", "shared-0 piece 1", "shared-2 piece 1");
        cafe.product("p7", "P7", "shared-2 piece 1", "shared-0 piece 1", "scarce piece 1");
        cafe.product("p8", "P8", "shared-1 piece 1", "fed piece 1");
    }

    private static void row(String id, int quantity) {
        OPEN.cafe().stock(Cafe.CEBU, id, "" + quantity);
        OPEN.cafe().map(Cafe.CEBU, id, "piece", id, "1");
    }

    /** Every third till sends its sales five at a time. */
    private static List<DeductionOutcome> sell(AtomicInventory engine, int caller) {
        List<DeductionRequest> sales = new ArrayList<>();
        for (int i = 0; i < SALES_EACH; i++) {
            String id = caller + "-" + i;
            sales.add(Cafe.sale("t" + id, "k" + id, "p" + product(caller, i), 1));
        }
        int together = caller % 3 == 0 ? 5 : 1;
        List<DeductionOutcome> outcomes = new ArrayList<>();
        for (int i = 0; i < SALES_EACH; i += together) {
            outcomes.addAll(engine.deductions().deductInventoryAtomic(sales.subList(i, i + together)));
        }
        return outcomes;
    }

    private static List<DeductionOutcome> deliver(Cafe cafe) {
        for (int i = 0; i < DELIVERIES; i++) {
            assertThat(cafe.receive(Cafe.CEBU, "fed", "1", "fed-" + i).success())
                    .isTrue();
            assertThat(cafe.receive(Cafe.CEBU, "shared-0", "0.25", "shared-" + i)
                            .success())
                    .isTrue();
        }
        return List.of();
    }

    private static int product(int caller, int sale) {
        return (caller + sale) % PRODUCTS;
    }

    private static long sent(int product) {
        long sent = 0;
        for (int caller = 0; caller < CALLERS; caller++) {
            for (int i = 0; i < SALES_EACH; i++) {
                sent += product(caller, i) == product ? 1 : 0;
            }
        }
        return sent;
    }

    private static boolean took(DeductionOutcome outcome) {
        return switch (outcome) {
            case Deducted deducted -> {
                assertThat(deducted.replayed()).isFalse();
                yield true;
            }
            case Refused refused -> {
                assertThat(refused.problems())
                        .allMatch(problem -> problem.reason() == Problem.Reason.INSUFFICIENT_STOCK)
                        .hasSize(1);
                yield false;
            }
            case DeductionOutcome.Queued queued -> throw new AssertionError(queued);
            case NotDecided notDecided -> throw new AssertionError(notDecided);
        };
    }

    private static void assertSuccesses(Map<Integer, Integer> sold) {
        for (int i = 0; i < OWN.length; i++) {
            assertThat(of(sold, i)).as("product %s", i).isEqualTo(Math.min(sent(i), OWN[i]));
        }
        assertThat(of(sold, 6) + of(sold, 7)).isEqualTo(Math.min(sent(6) + sent(7), SCARCE));
        // How many of the delivered pieces came in time is chance; that none was sold twice is not.
        assertThat(of(sold, 8)).isBetween(Math.min(FED, sent(8)), Math.min(FED + DELIVERIES, sent(8)));
    }

    private static void assertShelves(Map<Integer, Integer> sold) {
        for (int i = 0; i < OWN.length; i++) {
            assertShelf("own-" + i, 4 * (OWN[i] - of(sold, i)));
        }
        assertShelf("scarce", 4 * (SCARCE - of(sold, 6) - of(sold, 7)));
        assertShelf("fed", 4 * (FED + DELIVERIES - of(sold, 8)));
        assertShelf(
                "shared-0",
                400_000
                        + DELIVERIES
                        - 8 * of(sold, 0)
                        - 2 * of(sold, 1)
                        - 4 * (of(sold, 4) + of(sold, 6) + of(sold, 7)));
        assertShelf("shared-1", 400_000 - 2 * of(sold, 0) - 8 * of(sold, 1) - 4 * (of(sold, 5) + of(sold, 8)));
        assertShelf("shared-2", 400_000 - 8 * of(sold, 2) - 2 * of(sold, 3) - 4 * (of(sold, 6) + of(sold, 7)));
        assertShelf("shared-3", 400_000 - 2 * of(sold, 2) - 8 * of(sold, 3) - 4 * of(sold, 4));
    }

    private static void assertShelf(String stockId, long quarters) {
        assertThat(OPEN.cafe().quantity(Cafe.CEBU, stockId))
                .as(stockId)
                .isEqualByComparingTo(BigDecimal.valueOf(quarters * 25, 2));
    }

    private static long of(Map<Integer, Integer> sold, int product) {
        return sold.getOrDefault(product, 0);
    }
}
