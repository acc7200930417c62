package io.atomicinventory.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.catalog.ShortagePolicy;
import io.atomicinventory.engine.queue.QueueOracle.Items;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.OpenCafe;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Random commands, one after the other, each at one of two nodes: one in this process, one in another, which a restart
 * kills. Answers, stock and queue are the oracle's after each. {@code -Dqueue.seed=N} runs the first sequence of that
 * seed again.
 */
class QueueOracleTest {
    private static final long SEED = Long.getLong("queue.seed", System.nanoTime());
    private static final int STEPS = Integer.getInteger("queue.steps", 80);
    private static final int SALES = 14;

    private static final String BOOKS = """
            SELECT (SELECT string_agg(stock_id || ' ' || trim_scale(quantity) || ' ' || trim_scale(approved_overdraft),
                                      ', ' ORDER BY stock_id)
                    FROM inventory_stock)
                   || '; '
                   || coalesce((SELECT string_agg(concat_ws(' ', transaction_id, status, attempt, failures, decision),
                                                  ', ' ORDER BY transaction_id)
                                FROM offline_transaction_queue), '')""";

    @RegisterExtension
    private static final OpenCafe OPEN = new OpenCafe();

    private static CounterProcess elsewhere;

    private final Instant opened = Instant.now();
    private Random random = new Random(SEED);
    private QueueOracle oracle = new QueueOracle(ShortagePolicy.REFUSE);
    private int step;

    @BeforeAll
    static void start() throws IOException {
        elsewhere = CounterProcess.on(OPEN.database());
    }

    @AfterAll
    static void end() {
        elsewhere.close();
    }

    @RepeatedTest(9)
    void I1ToI6_theQueueDoesWhatThePlainOracleDoes(RepetitionInfo repetition) throws Exception {
        long seed = SEED + repetition.getCurrentRepetition() - 1;
        System.out.println("-Dqueue.seed=" + seed);
        random = new Random(seed);
        List<ShortagePolicy> policies = List.of(ShortagePolicy.values());
        ShortagePolicy policy = policies.get(random.nextInt(policies.size()));
        oracle = new QueueOracle(policy);
        OPEN.cafe().product(QueueOracle.TEA, "Tea", "Tea Leaves gram 2");
        new Counter(OPEN.engine()).onShortage(policy);
        elsewhere.forget();

        try (CounterNode here = CounterNode.here(OPEN.pool())) {
            for (step = 1; step <= STEPS; step++) {
                CounterNode node = random.nextBoolean() ? here : elsewhere;
                String done = command(node);
                assertThat(OPEN.database().value(BOOKS))
                        .as("-Dqueue.seed=%d, %s, step %d %s: %s", seed, policy, step, node, done)
                        .isEqualTo(oracle.books());
            }
        }
        assertThat(OPEN.engine().verifier().verify())
                .as("-Dqueue.seed=%d", seed)
                .isEmpty();
    }

    private String command(CounterNode node) throws Exception {
        int sale = random.nextInt(SALES);
        String id = "sale-" + (char) ('a' + sale);
        Items items = items(sale);
        ApprovalMode mode = random.nextBoolean() ? ApprovalMode.FULL : ApprovalMode.AVAILABLE;
        int kind = random.nextInt(100);
        if (kind < 26) {
            boolean isOld = random.nextBoolean();
            String occurredAt = isOld ? " " + opened.minusSeconds(10L * step) : "";
            return agree(
                    node,
                    "queue " + id + " " + words(items) + occurredAt,
                    oracle.queue(id, items, isOld ? -step : step));
        }
        if (kind < 42) {
            return agree(node, "sync", oracle.sync().toString());
        }
        if (kind < 54) {
            return agree(node, "approve " + id + " " + mode, oracle.approve(id, mode));
        }
        if (kind < 60) {
            return agree(node, "reject " + id, oracle.reject(id));
        }
        if (kind < 68) {
            return agree(node, "void " + id + " void-" + step, oracle.voidSale(id));
        }
        if (kind < 82) {
            return agree(node, "sell " + id + " key-" + step + " " + words(items), oracle.sell(id, items, step));
        }
        if (kind < 98) {
            return stock(node);
        }
        node.restart();
        return "restart";
    }

    private String stock(CounterNode node) throws Exception {
        String stockId = List.of("cream", "croissant", "cup", "coffee-beans").get(random.nextInt(4));
        int quantity = random.nextInt(60) + 1;
        boolean isReceipt = random.nextInt(3) > 0;
        if (isReceipt) {
            oracle.receive(stockId, BigDecimal.valueOf(quantity));
        } else {
            oracle.count(stockId, BigDecimal.valueOf(quantity), step);
        }
        String command = isReceipt ? "receive" : "count";
        return agree(node, command + " " + stockId + " " + quantity + " " + command + "-" + step, "recorded");
    }

    /** Mostly the same of each sale; now and then what somebody else calls by the same name. */
    private Items items(int sale) {
        int what = random.nextInt(12) == 0 ? sale + 1 : sale;
        String product = what % 7 == 6 ? QueueOracle.TEA : what % 2 == 0 ? Cafe.CROFFLE : Cafe.COFFEE;
        return new Items(product, 8 + 5L * (what % 9));
    }

    private static String words(Items items) {
        return items.productId() + " " + items.quantity();
    }

    private String agree(CounterNode node, String command, String right) throws Exception {
        String answer = node.answer(command);
        assertThat(answer).as("step %d %s: %s", step, node, command).isEqualTo(right);
        return command + ": " + answer;
    }
}
