package io.atomicinventory.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.catalog.ShortagePolicy;
import io.atomicinventory.engine.deduction.CompensationOutcome;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.queue.QueueOracle.Items;
import io.atomicinventory.engine.stock.CountRequest;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.OpenCafe;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Random commands, one after the other, each at one of two nodes, and some of them before a restart of it. Answers,
 * stock and queue are the oracle's after each. {@code -Dqueue.seed=N} runs the first sequence of that seed again.
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

    private final Instant opened = Instant.now();
    private final List<AtomicInventory> nodes = new ArrayList<>();
    private Random random = new Random(SEED);
    private QueueOracle oracle = new QueueOracle(ShortagePolicy.REFUSE);
    private int step;

    @RepeatedTest(9)
    void I1ToI6_theQueueDoesWhatThePlainOracleDoes(RepetitionInfo repetition) {
        long seed = SEED + repetition.getCurrentRepetition() - 1;
        System.out.println("-Dqueue.seed=" + seed);
        random = new Random(seed);
        List<ShortagePolicy> policies = List.of(ShortagePolicy.values());
        ShortagePolicy policy = policies.get(random.nextInt(policies.size()));
        oracle = new QueueOracle(policy);
        OPEN.cafe().product(QueueOracle.TEA, "Tea", "Tea Leaves gram 2");
        nodes.add(OPEN.engine());
        nodes.add(OPEN.otherNode());
        new Counter(OPEN.engine()).onShortage(policy);

        for (step = 1; step <= STEPS; step++) {
            int node = random.nextInt(nodes.size());
            String done = command(node);
            assertThat(OPEN.database().value(BOOKS))
                    .as("-Dqueue.seed=%d, %s, step %d at node %d: %s", seed, policy, step, node, done)
                    .isEqualTo(oracle.books());
        }
        assertThat(OPEN.engine().verifier().verify())
                .as("-Dqueue.seed=%d", seed)
                .isEmpty();
    }

    private String command(int node) {
        Counter counter = new Counter(nodes.get(node));
        int sale = random.nextInt(SALES);
        String id = "sale-" + (char) ('a' + sale);
        Items items = items(sale);
        ApprovalMode mode = random.nextBoolean() ? ApprovalMode.FULL : ApprovalMode.AVAILABLE;
        int kind = random.nextInt(100);
        if (kind < 26) {
            boolean isOld = random.nextBoolean();
            long occurredAt = isOld ? -step : step;
            QueueOutcome outcome = counter.queue(
                    id, items.productId(), items.quantity(), isOld ? opened.minusSeconds(10L * step) : null);
            return agree("queue " + id + " " + items, word(outcome), oracle.queue(id, items, occurredAt));
        }
        if (kind < 42) {
            return agree("sync", counter.sync().toString(), oracle.sync().toString());
        }
        if (kind < 54) {
            return agree("approve " + id + " " + mode, word(counter.approve(id, mode)), oracle.approve(id, mode));
        }
        if (kind < 60) {
            return agree("reject " + id, word(counter.reject(id)), oracle.reject(id));
        }
        if (kind < 68) {
            return agree("void " + id, word(counter.voidSale(id, "void-" + step)), oracle.voidSale(id));
        }
        if (kind < 82) {
            DeductionOutcome outcome = counter.sell(id, "key-" + step, items.productId(), items.quantity());
            return agree("sell " + id + " " + items, word(outcome), oracle.sell(id, items, step));
        }
        return kind < 97 ? stock(counter) : restart(node);
    }

    private String stock(Counter counter) {
        String stockId = List.of("cream", "croissant", "cup", "coffee-beans").get(random.nextInt(4));
        BigDecimal quantity = BigDecimal.valueOf(random.nextInt(60) + 1);
        if (random.nextInt(3) > 0) {
            new Cafe(counter.engine()).receive(Cafe.CEBU, stockId, quantity.toString(), "receipt-" + step);
            oracle.receive(stockId, quantity);
            return "receive " + quantity + " " + stockId;
        }
        counter.engine()
                .stock()
                .count(new CountRequest(Cafe.CEBU, stockId, quantity, null, null, Counter.MARIA, "count-" + step));
        oracle.count(stockId, quantity, step);
        return "count " + quantity + " " + stockId;
    }

    private String restart(int node) {
        nodes.get(node).close();
        nodes.set(node, AtomicInventory.on(OPEN.pool()).open());
        return "restart";
    }

    /** Mostly the same of each sale; now and then what somebody else calls by the same name. */
    private Items items(int sale) {
        int what = random.nextInt(12) == 0 ? sale + 1 : sale;
        String product = what % 7 == 6 ? QueueOracle.TEA : what % 2 == 0 ? Cafe.CROFFLE : Cafe.COFFEE;
        return new Items(product, 8 + 5L * (what % 9));
    }

    private static String agree(String what, String answer, String right) {
        assertThat(answer).as(what).isEqualTo(right);
        return what + ": " + answer;
    }

    private static String word(QueueOutcome outcome) {
        return switch (outcome) {
            case QueueOutcome.Accepted accepted -> accepted.isNew() ? "new" : "same";
            case QueueOutcome.Conflict conflict -> "conflict";
            case QueueOutcome.OtherItems other -> "other items";
            case QueueOutcome.NotPossible notPossible -> "not possible";
            case QueueOutcome.Unknown unknown -> "unknown";
            case QueueOutcome.NotDecided notDecided -> notDecided.toString();
        };
    }

    private static String word(DeductionOutcome outcome) {
        return switch (outcome) {
            case DeductionOutcome.Deducted deducted -> deducted.replayed() ? "replayed" : "deducted";
            case DeductionOutcome.Refused refused -> "refused " + refused.reason();
            case DeductionOutcome.Queued queued -> "queued";
            case DeductionOutcome.NotDecided notDecided -> notDecided.toString();
        };
    }

    private static String word(CompensationOutcome outcome) {
        return switch (outcome) {
            case CompensationOutcome.Compensated done -> "gave back " + done.itemsRestored();
            case CompensationOutcome.Unknown unknown -> "unknown";
            case CompensationOutcome.NotPossible outOfBounds -> outOfBounds.toString();
            case CompensationOutcome.NotDecided notDecided -> notDecided.toString();
        };
    }
}
