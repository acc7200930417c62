package io.atomicinventory.server.monitor;

import static io.atomicinventory.server.testing.Problems.requireProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.access.AuditEvent;
import io.atomicinventory.engine.testing.Blocked;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.Shops;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Each check turns when what it looks for is planted, and turns back when it is put right. */
class HealthApiTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private String store = "";

    @BeforeEach
    void open() {
        store = Shops.open(SERVER.cafe());
    }

    private String path(String path) {
        return "/api/v1/stores/" + store + path;
    }

    private static JsonNode answered(Http.Answer answer, int status) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        return answer.json();
    }

    private JsonNode health() {
        return answered(SERVER.http().get(path("/health")), 200);
    }

    /** The check, which says the same as the whole, since all others are healthy. */
    private JsonNode check(String name, String status) {
        JsonNode health = health();
        JsonNode found = health.path("checks")
                .valueStream()
                .filter(check -> check.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
        assertThat(found.path("status").asString()).as(health.toString()).isEqualTo(status);
        assertThat(found.path("message").asString()).isNotBlank();
        assertThat(health.path("status").asString()).as(health.toString()).isEqualTo(status);
        return found;
    }

    /** @return the id of the entry */
    private String queue(String transactionId, String productId, int quantity, @Nullable Instant occurredAt) {
        String body = """
                {"transactionId": "%s", "deviceId": "till-1", "reason": "offline",
                 "items": [{"productId": "%s", "quantity": %d}], "occurredAt": %s}""".formatted(
                        transactionId, productId, quantity, occurredAt == null ? "null" : "\"" + occurredAt + "\"");
        return answered(SERVER.http().post(path("/queue"), body), 201)
                .path("queueId")
                .asString();
    }

    private void post(String path, String body) {
        Http.Answer answer =
                SERVER.http().key("k-" + path.hashCode() + body.hashCode()).post(path(path), body);
        assertThat(answer.status()).as(answer.toString()).isLessThan(300);
    }

    private void sync() {
        post("/queue/sync", "{}");
    }

    @Test
    void aStoreInWhichAllIsWellIsHealthy() {
        JsonNode health = health();
        assertThat(health.propertyNames()).containsExactly("status", "checks", "summary", "timestamp");
        assertThat(health.path("status").asString()).isEqualTo("healthy");
        assertThat(health.path("summary")).hasToString("{\"total\":14,\"healthy\":14,\"warnings\":0,\"critical\":0}");
        assertThat(health.path("checks")
                        .valueStream()
                        .map(check -> check.path("name").asString()))
                .containsExactly(
                        "version-guard",
                        "idempotency-keys",
                        "store-boundaries",
                        "whole-sales",
                        "conservation",
                        "compensation",
                        "negative-stock",
                        "mappings",
                        "success-rate",
                        "queue",
                        "late-sales",
                        "foreign-access",
                        "durability",
                        "database-latency");
        assertThat(health.path("checks").get(0).propertyNames())
                .containsExactly("name", "status", "message", "details");
        assertThat(Duration.between(Instant.parse(health.path("timestamp").asString()), Instant.now()))
                .isBetween(Duration.ofMinutes(-1), Duration.ofMinutes(1));
        requireProblem(SERVER.http().get("/api/v1/stores/nowhere/health"), "not-found", 404);
        requireProblem(SERVER.http().get("/api/v1/stores/nowhere/metrics/queue"), "not-found", 404);
    }

    @Test
    void I10_salesThatCameTooLateWarnUntilAPersonHasDecided() {
        String entry = queue("late", "americano", 1, Instant.now().minus(73, ChronoUnit.HOURS));
        check("late-sales", "healthy");
        sync();

        JsonNode late = check("late-sales", "warning");
        assertThat(late.path("details").path("waitForPerson").asInt()).isEqualTo(1);
        assertThat(late.path("details").path("waitForPersonExamples")).hasToString("[\"late\"]");
        assertThat(late.path("message").asString())
                .contains("72 hours late")
                .contains("(late)")
                .contains("approve or reject");

        post("/queue/" + entry + "/approve", "{}");
        check("late-sales", "healthy");
    }

    @Test
    void I10_salesThatWereCountedAlreadyAreNumbered() {
        Instant before = Instant.now().minus(1, ChronoUnit.HOURS);
        post("/stock/cup/counts", "{\"countedQuantity\": 90}");
        post("/stock/coffee-beans/counts", "{\"countedQuantity\": 90}");
        post("/deductions", """
                {"transactionId": "t", "occurredAt": "%s",
                 "items": [{"productId": "americano", "quantity": 2}]}""".formatted(before));

        JsonNode late = check("late-sales", "healthy");
        assertThat(late.path("details").path("absorbedByCounts24h").asInt()).isEqualTo(1);
        assertThat(late.path("details").path("absorbedByCountsExamples")).hasToString("[\"t\"]");
        assertThat(late.path("message").asString()).contains("1 of the last 24 hours");
    }

    @Test
    void whatIsShortWarnsUntilTheStockCoversIt() {
        queue("t", "americano", 101, null);
        JsonNode pending = check("queue", "healthy");
        assertThat(pending.path("details").path("pending").asInt()).isEqualTo(1);
        sync();

        JsonNode isShort = check("queue", "warning");
        assertThat(isShort.path("details").path("insufficientStock").asInt()).isEqualTo(1);
        assertThat(isShort.path("details").path("oldestQueuedAt").asString()).endsWith("Z");
        assertThat(isShort.path("message").asString()).contains("0 pending and 1 short of stock");

        post("/stock/cup/receipts", "{\"quantity\": 1}");
        sync();
        assertThat(check("queue", "healthy").path("message").asString()).isEqualTo("No sale waits.");
    }

    @Test
    void I8_whatFailsWarnsWithItsReasonUntilItIsMended() {
        for (String sale : new String[] {"a", "b"}) {
            queue(sale, "tea-of-" + store, 1, null);
        }
        sync();

        JsonNode failing = check("queue", "warning");
        assertThat(failing.path("details").path("failing").asInt()).isEqualTo(2);
        JsonNode reason = failing.path("details").path("reasons").get(0);
        assertThat(reason.path("number").asInt()).isEqualTo(2);
        assertThat(reason.path("example").asString()).isEqualTo("a");
        assertThat(reason.path("reason").asString()).contains("tea-of-" + store);
        assertThat(failing.path("message").asString())
                .contains(reason.path("reason").asString());

        SERVER.cafe().product("tea-of-" + store, "Tea", "Cup piece 1");
        sync();
        check("queue", "healthy");
    }

    @Test
    void I8_whatIsNotMappedWarnsAndIsCriticalOnceASaleIsRefusedForIt() {
        answered(SERVER.http().delete(path("/mappings?ingredient=Cup&unit=piece")), 204);
        JsonNode missing = check("mappings", "warning");
        assertThat(missing.path("details"))
                .hasToString("""
                {"found":1,"examples":["Cup in piece"],"todo":%s,"refusedSales24h":0}""".formatted(missing.path("details").path("todo")));
        assertThat(missing.path("message").asString())
                .contains("Cup in piece")
                .endsWith(missing.path("details").path("todo").asString());

        assertThat(SERVER.http()
                        .key("refused")
                        .post(
                                path("/deductions"),
                                "{\"transactionId\": \"t\", \"items\": [{\"productId\": \"americano\", \"quantity\": 1}]}")
                        .status())
                .isEqualTo(422);
        assertThat(check("mappings", "critical")
                        .path("details")
                        .path("refusedSales24h")
                        .asInt())
                .isEqualTo(1);

        SERVER.cafe().map(store, "cup", "Piece", "cup", "1");
        assertThat(check("mappings", "healthy").path("details").path("todo").asString())
                .isEmpty();
    }

    @Test
    void I5_belowZeroByTheStoresPolicyWarnsUntilItIsBookedIn() {
        answered(
                SERVER.http()
                        .put(path(""), "{\"name\": \"S\", \"timezone\": \"Asia/Manila\", \"onShortage\": \"allow\"}"),
                200);
        post("/deductions", """
                {"transactionId": "t", "items": [{"productId": "americano", "quantity": 103}]}""");

        JsonNode below = check("negative-stock", "warning");
        assertThat(below.path("details").path("belowZero").asInt()).isEqualTo(1);
        assertThat(below.path("details").path("byLeave").path("store_policy").asInt())
                .isEqualTo(1);
        assertThat(below.path("details").path("examples").get(0))
                .hasToString("{\"stockId\":\"cup\",\"item\":\"cup\",\"unit\":\"piece\",\"quantity\":-3,"
                        + "\"leave\":\"store_policy\"}");
        assertThat(below.path("message").asString())
                .contains("by the store's policy")
                .contains("cup -3");

        post("/stock/cup/receipts", "{\"quantity\": 3}");
        check("negative-stock", "healthy");
        // Down again, and this time a person answers for it.
        String entry = queue("t2", "americano", 1, null);
        post("/queue/" + entry + "/approve", "{}");
        JsonNode approved = check("negative-stock", "healthy");
        assertThat(approved.path("details").path("byLeave").path("approved").asInt())
                .isEqualTo(1);
    }

    /** Goods that a void calls waste come back and go again, and what a count knew of is put back and taken. */
    @Test
    void I5_whatGoesUpAndDownAgainInOneCommandLeavesTheWarning() {
        Instant before = Instant.now().minus(1, ChronoUnit.HOURS);
        post("/stock/cup/counts", "{\"countedQuantity\": 100}");
        answered(
                SERVER.http()
                        .put(path(""), "{\"name\": \"S\", \"timezone\": \"Asia/Manila\", \"onShortage\": \"allow\"}"),
                200);
        post("/deductions", """
                {"transactionId": "wasted", "items": [{"productId": "americano", "quantity": 20}]}""");
        post("/deductions", """
                {"transactionId": "short", "items": [{"productId": "americano", "quantity": 83}]}""");
        check("negative-stock", "warning");

        post("/deductions/wasted/compensation", "{\"reason\": \"spilt\", \"disposition\": \"waste\"}");
        check("negative-stock", "warning");
        post("/deductions", """
                {"transactionId": "counted", "occurredAt": "%s",
                 "items": [{"productId": "americano", "quantity": 4}]}""".formatted(before));

        JsonNode below = check("negative-stock", "warning");
        assertThat(below.path("details")
                        .path("examples")
                        .get(0)
                        .path("quantity")
                        .asInt())
                .isEqualTo(-3);
    }

    @Test
    void I5_belowZeroByTheItemsOwnRuleIsToldAndIsHealthy() {
        answered(
                SERVER.http()
                        .put(path("/stock/cup"), "{\"item\": \"cup\", \"unit\": \"piece\", \"allowNegative\": true}"),
                200);
        post("/deductions", """
                {"transactionId": "t", "items": [{"productId": "americano", "quantity": 101}]}""");
        JsonNode below = check("negative-stock", "healthy");
        assertThat(below.path("details").path("byLeave").path("stock_item").asInt())
                .isEqualTo(1);
    }

    @Test
    void I5_belowZeroWithoutLeaveIsCritical() {
        String constraint = SERVER.database().value("""
                SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'never_silently_negative'""");
        SERVER.database().execute("ALTER TABLE inventory_stock DROP CONSTRAINT never_silently_negative");
        try {
            SERVER.database()
                    .execute("UPDATE inventory_stock SET quantity = -2 WHERE stock_id = 'cup' AND store_id = '" + store
                            + "'");
            JsonNode below = check("negative-stock", "critical");
            assertThat(below.path("details").path("byLeave").path("none").asInt())
                    .isEqualTo(1);
            assertThat(health().path("summary").path("critical").asInt()).isEqualTo(1);
        } finally {
            SERVER.database()
                    .execute("UPDATE inventory_stock SET quantity = 2 WHERE stock_id = 'cup' AND store_id = '" + store
                            + "'");
            SERVER.database()
                    .execute("ALTER TABLE inventory_stock ADD CONSTRAINT never_silently_negative " + constraint);
        }
        check("negative-stock", "healthy");
    }

    private void attempt(String storeId, String who, int status, String age, int times) {
        SERVER.database().execute("""
                INSERT INTO access_audit (store_id, event_id, occurred_at, who, role, address, operation, subject, status,
                                          result, times)
                SELECT '%s', lpad(to_hex((extract(epoch FROM at) * 1000000)::bigint), 14, '0') || '-0123456789abcdef', at,
                       '%s', '', '10.0.0.7', 'POST /api/v1/stores/{storeId}/queue', '/', %d, '', %d
                FROM (SELECT now() - interval '%s' AS at) t""".formatted(storeId, who, status, times, age));
    }

    @Test
    void I3_attemptsWithoutLeaveWarnForADay() {
        attempt(store, "ana", 201, "1 minute", 1);
        attempt(store, "ana", 404, "1 minute 1 second", 1);
        attempt(store, "token:old", 403, "24 hours 1 minute", 5);
        attempt(Shops.open(SERVER.cafe()), "token:elsewhere", 403, "1 minute", 1);
        check("foreign-access", "healthy");

        attempt(store, "token:first", 403, "23 hours 59 minutes", 40);
        for (int minute = 10; minute > 4; minute--) {
            attempt(store, minute == 5 ? "" : "token:till-" + minute, 403, minute + " minutes", 1);
        }
        JsonNode foreign = check("foreign-access", "warning");
        assertThat(foreign.path("details").path("attempts24h").asInt()).isEqualTo(46);
        JsonNode examples = foreign.path("details").path("examples");
        assertThat(examples.valueStream().map(one -> one.path("who").asString()))
                .containsExactly("", "token:till-6", "token:till-7", "token:till-8", "token:till-9");
        assertThat(examples.get(1).propertyNames()).containsExactly("who", "address", "operation", "occurredAt");
        assertThat(examples.get(1).path("address").asString()).isEqualTo("10.0.0.7");
        assertThat(examples.get(1).path("operation").asString()).isEqualTo("POST /api/v1/stores/{storeId}/queue");
        assertThat(Duration.between(
                        Instant.parse(examples.get(1).path("occurredAt").asString()), Instant.now()))
                .isBetween(Duration.ofMinutes(5), Duration.ofMinutes(8));
        assertThat(foreign.path("message").asString())
                .startsWith("46 times in the last 24 hours somebody tried to act in this store without leave"
                        + " (somebody from 10.0.0.7, POST")
                .contains("token:till-9")
                .doesNotContain("token:till-10")
                .contains("see the audit trail")
                .contains("revoke the token");

        // A day later.
        SERVER.database()
                .execute("UPDATE access_audit SET event_id = '0' || event_id WHERE store_id = '" + store + "'");
        assertThat(check("foreign-access", "healthy").path("message").asString())
                .startsWith("Nobody tried");
    }

    /** As the trail itself writes them. */
    @Test
    void I3_whatTheTrailRecordsIsWhatTheCheckFinds() {
        AtomicInventory.on(SERVER.database().pool(1))
                .open()
                .audit()
                .record(List.of(new AuditEvent(
                        store, Instant.now(), "token:eve", "device", "10.0.0.8", "GET /", "/", 403, "forbidden", 2)));

        JsonNode foreign = check("foreign-access", "warning");
        assertThat(foreign.path("details").path("attempts24h").asInt()).isEqualTo(2);
        assertThat(foreign.path("message").asString()).contains("token:eve from 10.0.0.8");

        SERVER.database().execute("DELETE FROM access_audit WHERE store_id = '" + store + "'");
        check("foreign-access", "healthy");
    }

    @Test
    void I4_theBooksAreProvedOnRequest() throws InterruptedException {
        requireProblem(SERVER.http().get("/api/v1/stores/nowhere/health/proof"), "not-found", 404);
        requireProblem(SERVER.http().post("/api/v1/stores/nowhere/health/proof", ""), "not-found", 404);
        assertThat(answered(SERVER.http().get(path("/health/proof")), 200)
                        .path("state")
                        .asString())
                .isEqualTo("none");
        assertThat(proof().path("violations")).isEmpty();

        String ofCup = " WHERE stock_id = 'cup' AND store_id = '" + store + "'";
        SERVER.database().execute("UPDATE inventory_movements SET version = version + 1" + ofCup);
        JsonNode wrong = proof();
        assertThat(wrong.path("violations").get(0).path("subject").asString()).isEqualTo("cup");
        check("conservation", "critical");

        SERVER.database().execute("UPDATE inventory_movements SET version = version - 1" + ofCup);
        assertThat(proof().path("violations")).isEmpty();
        check("conservation", "healthy");
    }

    /** The one that is asked for now, when it is done. */
    private JsonNode proof() throws InterruptedException {
        JsonNode proof = answered(SERVER.http().post(path("/health/proof"), ""), 202);
        for (int i = 0; i < 600 && proof.path("state").asString().equals("running"); i++) {
            Thread.sleep(50);
            proof = answered(SERVER.http().get(path("/health/proof")), 200);
        }
        assertThat(proof.path("state").asString()).as(proof.toString()).isEqualTo("done");
        assertThat(proof.path("done").asInt())
                .isPositive()
                .isEqualTo(proof.path("total").asInt());
        return proof;
    }

    @Test
    void theQueueIsCountedByStatusWithTheTimeThatDecisionsTook() {
        queue("pending", "americano", 1, null);
        String approved = queue("approved", "americano", 1, null);
        SERVER.database()
                .execute("UPDATE offline_transaction_queue SET recorded_at = recorded_at - interval '6 minutes'"
                        + " WHERE queue_id = '" + approved + "'");
        post("/queue/" + approved + "/approve", "{}");
        post("/queue/" + queue("rejected", "americano", 1, null) + "/reject", "{\"reason\": \"no\"}");
        post("/queue/" + queue("short", "americano", 500, null) + "/sync", "{}");

        JsonNode metrics = answered(SERVER.http().get(path("/metrics/queue")), 200);
        assertThat(metrics.propertyNames())
                .containsExactly("pending", "insufficient_stock", "approved", "rejected", "avg_wait_time_minutes");
        for (String status : new String[] {"pending", "insufficient_stock", "approved", "rejected"}) {
            assertThat(metrics.path(status).asInt()).as(status).isEqualTo(1);
        }
        assertThat(metrics.path("avg_wait_time_minutes").asDouble()).isBetween(2.9, 3.5);
    }

    /** As an engine counts them, in this minute. */
    private void plant(int deducted, int refused, int failed, String reasons) {
        SERVER.database()
                .execute("INSERT INTO deduction_metrics (store_id, node, minute, deducted, refused, failed, reasons)"
                        + " VALUES ('" + store + "', 'planted', date_trunc('minute', now()), " + deducted + ", "
                        + refused
                        + ", " + failed + ", '" + reasons + "')"
                        + " ON CONFLICT (store_id, minute, node) DO UPDATE SET deducted = excluded.deducted,"
                        + " refused = excluded.refused, failed = excluded.failed, reasons = excluded.reasons");
    }

    @Test
    void theSuccessRateOfTheLastHourTurnsAt95And80Percent() {
        assertThat(check("success-rate", "healthy").path("message").asString()).isEqualTo("No sale in the last hour.");
        plant(95, 5, 0, "{\"insufficient-stock\": 5}");
        check("success-rate", "healthy");

        plant(9499, 501, 0, "{\"insufficient-stock\": 501}");
        JsonNode warning = check("success-rate", "warning");
        assertThat(warning.path("details").path("found").asInt()).isEqualTo(501);
        assertThat(warning.path("details").path("shortages").asInt()).isEqualTo(501);
        assertThat(warning.path("details").path("examples")).hasToString("[\"insufficient-stock\"]");
        assertThat(warning.path("message").asString()).contains("94.99 %").contains("Most lacked stock");

        plant(79, 1, 20, "{\"overloaded\": 20, \"unknown-product\": 1}");
        JsonNode critical = check("success-rate", "critical");
        assertThat(critical.path("details").path("systemFailures").asInt()).isEqualTo(20);
        assertThat(critical.path("details").path("otherRefusals").asInt()).isEqualTo(1);
        assertThat(critical.path("details").path("todo").asString()).startsWith("Most failed in the system");

        plant(79, 21, 0, "{\"unknown-product\": 21}");
        assertThat(check("success-rate", "critical").path("message").asString())
                .contains("21 were refused for other reasons")
                .contains("mend what the reasons name");
        plant(100, 0, 0, "{}");
        check("success-rate", "healthy");
    }

    @Test
    void aQueueThatIsTooLongOrTooOldTurnsTheCheck() {
        queue("old", "americano", 1, null);
        check("queue", "healthy");
        age("61 minutes");
        assertThat(check("queue", "warning").path("details").path("todo").asString())
                .startsWith("Synchronise the queue");
        age("24 hours");
        check("queue", "critical");
        age("-25 hours");
        check("queue", "healthy");

        plantEntries(1_000);
        check("queue", "warning");
        plantEntries(9_000);
        check("queue", "critical");
        SERVER.database()
                .execute("DELETE FROM offline_transaction_queue WHERE queue_id LIKE 'p-%' AND store_id = '" + store
                        + "'");
        check("queue", "healthy");
    }

    private void age(String interval) {
        SERVER.database()
                .execute("UPDATE offline_transaction_queue SET recorded_at = recorded_at - interval '" + interval
                        + "' WHERE store_id = '" + store + "'");
    }

    private void plantEntries(int number) {
        SERVER.database()
                .execute("INSERT INTO offline_transaction_queue (store_id, queue_id, transaction_id, device_id, items,"
                        + " items_hash, reason, queued_by, occurred_at) SELECT '" + store + "', 'p-" + number
                        + "-' || n, 'p-" + number + "-' || n, 'till', '[]', '', 'offline', 'ana', now()"
                        + " FROM generate_series(1, " + number + ") n");
    }

    @Test
    void theDeductionMetricsHaveTheNamesOfTheContractAndTrueFigures() {
        String body = "{\"transactionId\": \"%s\", \"items\": [{\"productId\": \"americano\", \"quantity\": %d}]}";
        for (int again = 0; again < 2; again++) {
            SERVER.http().key("m-1").post(path("/deductions"), body.formatted("m-1", 1));
        }
        SERVER.http().key("m-2").post(path("/deductions"), body.formatted("m-2", 100_000));
        Blocked.await(
                "the figures",
                () -> answered(SERVER.http().get(path("/metrics/deductions")), 200)
                                .path("total_deductions")
                                .asInt()
                        == 2);
        JsonNode metrics = answered(SERVER.http().get(path("/metrics/deductions")), 200);
        assertThat(metrics.propertyNames())
                .containsExactly(
                        "total_deductions",
                        "successful",
                        "failed",
                        "avg_duration_ms",
                        "idempotency_hits",
                        "version_conflicts",
                        "last_24h",
                        "queued",
                        "shortages",
                        "system_failures");
        assertThat(metrics.path("avg_duration_ms").asDouble()).isPositive();
        assertThat(metrics.path("idempotency_hits").asInt()).isEqualTo(1);
        assertThat(metrics.path("last_24h")).hasToString("{\"deductions\":2,\"failures\":1,\"failure_rate\":50}");
        requireProblem(SERVER.http().get("/api/v1/stores/nowhere/metrics/deductions"), "not-found", 404);
    }
}
