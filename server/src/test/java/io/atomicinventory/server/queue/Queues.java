package io.atomicinventory.server.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.testing.Http;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One store's queue and stock, as a till and a manager's screen use them. */
public record Queues(Http http, String store) {

    public String path(String path) {
        return "/api/v1/stores/" + store + path;
    }

    public static String items(String productId, int quantity) {
        return "[{\"productId\": \"" + productId + "\", \"quantity\": " + quantity + "}]";
    }

    /** @param occurredAt null for now */
    public Http.Answer queue(String transactionId, String productId, int quantity, @Nullable String occurredAt) {
        return http.post(path("/queue"), """
                {"transactionId": "%s", "deviceId": "till-1", "items": %s, "reason": "offline"%s}""".formatted(
                        transactionId,
                        items(productId, quantity),
                        occurredAt == null ? "" : ", \"occurredAt\": \"" + occurredAt + "\""));
    }

    /** @return the id of the new entry */
    public String queued(String transactionId, int croffles) {
        return answered(queue(transactionId, "caramel-croffle", croffles, null), 201)
                .json()
                .path("queueId")
                .asString();
    }

    public Http.Answer sell(String transactionId, String key, int croffles, @Nullable String occurredAt) {
        return http.key(key).post(path("/deductions"), sale(transactionId, croffles, occurredAt));
    }

    public static String sale(String transactionId, int croffles, @Nullable String occurredAt) {
        return "{\"transactionId\": \"%s\", \"items\": %s%s}"
                .formatted(
                        transactionId,
                        items("caramel-croffle", croffles),
                        occurredAt == null ? "" : ", \"occurredAt\": \"" + occurredAt + "\"");
    }

    public JsonNode sync() {
        return answered(http.post(path("/queue/sync"), "{}"), 200).json();
    }

    public static Map<String, Integer> report(int synced, int needsApproval, int failed) {
        return Map.of("synced", synced, "needsApproval", needsApproval, "failed", failed);
    }

    public Http.Answer decide(String queueId, String how, String body) {
        return http.post(path("/queue/" + queueId + "/" + how), body);
    }

    public JsonNode entry(String queueId) {
        return answered(http.get(path("/queue/" + queueId)), 200).json();
    }

    /** Takes in so many of all that a croffle is made of. */
    public void receive(int quantity, String key) {
        for (String item : new String[] {"croissant", "cream", "caramel", "wax-paper"}) {
            answered(
                    http.key(key + "-" + item)
                            .post(path("/stock/" + item + "/receipts"), "{\"quantity\": " + quantity + "}"),
                    201);
        }
    }

    public void policy(String onShortage) {
        answered(http.put(path(""), """
                {"name": "Shop", "timezone": "Asia/Manila", "onShortage": "%s"}""".formatted(onShortage)), 200);
    }

    public String quantity(String stockId) {
        return answered(http.get(path("/stock/" + stockId)), 200)
                .json()
                .path("quantity")
                .asString();
    }

    public static Http.Answer answered(Http.Answer answer, int status) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        return answer;
    }
}
