package io.atomicinventory.engine.stock;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.OpenCafe;
import io.atomicinventory.engine.testing.Storekeeper;
import io.atomicinventory.engine.testing.Together;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Everything that moves stock, at random, on two nodes and few rows of two stores, told in any order of its times.
 * Afterwards each row has what somebody works out who knows what happened when, and not how it is kept.
 */
class BooksUnderLoadTest {
    private static final int CALLERS = 8;
    private static final int ROUNDS = 60;
    private static final List<String> STORES = List.of(Cafe.CEBU, "davao");
    private static final List<String> ITEMS = List.of("coffee-beans", "cup");

    @RegisterExtension
    private static final OpenCafe OPEN = new OpenCafe();

    @BeforeEach
    void open() {
        OPEN.cafe().product("roast", "Roast", "Coffee Beans gram 1000");
        OPEN.cafe().store("davao");
        for (String item : ITEMS) {
            OPEN.cafe().stock("davao", item, "100");
        }
        OPEN.cafe().map("davao", "Coffee Beans", "gram", "coffee-beans", "0.001");
        OPEN.cafe().map("davao", "Cup", "piece", "cup", "1");
        OPEN.database().execute("""
                UPDATE inventory_movements SET occurred_at = occurred_at - interval '9 days',
                                               recorded_at = recorded_at - interval '9 days'""");
    }

    @RepeatedTest(2)
    void I1_I2_I4_I6_I10_whateverHappensAtOnceAddsUp() throws Exception {
        long seed = Long.getLong("books.seed", ThreadLocalRandom.current().nextInt(1_000_000));
        String rerun = "-Dbooks.seed=" + seed;
        Shelves shelves = new Shelves(OPEN.engine());

        List<Integer> done = Together.call(CALLERS, caller -> () -> work(shelves, caller, new Random(seed + caller)));

        assertThat(done.stream().mapToInt(Integer::intValue).sum())
                .as("%s: most of it is done", rerun)
                .isGreaterThan(CALLERS * ROUNDS / 2);
        for (String storeId : STORES) {
            for (String stockId : ITEMS) {
                assertThat(new Storekeeper(OPEN.engine(), storeId).quantity(stockId))
                        .as("%s: %s of %s:\n%s", rerun, stockId, storeId, shelves.described(storeId, stockId))
                        .isEqualByComparingTo(shelves.workedOut(storeId, stockId));
            }
        }
        assertThat(OPEN.count("""
                        (SELECT 1 FROM inventory_compensation_log GROUP BY store_id, transaction_id, stock_id
                         HAVING sum(restored_now) > min(deducted)) too_much""")).as(rerun).isZero();
        assertThat(OPEN.database().value("""
                        SELECT coalesce(sum(quantity_change), 0) FROM inventory_movements
                        WHERE kind IN ('transfer_in', 'transfer_out')""")).as(rerun).startsWith("0");
        assertThat(OPEN.engine().verifier().verify()).as(rerun).isEmpty();
    }

    /** @return how much of it succeeded */
    private static int work(Shelves shelves, int caller, Random random) {
        int done = 0;
        List<Asked> asked = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            String store = STORES.get(random.nextInt(2));
            Asked next = shelves.next(random, store, STORES.get(1 - STORES.indexOf(store)), caller + "-" + round);
            Outcome outcome = next.of(node(random));
            assertThat(outcome.isDecided()).as("%s", outcome).isTrue();
            shelves.remember(store, outcome);
            done += outcome.success() ? 1 : 0;
            asked.add(next);
            if (random.nextInt(3) == 0) {
                Asked again = asked.get(random.nextInt(asked.size()));
                assertThat(again.of(node(random)).isDecided()).isTrue();
            }
        }
        return done;
    }

    /** A request that can be sent again. */
    interface Asked {
        Outcome of(AtomicInventory node);
    }

    private static AtomicInventory node(Random random) {
        return random.nextBoolean() ? OPEN.engine() : OPEN.otherNode();
    }
}
