package io.atomicinventory.server.deduction;

import static io.atomicinventory.server.testing.Problems.requireBody;
import static io.atomicinventory.server.testing.Problems.requireProblem;
import static io.atomicinventory.server.testing.Problems.requireRefusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atomicinventory.engine.Undecided;
import io.atomicinventory.engine.deduction.AtomicInventoryService;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.testing.Blocked;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.TestDatabase;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.Shops;
import io.atomicinventory.server.testing.TestServer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Many requests wait for a row that somebody holds, on a server that lets few of them wait. */
class WaitingTest {
    private static final int MOST_WAITING = 41;

    private static TestDatabase database;
    private static Cafe cafe;
    private static TestServer server;
    private static Http http;

    private final AtomicInteger lastKey = new AtomicInteger();
    private ExecutorService tills;
    private String held;
    private String other;

    @BeforeAll
    static void start() {
        database = new TestDatabase();
        cafe = Cafe.open(database.engine());
        server = TestServer.start(database, "inventory.waiting.total=" + MOST_WAITING, "inventory.request.timeout=30s");
        http = server.http();
    }

    @BeforeEach
    void open() {
        held = Shops.open(cafe);
        other = Shops.open(cafe, "1000");
        tills = Executors.newVirtualThreadPerTaskExecutor();
    }

    @AfterEach
    void close() {
        tills.close();
    }

    @AfterAll
    static void booksAreRight() {
        assertThat(database.engine().verifier().verify()).isEmpty();
        server.close();
        database.close();
    }

    private Blocked holdCups() throws SQLException {
        return Blocked.on(
                database,
                "SELECT quantity FROM inventory_stock WHERE store_id = '" + held + "' AND stock_id = 'cup' FOR UPDATE");
    }

    /** So many tills sell a cup that somebody holds; returns when all of them wait. */
    private List<Future<Http.Answer>> waiting(int number) {
        List<Future<Http.Answer>> waiting = new ArrayList<>();
        for (int till = 0; till < number; till++) {
            String id = "till-" + till;
            waiting.add(tills.submit(() -> sellPatiently(held, id)));
        }
        // One sale more than there is room for, which is all or none.
        await().until(() -> sellTogether(other, MOST_WAITING - number + 1), status -> status == 503);
        return waiting;
    }

    private static Http.Answer sell(String store, String id) {
        return http.key(id).post(sales(store), sale(id));
    }

    /** As a till does: for which there is no room, that comes again. */
    private static Http.Answer sellPatiently(String store, String id) {
        Http.Answer answer = sell(store, id);
        while (answer.status() == 503) {
            LockSupport.parkNanos(10_000_000);
            answer = sell(store, id);
        }
        return answer;
    }

