package io.atomicinventory.server.queue;

import static io.atomicinventory.server.queue.Queues.answered;
import static io.atomicinventory.server.queue.Queues.report;
import static io.atomicinventory.server.testing.Problems.requireProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.Shops;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The queue over HTTP. Nothing synchronises in the background here. */
class QueueApiTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private Queues shop;

    @BeforeEach
    void open() {
        shop = new Queues(SERVER.http(), Shops.open(SERVER.cafe()));
    }

    private static String hoursAgo(int hours) {
        return Instant.now().minus(hours, ChronoUnit.HOURS).toString();
    }

    private static List<String> texts(JsonNode array, String member) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.path(member).asString()));
        return texts;
    }

    @Test
    void I2_anOfflineSaleIsQueuedOnceAndShownInFull() {
        String body = """
                {"transactionId": "t", "deviceId": "till-1", "reason": "offline", "userId": "cashier-7",
                 "items": [{"productId": "caramel-croffle", "productName": "Croffle", "quantity": "1.50"},
                           {"productId": "caramel-croffle", "quantity": 0.5}],
                 "occurredAt": "%s", "sentAt": "1970-01-01T08:00:00+08:00"}""".formatted(hoursAgo(1));
        JsonNode first =
                answered(SERVER.http().post(shop.path("/queue"), body), 201).json();

        assertThat(first.propertyNames())
                .containsExactly(
                        "queueId",
                        "transactionId",
                        "deviceId",
                        "items",
                        "reason",
                        "status",
                        "attempt",
                        "problems",
                        "shortages",
                        "waitsForPerson",
                        "queuedBy",
                        "userId",
                        "occurredAt",
                        "sentAt",
                        "recordedAt",
                        "nextAttemptAt",
                        "decision",
                        "decidedBy",
                        "decidedAt",
                        "note");
        assertThat(first.path("items"))
                .hasToString("[{\"productId\":\"caramel-croffle\",\"productName\":\"Croffle\",\"quantity\":2}]");
        assertThat(first.path("status").asString()).isEqualTo("pending");
        assertThat(first.path("reason").asString()).isEqualTo("offline");
        assertThat(first.path("queuedBy").asString()).isEqualTo("admin");
        assertThat(first.path("userId").asString()).isEqualTo("cashier-7");
        assertThat(first.path("sentAt").asString()).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(first.path("decision").isNull()).isTrue();

        assertThat(answered(SERVER.http().post(shop.path("/queue"), body), 200).json())
                .isEqualTo(first);
        assertThat(shop.entry(first.path("queueId").asString())).isEqualTo(first);
        Http.Answer other = shop.queue("t", "americano", 1, null);
        requireProblem(other, "transaction-already-deducted", 422);
        assertThat(other.errors()).containsExactly("Transaction t is queued already with other items");
        assertThat(shop.quantity("cream")).isEqualTo("100");
    }

    @Test
    void I1_aQueuedSaleThatFitsIsInTheBooksAfterASync() {
        String entry = shop.queued("t", 2);

        assertThat(shop.sync()).hasToString("{\"synced\":1,\"needsApproval\":0,\"failed\":0}");

        JsonNode synced = shop.entry(entry);
        assertThat(synced.path("status").asString()).isEqualTo("approved");
        assertThat(synced.path("decision").asString()).isEqualTo("synced");
        assertThat(synced.path("decidedBy").asString()).isEqualTo("admin");
        assertThat(shop.quantity("cream")).isEqualTo("98");
        answered(SERVER.http().get(shop.path("/deductions/t")), 200);
        assertSynced(0, 0, 0);
        assertThat(answered(shop.decide(entry, "sync", "{}"), 200).json()).isEqualTo(synced);
    }

    private void assertSynced(int synced, int needsApproval, int failed) {
        JsonNode report = shop.sync();
        report(synced, needsApproval, failed)
                .forEach((name, number) ->
                        assertThat(report.path(name).asInt()).as(name).isEqualTo(number));
    }

    @Test
    void I2_whatIsShortClearsByItselfAfterAReceipt() {
        String entry = shop.queued("t", 102);

        JsonNode isShort = answered(shop.decide(entry, "sync", "{\"userId\": \"maria\"}"), 200)
                .json();
        assertThat(isShort.path("status").asString()).isEqualTo("insufficient_stock");
        assertThat(texts(isShort.path("problems"), "reason"))
                .containsOnly("insufficient_stock")
                .hasSize(4);
        assertThat(texts(isShort.path("problems"), "text"))
                .contains("Caramel Croffle - Cream: Need 102, Have 100 (Short: 2)");
        assertThat(isShort.path("shortages").get(0).path("shortfall").asInt()).isEqualTo(2);
        assertSynced(0, 1, 0);

        shop.receive(5, "delivery");
        assertSynced(1, 0, 0);
        assertThat(shop.entry(entry).path("status").asString()).isEqualTo("approved");
        assertThat(shop.quantity("cream")).isEqualTo("3");
    }

    @Test
    void I5_anApprovalGoesBelowZeroForThisSaleAndInThePersonsName() {
        String entry = shop.queued("t", 103);
        String body = "{\"note\": \"they have it\", \"items\": %s}".formatted(Queues.items("caramel-croffle", 103));

        JsonNode approved = answered(shop.decide(entry, "approve", body), 200).json();

        assertThat(approved.path("decision").asString()).isEqualTo("approved");
        assertThat(approved.path("decidedBy").asString()).isEqualTo("admin");
        assertThat(approved.path("note").asString()).isEqualTo("they have it");
        assertThat(shop.quantity("cream")).isEqualTo("-3");
        assertThat(shop.sell("other", "k", 1, null).slug()).isEqualTo("insufficient-stock");
        assertThat(answered(shop.decide(entry, "approve", "{}"), 200).json()).isEqualTo(approved);
        requireProblem(shop.decide(entry, "approve", "{\"mode\": \"available\"}"), "state-conflict", 409);
        Http.Answer rejected =
                requireProblem(shop.decide(entry, "reject", "{\"reason\": \"no\"}"), "state-conflict", 409);
        assertThat(rejected.errors().getFirst()).startsWith("Queue entry " + entry + " was approved by admin at ");
        assertThat(shop.quantity("cream")).isEqualTo("-3");
    }

    @Test
    void I1_anApprovalOfWhatIsThereTakesThatAndSaysWhatWasShort() {
        String entry = shop.queued("t", 103);

        JsonNode approved = answered(shop.decide(entry, "approve", "{\"mode\": \"available\"}"), 200)
                .json();

        assertThat(approved.path("decision").asString()).isEqualTo("approved_available");
        assertThat(texts(approved.path("shortages"), "shortfall"))
                .containsOnly("3")
                .hasSize(4);
        assertThat(shop.quantity("cream")).isEqualTo("0");
        requireProblem(shop.decide(entry, "approve", "{\"mode\": \"full\"}"), "state-conflict", 409);
    }

    @Test
    void I2_whatWasRejectedIsNeverDeducted() {
        String entry = shop.queued("t", 2);

        JsonNode rejected = answered(shop.decide(entry, "reject", "{\"reason\": \"never left\"}"), 200)
                .json();
        assertThat(rejected.path("status").asString()).isEqualTo("rejected");
        assertThat(rejected.path("note").asString()).isEqualTo("never left");
        assertThat(answered(shop.decide(entry, "reject", "{\"reason\": \"again\"}"), 200)
                        .json())
                .isEqualTo(rejected);
        requireProblem(shop.decide(entry, "approve", "{}"), "state-conflict", 409);
        assertSynced(0, 0, 0);
        assertThat(shop.sell("t", "k", 2, null).slug()).isEqualTo("state-conflict");
        assertThat(shop.quantity("cream")).isEqualTo("100");
    }

    @Test
    void I8_whatCannotBePlannedStaysPendingWithItsReasonAndCannotBeApproved() {
        String entry = answered(shop.queue("t", "unheard-of", 1, null), 201)
                .json()
                .path("queueId")
                .asString();

        assertSynced(0, 0, 1);

        JsonNode failed = shop.entry(entry);
        assertThat(failed.path("status").asString()).isEqualTo("pending");
        assertThat(texts(failed.path("problems"), "reason")).containsExactly("unknown_product");
        assertThat(Instant.parse(failed.path("nextAttemptAt").asString()))
                .isAfter(Instant.parse(failed.path("recordedAt").asString()));
        Http.Answer refused = requireProblem(shop.decide(entry, "approve", "{}"), "unknown-product", 422);
        assertThat(refused.errors()).isEqualTo(texts(failed.path("problems"), "text"));
    }

    @Test
    void I2_anApprovalNamesTheItemsThatThePersonSaw() {
        String entry = shop.queued("t", 2);
        String other = "{\"items\": %s}".formatted(Queues.items("caramel-croffle", 3));
        Http.Answer refused = requireProblem(shop.decide(entry, "approve", other), "state-conflict", 409);
        assertThat(refused.errors()).containsExactly("items: are not those of queue entry " + entry);
        assertThat(shop.entry(entry).path("status").asString()).isEqualTo("pending");
    }

    @Test
    void aPreviewShowsEachChoiceAndChangesNothing() {
        String big = shop.queued("big", 101);
        shop.queued("small", 2);
        String books = SERVER.database().value("SELECT sum(version) FROM inventory_stock");

        JsonNode preview = answered(SERVER.http().get(shop.path("/queue/" + big + "/preview")), 200)
                .json();

        assertThat(preview.path("entry")).isEqualTo(shop.entry(big));
        assertThat(texts(preview.path("choices"), "choice")).containsExactly("full", "available", "reject");
        JsonNode full = preview.path("choices").get(0);
        assertThat(full.propertyNames()).containsExactly("choice", "possible", "problems", "rows", "noLongerFit");
        assertThat(full.path("possible").asBoolean()).isTrue();
        assertThat(full.path("rows").toString())
                .contains("{\"inventoryStockId\":\"cream\",\"item\":\"cream\",\"unit\":\"piece\",\"before\":100,"
                        + "\"after\":-1}");
        assertThat(full.path("noLongerFit")).hasToString("[\"small\"]");
        assertThat(preview.path("choices").get(2).path("rows").isEmpty()).isTrue();
        assertThat(SERVER.database().value("SELECT sum(version) FROM inventory_stock"))
                .isEqualTo(books);
    }

    @Test
    void aPreviewSaysWhatCannotBeChosenAndWhy() {
        String entry = answered(shop.queue("t", "unheard-of", 1, null), 201)
                .json()
                .path("queueId")
                .asString();
        JsonNode choices = answered(SERVER.http().get(shop.path("/queue/" + entry + "/preview")), 200)
                .json()
                .path("choices");
        assertThat(choices.get(0).path("possible").asBoolean()).isFalse();
        assertThat(choices.get(0).path("problems").get(0).asString()).contains("unheard-of");
        assertThat(choices.get(2).path("possible").asBoolean()).isTrue();
    }

    @Test
    void I6_aVoidOfASaleThatStillWaitsRejectsIt() {
        String entry = shop.queued("t", 2);

        JsonNode voided = answered(
                        SERVER.http()
                                .key("void")
                                .post(shop.path("/deductions/t/compensation"), "{\"reason\": \"changed mind\"}"),
                        200)
                .json();

        assertThat(voided.path("itemsRestored").asInt()).isZero();
        assertThat(voided.path("warnings").size()).isOne();
        JsonNode rejected = shop.entry(entry);
        assertThat(rejected.path("status").asString()).isEqualTo("rejected");
        assertThat(rejected.path("decision").asString()).isEqualTo("voided");
        assertSynced(0, 0, 0);
        assertThat(shop.sell("t", "k", 2, null).slug()).isEqualTo("state-conflict");
        assertThat(shop.quantity("cream")).isEqualTo("100");
    }

    @Test
    void I1_aStoreThatQueuesItsShortSalesAnswers202AndAPersonDecides() {
        shop.policy("queue");

        Http.Answer queued = answered(shop.sell("t", "k", 101, null), 202);
        JsonNode body = queued.json();
        assertThat(body.propertyNames())
                .containsExactly(
                        "success", "transactionId", "queued", "queueId", "replayed", "errors", "warnings", "shortages");
        assertThat(body.path("success").asBoolean()).isFalse();
        assertThat(body.path("queued").asBoolean()).isTrue();
        assertThat(body.path("shortages").size()).isEqualTo(4);
        Http.Answer again = answered(shop.sell("t", "k", 101, null), 202);
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.json().path("replayed").asBoolean()).isTrue();
        assertThat(shop.sell("t", "k2", 102, null).slug()).isEqualTo("transaction-already-deducted");

        String entry = body.path("queueId").asString();
        assertThat(shop.entry(entry).path("status").asString()).isEqualTo("insufficient_stock");
        assertThat(shop.entry(entry).path("deviceId").isNull()).isTrue();
        answered(shop.decide(entry, "approve", "{}"), 200);
        assertThat(shop.quantity("cream")).isEqualTo("-1");
        answered(shop.sell("t", "k3", 101, null), 200);
    }

    @Test
    void I1_aBatchHasItsQueuedSalesBesideTheOthers() {
        shop.policy("queue");
        String sale = "{\"idempotencyKey\": \"%s\", \"transactionId\": \"%s\", \"items\": %s}";
        JsonNode outcomes = answered(
                        SERVER.http()
                                .post(
                                        shop.path("/deductions/batch"),
                                        "{\"deductions\": [%s, %s, %s]}"
                                                .formatted(
                                                        sale.formatted("a", "t-a", Queues.items("caramel-croffle", 60)),
                                                        sale.formatted("b", "t-b", Queues.items("caramel-croffle", 60)),
                                                        sale.formatted(
                                                                "c", "t-c", Queues.items("caramel-croffle", 40)))),
                        200)
                .json()
                .path("outcomes");
        assertThat(texts(outcomes, "status")).containsExactly("201", "202", "201");
        assertThat(outcomes.get(1).path("body").path("queued").asBoolean()).isTrue();
        answered(
                SERVER.http()
                        .get(shop.path("/queue/"
                                + outcomes.get(1).path("body").path("queueId").asString())),
                200);
        assertThat(shop.quantity("cream")).isEqualTo("0");
    }

    @Test
    void I5_aStoreThatAllowsShortSalesSaysSoInTheAnswerAndInTheTrail() {
        shop.policy("allow");
        JsonNode sold = answered(shop.sell("t", "k", 101, null), 201).json();
        assertThat(sold.path("warnings").toString()).contains("cream: below zero by the store's policy on shortage");
        assertThat(SERVER.http()
                        .get(shop.path("/stock/cream/movements?limit=1"))
                        .json()
                        .path("items")
                        .get(0)
                        .path("reason")
                        .asString())
                .isEqualTo("below zero by the store's policy on shortage");
        shop.policy("refuse");
        assertThat(shop.sell("t2", "k2", 1, null).slug()).isEqualTo("insufficient-stock");
    }

    @Test
    void I10_aSaleOfMoreThan72HoursAgoWaitsForAPersonHoweverItComes() {
        JsonNode direct =
                answered(shop.sell("direct", "k", 2, hoursAgo(73)), 202).json();
        assertThat(direct.path("shortages").isEmpty()).isTrue();
        assertThat(direct.path("errors").get(0).asString()).contains("more than 72 hours ago: approve or reject it");
        String queued = answered(shop.queue("queued", "caramel-croffle", 2, hoursAgo(73)), 201)
                .json()
                .path("queueId")
                .asString();

        assertSynced(0, 1, 0);
        assertSynced(0, 0, 0);

        for (String entry : List.of(direct.path("queueId").asString(), queued)) {
            JsonNode waiting = shop.entry(entry);
            assertThat(waiting.path("waitsForPerson").asBoolean()).isTrue();
            assertThat(waiting.path("status").asString()).isEqualTo("pending");
            assertThat(texts(waiting.path("problems"), "reason")).containsExactly("too_late");
            answered(shop.decide(entry, "approve", "{}"), 200);
        }
        assertThat(shop.quantity("cream")).isEqualTo("96");
        answered(shop.sell("recent", "k2", 1, hoursAgo(71)), 201);
    }

    @Test
    void theListIsByTimeOfSaleInPagesAndByStatus() {
        for (int hours : new int[] {1, 3, 2}) {
            answered(shop.queue("t-" + hours, "caramel-croffle", 1, hoursAgo(hours)), 201);
        }
        String rejected = shop.queued("t-0", 1);
        answered(shop.decide(rejected, "reject", "{\"reason\": \"no\"}"), 200);

        JsonNode first =
                answered(SERVER.http().get(shop.path("/queue?limit=3")), 200).json();
        assertThat(texts(first.path("items"), "transactionId")).containsExactly("t-3", "t-2", "t-1");
        JsonNode next = answered(
                        SERVER.http()
                                .get(shop.path("/queue?limit=3&after="
                                        + first.path("next").asString())),
                        200)
                .json();
        assertThat(texts(next.path("items"), "transactionId")).containsExactly("t-0");
        assertThat(next.path("next").isNull()).isTrue();
        JsonNode pending = answered(SERVER.http().get(shop.path("/queue?status=pending")), 200)
                .json();
        assertThat(texts(pending.path("items"), "transactionId")).containsExactly("t-3", "t-2", "t-1");
        assertThat(texts(
                        answered(SERVER.http().get(shop.path("/queue?status=rejected")), 200)
                                .json()
                                .path("items"),
                        "transactionId"))
                .containsExactly("t-0");
        requireProblem(SERVER.http().get(shop.path("/queue?status=lost")), "malformed-request", 400);
    }

    @Test
    void I3_anEntryIsFoundInItsOwnStoreOnly() {
        String entry = shop.queued("t", 1);
        Queues other = new Queues(SERVER.http(), Shops.open(SERVER.cafe()));
        for (String place : List.of("", "/preview")) {
            requireProblem(SERVER.http().get(other.path("/queue/" + entry + place)), "not-found", 404);
        }
        requireProblem(other.decide(entry, "sync", "{}"), "not-found", 404);
        requireProblem(other.decide(entry, "approve", "{}"), "not-found", 404);
        requireProblem(other.decide(entry, "reject", "{\"reason\": \"no\"}"), "not-found", 404);
        Queues nowhere = new Queues(SERVER.http(), "nowhere");
        requireProblem(nowhere.queue("t", "americano", 1, null), "not-found", 404);
        requireProblem(SERVER.http().get(nowhere.path("/queue")), "not-found", 404);
        requireProblem(SERVER.http().post(nowhere.path("/queue/sync"), "{}"), "not-found", 404);
        assertThat(shop.entry(entry).path("status").asString()).isEqualTo("pending");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/queue | {} | transactionId, deviceId, items, reason",
                "/queue | {\"transactionId\": \"!\", \"deviceId\": 1, \"items\": [], \"reason\": \"bored\"} | transactionId, deviceId, items, reason",
                "/queue/sync | {\"all\": true} | all",
                "/queue/x/sync | {\"userId\": \"\"} | userId",
                "/queue/x/approve | {\"mode\": \"some\", \"note\": \"\", \"items\": [{}]} | note, mode, items[0].productId, items[0].quantity",
                "/queue/x/reject | {\"reason\": \" \"} | reason",
                "/queue/!/reject | {} | queueId, reason"
            })
    void whatIsWrongIsNamedAllAtOnce(String path, String body, String fields) {
        Http.Answer refused = requireProblem(SERVER.http().post(shop.path(path), body), "malformed-request", 400);
        assertThat(refused.errors().stream().map(error -> error.substring(0, error.indexOf(':'))))
                .containsExactly(fields.split(", "));
    }
}
