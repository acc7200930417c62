package io.atomicinventory.server.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.catalog.Ingredient;
import io.atomicinventory.engine.catalog.Mapping;
import io.atomicinventory.engine.catalog.Product;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.server.testing.Http;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two server processes on one database know nothing of each other, and need not. */
class TwoServersIT {
    private static final String SALES = "/api/v1/stores/cebu/deductions";

    @TempDir
    private static Path folder;

    private static ServerPair pair;

    @BeforeAll
    static void start() {
        pair = ServerPair.start(folder, Map.of());
    }

    @AfterAll
    static void booksAreRight() {
        pair.requireRightBooks();
        pair.close();
    }

    @Test
    void I2_aKeySentSixtyFourTimesAtOnceIsOneSaleAndSixtyThreeReplays() {
        List<Http.Answer> answers =
                atOnce(64, i -> server(i).key("same-key").post(SALES, sale("same-key-sale", Cafe.CROFFLE, 1)));

        assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(1);
        assertThat(answers.stream()
                        .filter(answer -> answer.status() == 200
                                && answer.header("Idempotent-Replayed").equals("true")))
                .hasSize(63);
        assertThat(answers.stream()
                        .map(answer -> answer.json().path("deductedItems"))
                        .distinct())
                .hasSize(1);
        assertDeductedOnce("same-key-sale");
    }

    @Test
    void I2_aTransactionSentUnderSixtyFourKeysAtOnceIsDeductedOnce() {
        List<Http.Answer> answers =
                atOnce(64, i -> server(i).key("own-key-" + i).post(SALES, sale("same-transaction", Cafe.CROFFLE, 1)));

        assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(63);
        assertDeductedOnce("same-transaction");
    }

    @Test
    void I2_oneKeyWithTwoContentsAtOnceBelongsToOneOfThem() {
        List<Http.Answer> answers = atOnce(
                64,
                i -> server(i).key("two-contents").post(SALES, sale("two-contents-sale", Cafe.CROFFLE, 1 + i / 2 % 2)));

        assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(31);
        assertThat(answers.stream()
                        .filter(answer ->
                                answer.status() == 422 && answer.slug().equals("idempotency-key-reused")))
                .hasSize(32);
        assertDeductedOnce("two-contents-sale");
    }

    @Test
    void I2_aRefusedKeyStaysRefusedAfterARestockInTheOtherProcess_andANewKeySucceeds() {
        pair.cafe().stock("cebu", "matcha", "2");
        pair.cafe().product("matcha-latte", "Matcha Latte", "Matcha gram 4");
        pair.cafe().map("cebu", "Matcha", "gram", "matcha", "1");
        String sale = sale("matcha-sale", "matcha-latte", 1);

        Http.Answer refused = server(1).key("matcha-1").post(SALES, sale);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.errors()).containsExactly("Matcha Latte - Matcha: Need 4, Have 2 (Short: 2)");
        assertThat(server(0)
                        .key("matcha-delivery")
                        .post("/api/v1/stores/cebu/stock/matcha/receipts", "{\"quantity\": 10}")
                        .status())
                .isEqualTo(201);