    /** @return the status of the first of them */
    private int sellTogether(String store, int number) {
        List<String> sales = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            sales.add(member("together-" + lastKey.incrementAndGet()));
        }
        Http.Answer answer = batch(store, sales);
        return answer.json().path("outcomes").path(0).path("status").intValue();
    }

    private static Http.Answer batch(String store, List<String> members) {
        Http.Answer answer =
                http.post(sales(store) + "/batch", "{\"deductions\": [" + String.join(", ", members) + "]}");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer;
    }

    private static String sales(String store) {
        return "/api/v1/stores/" + store + "/deductions";
    }

    private static String sale(String id) {
        return "{\"transactionId\": \"" + id + "\", \"items\": [{\"productId\": \"americano\", \"quantity\": 1}]}";
    }

    private static String member(String id) {
        return "{\"idempotencyKey\": \"" + id + "\", " + sale(id).substring(1);
    }

    private static void assertSold(List<Future<Http.Answer>> answers) throws Exception {
        for (Future<Http.Answer> answer : answers) {
            assertThat(answer.get().status()).as(answer.get().toString()).isEqualTo(201);
        }
    }

    @Test
    void whileFortyRequestsWaitForOneRowHealthIsUpAndEverythingElseIsAnswered() throws Exception {
        List<Future<Http.Answer>> waiting;
        try (Blocked somebody = holdCups()) {
            waiting = waiting(40);
            somebody.awaitWaiting(1);
            for (int i = 0; i < 10; i++) {
                Http.Answer health = Http.anonymous(server.url()).get("/actuator/health");
                assertThat(health.response().body()).isEqualTo("{\"status\":\"UP\"}");
                assertThat(sell(other, "meanwhile-" + i).status()).isEqualTo(201);
                assertThat(http.get("/api/v1/stores/" + held + "/stock/cup").status())
                        .isEqualTo(200);
            }
            assertThat(waiting).noneMatch(Future::isDone);
        }
        assertSold(waiting);
        assertThat(cafe.quantity(held, "cup")).isEqualByComparingTo("60");
    }

    @Test
    void I2_whatIsRefusedAsOverloadedDidNothingAndItsKeySucceedsLater() throws Exception {
        String receipts = "/api/v1/stores/" + other + "/stock/cream/receipts";
        List<String> members = List.of(member("in-batch-1"), "{}", member("in-batch-2"));
        List<Future<Http.Answer>> waiting;
        try (Blocked somebody = holdCups()) {
            waiting = waiting(MOST_WAITING);
            somebody.awaitWaiting(1);
            Http.Answer refused = sell(other, "refused");
            requireRetryAfter(requireRefusal(refused, "overloaded", 503, "refused"));
            assertThat(refused.errors()).containsExactly(new Undecided.Overloaded().text());
            requireRetryAfter(
                    requireProblem(http.key("delivery").post(receipts, "{\"quantity\": 5}"), "overloaded", 503));
            Http.Answer batch = batch(other, members);
            requireRetryAfter(batch);
            assertThat(statuses(batch)).containsExactly(503, 400, 503);
            requireBody(
                    batch.json().path("outcomes").get(0).path("body"), "overloaded", 503, "success", "transactionId");
            assertThat(waiting).noneMatch(Future::isDone);
        }
        assertThat(http.get(sales(other) + "/refused").status()).isEqualTo(404);
        assertThat(cafe.quantity(other, "cream")).isEqualByComparingTo("1000");
        assertSold(waiting);

        assertThat(sell(other, "refused").status()).isEqualTo(201);
        assertThat(http.key("delivery").post(receipts, "{\"quantity\": 5}").status())
                .isEqualTo(201);
        Http.Answer batch = batch(other, members);
        assertThat(statuses(batch)).containsExactly(201, 400, 201);
        assertThat(batch.header("Retry-After")).isEmpty();
        assertThat(measured("inventory_deductions_seconds_count{outcome=\"overloaded\"}"))
                .isGreaterThanOrEqualTo(3);
        assertThat(measured("inventory_movements_seconds_count{outcome=\"overloaded\"}"))
                .isEqualTo(1);
    }

    private static void requireRetryAfter(Http.Answer answer) {
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
    }

    private static List<Integer> statuses(Http.Answer batch) {
        List<Integer> statuses = new ArrayList<>();
        for (JsonNode outcome : batch.json().path("outcomes")) {
            statuses.add(outcome.path("status").intValue());
        }
        return statuses;
    }

    @Test
    void theMetricsTellHowManySalesSharedACommit() {
        double commits = measured("inventory_commit_size_count");
        double sales = measured("inventory_commit_size_sum");
        assertThat(sellTogether(other, 5)).isEqualTo(201);
        await().untilAsserted(() -> {
            assertThat(measured("inventory_commit_size_count")).isEqualTo(commits + 1);
            assertThat(measured("inventory_commit_size_sum")).isEqualTo(sales + 5);
        });
    }

    private static double measured(String series) {
        Matcher line = Pattern.compile("(?m)^" + Pattern.quote(series) + " (\\S+)$")
                .matcher(http.get("/actuator/prometheus").response().body());
        return line.find() ? Double.parseDouble(line.group(1)) : 0;
    }

    /** Over HTTP the web server waits first; what does not come that way has the engine's word alone. */
    @Test
    void I7_theEngineFinishesWhatIsUnderWayBeforeItsConnectionsAreClosed() throws Exception {
        TestServer closing = TestServer.start(database);
        AtomicInventoryService deductions = closing.bean("deductions", AtomicInventoryService.class);
        Future<DeductionOutcome> sale;
        Future<?> closed;
        try (Blocked somebody = Blocked.on(
                database,
                "SELECT quantity FROM inventory_stock WHERE store_id = 'cebu' AND stock_id = 'cup' FOR UPDATE")) {
            sale = tills.submit(() -> deductions.deductInventoryAtomic(Cafe.sale("last", "last", Cafe.COFFEE, 1)));
            somebody.awaitWaiting(1);
            closed = tills.submit(closing::close);
            // The web server is stopped before the engine: it takes nothing more from now on.
            await().ignoreExceptions().until(() -> isClosed(deductions));
        }
        assertThat(sale.get()).isInstanceOf(DeductionOutcome.Deducted.class);
        closed.get();
    }

    private static boolean isClosed(AtomicInventoryService deductions) {
        try {
            deductions.deductInventoryAtomic(Cafe.sale("late", "late", Cafe.CROFFLE, 1));
            return false;
        } catch (IllegalStateException e) {
            return String.valueOf(e.getMessage()).contains("closed");
        }
    }
}
