package io.atomicinventory.engine.deduction;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.deduction.CompensationOutcome.Compensated;
import io.atomicinventory.engine.testing.Blocked;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.OpenCafe;
import io.atomicinventory.engine.testing.Storekeeper;
import io.atomicinventory.engine.testing.Together;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many who void the same sale at once, whole and by line, on two nodes and in two processes. */
class CompensationRaceTest {
    private static final int VOIDERS = 32;
    private static final int SELLERS = 8;
    private static final List<String> CROFFLE = List.of("croissant", "cream", "caramel", "wax-paper");

    /** What is wrong in the log of a sale of which everything was given back. */
    private static final String WRONG_LOGS = """
            (SELECT l.transaction_id, l.stock_id,
                    count(*) AS portions, max(l.sequence) AS last, sum(l.restored_now) AS restored,
                    min(l.deducted) AS deducted,
                    (SELECT sum(m.quantity_change) FROM inventory_movements m
                     WHERE m.store_id = l.store_id AND m.stock_id = l.stock_id AND m.transaction_id = l.transaction_id
                       AND m.kind = 'compensation') AS moved
             FROM (SELECT *, sum(restored_now) OVER (PARTITION BY store_id, transaction_id, stock_id
                                                     ORDER BY sequence) - restored_now AS before
                   FROM inventory_compensation_log) l
             GROUP BY l.store_id, l.transaction_id, l.stock_id
             HAVING count(*) <> max(l.sequence) OR sum(l.restored_now) <> min(l.deducted)
                 OR bool_or(l.before <> l.restored_before)) wrong
            WHERE true""";

    @RegisterExtension
    private static final OpenCafe OPEN = new OpenCafe();

    @Test
    void I6_whatManyGiveBackAtOnceIsExactlyWhatTheSaleTook() throws Exception {
        Storekeeper cebu = new Storekeeper(OPEN.engine(), Cafe.CEBU);
        for (int round = 1; round <= 4; round++) {
            String sale = "t" + round;
            assertThat(cebu.sell(sale, Cafe.CROFFLE, 6).success()).isTrue();

            BigDecimal givenBack =
                    Together.call(VOIDERS + SELLERS, callers(sale)).stream().reduce(BigDecimal.ZERO, BigDecimal::add);
            assertThat(givenBack).isEqualByComparingTo("" + 4 * 6);

            assertGivenBack(sale, "6");
        }
        assertShelves(4 * SELLERS);
    }

    private static IntFunction<Callable<BigDecimal>> callers(String sale) {
        return caller -> () -> {
            Storekeeper cebu = new Storekeeper(node(caller), Cafe.CEBU);
            if (caller < VOIDERS) {
                return VoidingNode.giveBackOnce(cebu, sale, "void", caller);
            }
            assertThat(cebu.sell(sale + "-beside-" + caller, Cafe.CROFFLE, 1).success())
                    .isTrue();
            return BigDecimal.ZERO;
        };
    }

    /** One key from many callers: one of them did it, and all are told the same. */
    @Test
    void I2_oneVoidFromManyCallersIsMadeOnce() throws Exception {
        Storekeeper cebu = new Storekeeper(OPEN.engine(), Cafe.CEBU);
        for (int round = 1; round <= 4; round++) {
            String sale = "t" + round;
            cebu.sell(sale, Cafe.CROFFLE, 6);

            List<CompensationOutcome> outcomes = Together.call(
                    VOIDERS, caller -> () -> new Storekeeper(node(caller), Cafe.CEBU).giveBack(sale, sale + "-void"));

            assertThat(outcomes)
                    .filteredOn(outcome -> !((Compensated) outcome).replayed())
                    .hasSize(1);
            assertThat(outcomes.stream()
                            .map(outcome -> ((Compensated) outcome).restored())
                            .distinct()
                            .toList())
                    .hasSize(1);
            assertGivenBack(sale, "6");
        }
        assertShelves(0);
    }

    @Test
    void I6_twoProcessesGiveBackExactlyWhatTheSalesTook() throws Exception {
        int sales = 24;
        Storekeeper cebu = new Storekeeper(OPEN.engine(), Cafe.CEBU);
        for (int sale = 0; sale < sales; sale++) {
            assertThat(cebu.sell("t" + sale, Cafe.CROFFLE, 4).success()).isTrue();
        }
        BigDecimal here;
        BigDecimal there;
        try (VoidingNode other = VoidingNode.start(OPEN.database(), "there", sales)) {
            other.go();
            // It needs a while to get going, in which we would have given back everything.
            Blocked.await("a void of the other process", () -> OPEN.count("inventory_compensation_log") > 0);
            here = VoidingNode.giveBackAll(OPEN.engine(), "here", sales);
            there = other.givenBack();
        }

        for (int sale = 0; sale < sales; sale++) {
            assertGivenBack("t" + sale, "4");
        }
        assertThat(here.add(there)).isEqualByComparingTo("" + 4 * 4 * sales);
        assertThat(here).isPositive();
        assertThat(there).isPositive();
        assertShelves(0);
    }

    private static void assertGivenBack(String sale, String taken) {
        for (String stockId : CROFFLE) {
            assertThat(OPEN.database()
                            .value("SELECT concat(sum(restored_now), ' of ', max(deducted))"
                                    + " FROM inventory_compensation_log WHERE transaction_id = '" + sale
                                    + "' AND stock_id = '" + stockId + "'"))
                    .isEqualTo(taken + ".0000 of " + taken + ".0000");
        }
        assertThat(OPEN.count(WRONG_LOGS)).isZero();
        assertThat(OPEN.count(WRONG_LOGS.replace("HAVING", "HAVING true OR") + " AND moved <> restored"))
                .isZero();
        assertThat(OPEN.engine().verifier().verify()).isEmpty();
    }

    /** All of what was sold and given back is on the shelf again, but for what was thrown away. */
    private static void assertShelves(int soldBeside) {
        for (String stockId : CROFFLE) {
            assertThat(OPEN.database().value("""
                            SELECT quantity - 100
                                + (SELECT coalesce(sum(restored_now), 0) FROM inventory_compensation_log l
                                   WHERE l.stock_id = s.stock_id AND disposition = 'waste')
                            FROM inventory_stock s WHERE stock_id = '%s'""".formatted(stockId))).isEqualTo("" + -soldBeside + ".0000");
        }
    }

    private static AtomicInventory node(int caller) {
        return caller % 2 == 0 ? OPEN.engine() : OPEN.otherNode();
    }
}
