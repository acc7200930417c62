package io.atomicinventory.device.client;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One store's calls of the HTTP API, as a till needs them. What goes wrong on the network, 429 and 503 are tried again
 * with pauses, as long as the call's time is not up ({@code within}); any other answer is the answer. No call throws
 * because of the network. It keeps nothing: keys are the caller's, who has stored them before. Thread-safe.
 */
public final class AtomicInventoryClient implements AutoCloseable {
    private static final int PAGE = 1_000;

    private final String store;
    private final Transport transport;
    private final ServerClock serverClock;

    /**
     * @param url of the server, such as {@code https://inventory.example}
     * @param clock the device's, however wrong
     */
    public AtomicInventoryClient(URI url, String storeId, String token, ClientSettings settings, Clock clock) {
        Ids.require("storeId", storeId);
        this.store = "/stores/" + storeId;
        this.serverClock = new ServerClock(clock);
        this.transport = new Transport(url, token, settings, serverClock);
    }

    public AtomicInventoryClient(URI url, String storeId, String token) {
        this(url, storeId, token, ClientSettings.defaults(), Clock.systemUTC());
    }

    public Reply deduct(Sale sale, Duration within) {
        Expected expected = Expected.of(sale.transactionId(), body -> body.has("deductedItems") || body.has("queueId"));
        return transport.post(store + "/deductions", body(sale), sale.key(), expected, within);
    }

    /** @param sales 1 to 500; the answer has {@code outcomes} in their order */
    public Reply deductBatch(List<Sale> sales, Duration within) {
        ObjectNode body = object();
        ArrayNode deductions = body.putArray("deductions");
        sales.forEach(sale -> deductions.add(body(sale).put("idempotencyKey", sale.key())));
        List<String> keys = sales.stream().map(Sale::key).toList();
        Expected expected = Expected.of(answer -> answer.path("outcomes")
                .valueStream()
                .map(one -> one.path("idempotencyKey").asString(""))
                .toList()
                .equals(keys));
        return transport.post(store + "/deductions/batch", body, null, expected, within);
    }

    /** Gives back all that the sale took. */
    public Reply compensate(String key, String transactionId, String reason, Duration within) {
        ObjectNode body = object().put("reason", reason);
        Expected expected = Expected.of(transactionId, answer -> answer.has("itemsRestored"));
        return transport.post(store + "/deductions/" + transactionId + "/compensation", body, key, expected, within);
    }

    /** @param sentAt the device's clock, as it is */
    public Reply queue(Sale sale, String deviceId, QueueReason reason, Instant sentAt, Duration within) {
        ObjectNode body = body(sale)
                .put("deviceId", deviceId)
                .put("reason", reason.code())
                .put("sentAt", sentAt.toString());
        Expected expected = Expected.of(sale.transactionId(), AtomicInventoryClient::isQueueEntry);
        return transport.post(store + "/queue", body, null, expected, within);
    }

    /** Why a sale is queued. */
    public enum QueueReason {
        OFFLINE("offline"),
        INSUFFICIENT_STOCK("insufficient_stock");

        private final String code;

        QueueReason(String code) {
            this.code = code;
        }

        String code() {
            return code;
        }
    }

    /** Asks for next to nothing: whether the server is there, lets this till in, and what time it has. */
    public Reply reach(Duration within) {
        return transport.get(store + "/queue?limit=1", Expected.of(body -> isList(body, "queueId")), within);
    }

    public Reply queueEntry(String queueId, Duration within) {
        Expected expected = Expected.of(
                body -> isQueueEntry(body) && body.path("queueId").asString("").equals(queueId));
        return transport.get(store + "/queue/" + queueId, expected, within);
    }

    private static boolean isQueueEntry(JsonNode body) {
        return body.has("queueId") && body.has("status");
    }

    /** @param member of each of its items */
    private static boolean isList(JsonNode body, String member) {
        return body.path("items").isArray() && body.path("items").valueStream().allMatch(item -> item.has(member));
    }

    /** All of it; the answer is an array. */
    public Reply stock(Duration within) {
        return all(store + "/stock", "available", within);
    }

    /** All of them; the answer is an array. */
    public Reply mappings(Duration within) {
        return all(store + "/mappings", "factor", within);
    }

    /** All of them; the answer is an array. */
    public Reply products(Duration within) {
        return all("/products", "productId", within);
    }

    private Reply all(String path, String member, Duration within) {
        Expected expected = Expected.of(body -> isList(body, member));
        long deadline = System.nanoTime() + within.toNanos();
        ArrayNode items = Transport.JSON.createArrayNode();
        String after = "";
        while (true) {
            Reply reply = transport.get(
                    path + "?limit=" + PAGE + after, expected, Duration.ofNanos(deadline - System.nanoTime()));
            if (!(reply instanceof Reply.Answered answered) || !answered.isSuccess()) {
                return reply;
            }
            answered.body().path("items").forEach(items::add);
            JsonNode next = answered.body().path("next");
            if (!next.isString()) {
                return new Reply.Answered(answered.status(), items, false);
            }
            after = "&after=" + URLEncoder.encode(next.asString(), StandardCharsets.UTF_8);
        }
    }

    private static ObjectNode body(Sale sale) {
        ObjectNode body = object().put("transactionId", sale.transactionId());
        ArrayNode items = body.putArray("items");
        for (SaleLine line : sale.lines()) {
            items.addObject().put("productId", line.productId()).put("quantity", line.quantity());
        }
        @Nullable Instant occurredAt = sale.occurredAt();
        if (occurredAt != null) {
            body.put("occurredAt", occurredAt.toString());
        }
        return body;
    }

    private static ObjectNode object() {
        return Transport.JSON.createObjectNode();
    }

    /** What is known of the server's clock. */
    public ServerClock serverClock() {
        return serverClock;
    }

    @Override
    public void close() {
        transport.close();
    }
}
