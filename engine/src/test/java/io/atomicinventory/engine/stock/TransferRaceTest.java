package io.atomicinventory.engine.stock;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.EngineMetrics;
import io.atomicinventory.engine.EngineSettings;
import io.atomicinventory.engine.Undecided;
import io.atomicinventory.engine.stock.TransferOutcome.NotDecided;
import io.atomicinventory.engine.stock.TransferOutcome.Transferred;
import io.atomicinventory.engine.testing.Blocked;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.OpenCafe;
import io.atomicinventory.engine.testing.Storekeeper;
import io.atomicinventory.engine.testing.Together;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Transfers to and fro at once, while both stores sell. */
class TransferRaceTest {
    private static final int SENDERS = 16;
    private static final int SELLERS = 8;
    private static final int ROUNDS = 12;
    private static final List<String> ITEMS = List.of("coffee-beans", "cream", "cup");

    @RegisterExtension
    private static final OpenCafe OPEN = new OpenCafe();

    private final AtomicInteger lockRetries = new AtomicInteger();
    private List<AtomicInventory> nodes = List.of();

    @BeforeEach
    void open() {
        EngineMetrics metrics = new EngineMetrics() {
            @Override
            public void retried(String storeId, String reason) {
                if (reason.equals("lock")) {
                    lockRetries.incrementAndGet();
                }
            }
        };
        nodes = Stream.of(OPEN.pool(), OPEN.database().pool(12))
                .map(pool -> AtomicInventory.on(pool).metrics(metrics).open())
                .toList();
        OPEN.cafe().store("davao");
        for (String item : ITEMS) {
            OPEN.cafe().receive(Cafe.CEBU, item, "900", "r-" + item);
            OPEN.cafe().stock("davao", item, "1000");
        }
        OPEN.cafe().map("davao", "Coffee Beans", "gram", "coffee-beans", "0.001");
        OPEN.cafe().map("davao", "Cup", "piece", "cup", "1");
    }

    @Test
    void I4_transfersToAndFroAmongSalesAddUpAndNobodyWaitsInACircle() throws Exception {
        long seed = Long.getLong("transfers.seed", ThreadLocalRandom.current().nextInt(1_000_000));
        long deadlocks = deadlocks();

        List<Integer> toDavao = Together.call(
                SENDERS + SELLERS,
                caller -> () -> caller < SENDERS ? send(caller, new Random(seed + caller)) : sell(caller));

        // Nobody waits long enough for a deadlock to be found: a circle shows as locks that were waited for in vain.
        assertThat(deadlocks()).isEqualTo(deadlocks);
        assertThat(lockRetries).hasValueLessThan(SENDERS * ROUNDS / 10);
        int sum = toDavao.stream().mapToInt(Integer::intValue).sum();
        int sold = SELLERS * ROUNDS; // half of it in each store
        assertThat(quantity(Cafe.CEBU, "cup"))
                .as("-Dtransfers.seed=%s", seed)
                .isEqualByComparingTo(BigDecimal.valueOf(1000 - sold / 2 - sum));
        assertThat(quantity("davao", "cup")).isEqualByComparingTo(BigDecimal.valueOf(1000 - sold / 2 + sum));
        for (String item : ITEMS.subList(0, 2)) {
            BigDecimal beans = item.equals("cream") ? BigDecimal.ZERO : new BigDecimal("0.018");
            assertThat(quantity(Cafe.CEBU, item).add(quantity("davao", item)))
                    .isEqualByComparingTo(BigDecimal.valueOf(2000).subtract(beans.multiply(BigDecimal.valueOf(sold))));
        }
        assertThat(OPEN.count("inventory_movements WHERE kind = 'transfer_in'"))
                .isEqualTo(OPEN.count("inventory_movements WHERE kind = 'transfer_out'"))
                .isEqualTo(3L * SENDERS * ROUNDS);
    }

    /** @return how many cups went to Davao; what came back is below zero */
    private int send(int caller, Random random) {
        int sum = 0;
        for (int round = 0; round < ROUNDS; round++) {
            boolean isToDavao = (caller / 2) % 2 == 0;
            Storekeeper from = new Storekeeper(node(caller), isToDavao ? Cafe.CEBU : "davao");
            int cups = 1 + random.nextInt(3);
            TransferOutcome outcome = from.transfer(
                    isToDavao ? "davao" : Cafe.CEBU,
                    "tr-" + caller + "-" + round,
                    line("cup", cups),
                    line("cream", 1 + random.nextInt(3)),
                    line("coffee-beans", 1));
            assertThat(outcome).isInstanceOf(Transferred.class);
            sum += isToDavao ? cups : -cups;
        }
        return sum;
    }

    private int sell(int caller) {
        for (int round = 0; round < ROUNDS; round++) {
            Storekeeper keeper = new Storekeeper(node(caller), caller % 4 < 2 ? Cafe.CEBU : "davao");
            assertThat(keeper.sell("t-" + caller + "-" + round, Cafe.COFFEE, 1).success())
                    .isTrue();
        }
        return 0;
    }

    @Test
    void I2_oneTransferFromManyCallersIsMadeOnce() throws Exception {
        for (int round = 1; round <= 3; round++) {
            String key = "tr-" + round;
            List<TransferOutcome> outcomes = Together.call(
                    SENDERS,
                    caller -> () -> new Storekeeper(node(caller), Cafe.CEBU).transfer("davao", "cup", "5", key));

            assertThat(outcomes)
                    .filteredOn(outcome -> !((Transferred) outcome).replayed())
                    .hasSize(1);
            assertThat(outcomes.stream()
                            .map(outcome -> ((Transferred) outcome).lines())
                            .distinct()
                            .toList())
                    .hasSize(1);
            assertThat(quantity("davao", "cup")).isEqualByComparingTo("" + (1000 + 5 * round));
            assertThat(quantity(Cafe.CEBU, "cup")).isEqualByComparingTo("" + (1000 - 5 * round));
        }
    }

    @Test
    @SuppressWarnings("try") // a row is held as long as its block lasts
    void I1_whereARowOfEitherSideIsHeldNothingIsMovedUntilItIsFree() throws Exception {
        AtomicInventory impatient = OPEN.engine(EngineSettings.defaults()
                .withRequestTimeout(Duration.ofMillis(700))
                .withLockTimeout(Duration.ofMillis(100)));
        String books = OPEN.books();
        for (String store : List.of(Cafe.CEBU, "davao")) {
            try (Blocked held = Blocked.on(
                    OPEN.database(),
                    "SELECT FROM inventory_stock WHERE stock_id = 'cup' AND store_id = '" + store
                            + "' FOR NO KEY UPDATE")) {
                assertThat(new Storekeeper(impatient, Cafe.CEBU).transfer("davao", "cup", "5", "tr1"))
                        .isEqualTo(new NotDecided(new Undecided.VersionConflict("cup")));
            }
            assertThat(OPEN.books()).isEqualTo(books);
        }
        assertThat(((Transferred) new Storekeeper(impatient, Cafe.CEBU).transfer("davao", "cup", "5", "tr1"))
                        .replayed())
                .isFalse();
    }

    private static TransferRequest.Line line(String stockId, int quantity) {
        return new TransferRequest.Line(stockId, stockId, BigDecimal.valueOf(quantity));
    }

    private static BigDecimal quantity(String storeId, String stockId) {
        return new Storekeeper(OPEN.engine(), storeId).quantity(stockId);
    }

    private static long deadlocks() {
        return Long.parseLong(
                OPEN.database().value("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"));
    }

    private AtomicInventory node(int caller) {
        return nodes.get(caller % 2);
    }
}