        Http.Answer late = server(1).key("matcha-1").post(SALES, sale);
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(late.json()).isEqualTo(refused.json());
        // The process that refused has no memory of an empty shelf.
        assertThat(server(1).key("matcha-2").post(SALES, sale).status()).isEqualTo(201);
    }

    /**
     * Two products share four of twelve stock rows, and those four decide how many sales there can be. Deliveries
     * arrive through one process only, each before what was there has run out.
     */
    @Test
    void I3_I4_I5_exactlyAsManySalesSucceedAsTheStockAllows() {
        int sales = 10_000;
        int deliveries = 40;
        int each = 25;
        int opening = 5_000;
        pair.cafe().store("mandaue");
        stockOfTwelveRows(opening);
        String deadlocks = deadlocks();

        AtomicInteger next = new AtomicInteger();
        AtomicInteger deducted = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        ConcurrentLinkedQueue<Http.Answer> unexpected = new ConcurrentLinkedQueue<>();
        atOnce(32, caller -> {
            for (int i = next.getAndIncrement(); i < sales; i = next.getAndIncrement()) {
                if (i % 100 == 0 && i / 100 < deliveries) {
                    deliver(i / 100, each, unexpected);
                }
                Http.Answer answer = server(caller)
                        .key("key-" + i)
                        .post("/api/v1/stores/mandaue/deductions", sale("sale-" + i, i % 2 == 0 ? "left" : "right", 1));
                switch (answer.status()) {
                    case 201 -> deducted.incrementAndGet();
                    case 409 -> {
                        refused.incrementAndGet();
                        if (!answer.slug().equals("insufficient-stock")) {
                            unexpected.add(answer);
                        }
                    }
                    default -> unexpected.add(answer);
                }
            }
            return null;
        });

        assertThat(unexpected).isEmpty();
        assertThat(deducted.get()).isEqualTo(opening + deliveries * each);
        assertThat(refused.get()).isEqualTo(sales - deducted.get());
        for (int row = 4; row < 8; row++) {
            assertThat(pair.cafe().quantity("mandaue", "row-" + row)).isEqualByComparingTo("0");
        }
        assertThat(deadlocks()).isEqualTo(deadlocks);
        assertThat(pair.engine().verifier().verify("mandaue")).isEmpty();
    }

    private static void stockOfTwelveRows(int scarce) {
        List<Mapping> mappings = new ArrayList<>();
        for (int row = 0; row < 12; row++) {
            pair.cafe().stock("mandaue", "row-" + row, row >= 4 && row < 8 ? Integer.toString(scarce) : "20000");
            mappings.add(new Mapping("Row " + row, "piece", "row-" + row, BigDecimal.ONE));
        }
        pair.engine().catalog().saveMappings("mandaue", mappings);
        pair.engine().catalog().saveProduct(new Product("left", "Left", null, true, rows(0, 8)), Cafe.ANA);
        pair.engine().catalog().saveProduct(new Product("right", "Right", null, true, rows(4, 12)), Cafe.ANA);
    }

    private static List<Ingredient> rows(int from, int to) {
        List<Ingredient> rows = new ArrayList<>();
        for (int row = from; row < to; row++) {
            rows.add(new Ingredient("Row " + row, "piece", BigDecimal.ONE));
        }
        return rows;
    }

    private static void deliver(int number, int quantity, ConcurrentLinkedQueue<Http.Answer> unexpected) {
        for (int row = 4; row < 8; row++) {
            Http.Answer answer = server(0)
                    .key("delivery-" + number + "-" + row)
                    .post("/api/v1/stores/mandaue/stock/row-" + row + "/receipts", "{\"quantity\": " + quantity + "}");
            if (answer.status() != 201) {
                unexpected.add(answer);
            }
        }
    }

    private static void assertDeductedOnce(String transactionId) {
        assertThat(pair.database()
                        .value("SELECT count(*) FROM inventory_movements WHERE stock_id = 'croissant'"
                                + " AND transaction_id = '" + transactionId + "'"))
                .isEqualTo("1");
    }

    private static String deadlocks() {
        return pair.database().value("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()");
    }

    private static Http server(int caller) {
        return pair.http(caller);
    }

    private static String sale(String transactionId, String productId, int quantity) {
        return "{\"transactionId\": \"" + transactionId + "\", \"items\": [{\"productId\": \"" + productId
                + "\", \"quantity\": " + quantity + "}]}";
    }

    /** Real threads that begin together. */
    private static <T> List<T> atOnce(int threads, IntFunction<T> work) {
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int caller = i;
                futures.add(executor.submit(() -> {
                    start.await();
                    return work.apply(caller);
                }));
            }
            start.countDown();
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
