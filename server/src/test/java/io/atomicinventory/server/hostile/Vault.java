package io.atomicinventory.server.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.RawHttp;
import io.atomicinventory.server.testing.Shops;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * A store with one of everything, whose names and amounts stand in no other.
 *
 * @param mark is in all of its ids and names
 * @param amount of its stock item
 */
record Vault(String storeId, String mark, String queueId, String amount) {
    private static final AtomicInteger LAST = new AtomicInteger();

    static Vault open(OpenServer server) {
        String store = Shops.open(server.cafe());
        int number = LAST.incrementAndGet();
        Vault vault = new Vault(store, "zq" + number + "x", "", 7_000 + number + "1.0625");
        String opening = 7_000 + number + "0.0625";
        Http http = server.http();
        String path = "/api/v1/stores/" + store;
        done(http.put(
                path + "/stock/" + vault.stockId(),
                "{\"item\": \"Saffron %s\", \"unit\": \"piece\", \"openingQuantity\": %s}"
                        .formatted(vault.mark, opening)));
        done(http.key("receipt-" + vault.mark)
                .post(path + "/stock/" + vault.stockId() + "/receipts", "{\"quantity\": 1}"));
        done(http.put(
                path + "/mappings",
                "[{\"ingredient\": \"Saffron %s\", \"unit\": \"piece\", \"stockId\": \"%s\", \"factor\": 1}]"
                        .formatted(vault.mark, vault.stockId())));
        done(http.key(vault.key()).post(path + "/deductions", sale(vault.transactionId())));
        String queueId = done(http.post(path + "/queue", vault.queued()))
                .json()
                .path("queueId")
                .asString();
        return new Vault(store, vault.mark, queueId, vault.amount);
    }

    private static Http.Answer done(Http.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isBetween(200, 201);
        return answer;
    }

    String stockId() {
        return "vault-" + mark;
    }

    String transactionId() {
        return "sale-" + mark;
    }

    String key() {
        return "key-" + mark;
    }

    static String sale(String transactionId) {
        return "{\"transactionId\": \"%s\", \"items\": [{\"productId\": \"americano\", \"quantity\": 1}]}"
                .formatted(transactionId);
    }

    String queued() {
        return """
                {"transactionId": "late-%s", "deviceId": "till-%s", "reason": "offline",
                 "items": [{"productId": "americano", "quantity": 2}]}""".formatted(mark, mark);
    }

    /** Every call of the API that is about one store, with these objects, below the path of some store. */
    List<Call> callsBelow(String store) {
        String path = "/api/v1/stores/" + store;
        String stock = path + "/stock/" + stockId();
        String sale = path + "/deductions/" + transactionId();
        String entry = path + "/queue/" + queueId;
        return List.of(
                Call.json("deduct", "POST", path + "/deductions", sale("new-" + mark)),
                Call.json("deductBatch", "POST", path + "/deductions/batch", """
                        {"deductions": [{"idempotencyKey": "b", "transactionId": "batch-%s",
                          "items": [{"productId": "americano", "quantity": 1}]}]}""".formatted(mark)),
                Call.json(
                        "validateSale",
                        "POST",
                        path + "/deductions/validate",
                        "{\"items\": [{\"productId\": \"americano\", \"quantity\": 1}]}"),
                Call.json("queueSale", "POST", path + "/queue", queued().replace("late-", "later-")),
                Call.read("findSale", sale),
                Call.read("listSales", path + "/deductions"),
                Call.read("listQueue", path + "/queue"),
                Call.read("findQueued", entry),
                Call.read("previewQueued", entry + "/preview"),
                Call.read("listStock", path + "/stock"),
                Call.read("findStockItem", stock),
                Call.read("listMovements", stock + "/movements"),
                Call.read("listMappings", path + "/mappings"),
                Call.read("listGaps", path + "/mappings/gaps"),
                Call.read("deductionMetrics", path + "/metrics/deductions"),
                Call.read("queueMetrics", path + "/metrics/queue"),
                Call.read("checkHealth", path + "/health"),
                Call.read("findProof", path + "/health/proof"),
                new Call("startProof", "POST", path + "/health/proof", "", ""),
                Call.read("exportStock", path + "/export/stock"),
                Call.read("exportMappings", path + "/export/mappings"),
                Call.read("exportMovements", path + "/export/movements"),
                Call.read("exportDeductions", path + "/export/deductions"),
                Call.json("saveStore", "PUT", path, "{\"name\": \"Taken over\", \"timezone\": \"UTC\"}"),
                Call.json("saveStockItem", "PUT", stock, "{\"item\": \"Saffron " + mark + "\", \"unit\": \"piece\"}"),
                Call.json("receive", "POST", stock + "/receipts", "{\"quantity\": 1}"),
                Call.json("adjust", "POST", stock + "/adjustments", "{\"quantityChange\": -1, \"reason\": \"r\"}"),
                Call.json("waste", "POST", stock + "/waste", "{\"quantity\": 1, \"reason\": \"r\"}"),
                Call.json("count", "POST", stock + "/counts", "{\"countedQuantity\": 5}"),
                Call.json("reverseMovement", "POST", stock + "/movements/2/reversal", "{\"reason\": \"r\"}"),
                Call.json("saveMappings", "PUT", path + "/mappings", """
                        [{"ingredient": "Saffron %s", "unit": "piece", "stockId": "%s", "factor": 2}]""".formatted(mark, stockId())),
                new Call(
                        "deleteMapping",
                        "DELETE",
                        path + "/mappings?ingredient=Saffron%20" + mark + "&unit=piece",
                        "",
                        ""),
                Call.json("compensateSale", "POST", sale + "/compensation", "{\"reason\": \"r\"}"),
                Call.json("syncQueued", "POST", entry + "/sync", "{}"),
                Call.json("syncQueue", "POST", path + "/queue/sync", "{}"),
                Call.json("approveQueued", "POST", entry + "/approve", "{}"),
                Call.json("rejectQueued", "POST", entry + "/reject", "{\"reason\": \"r\"}"));
    }

    List<Call> calls() {
        return callsBelow(storeId);
    }

    /** Whatever the request itself does not say of this store, its answer does not say either. */
    void requireUnseen(String request, RawHttp.Answer answer) {
        String shown = answer.head() + answer.body();
        for (String secret : List.of(mark, queueId, amount, storeId)) {
            if (!request.contains(secret)) {
                assertThat(shown).doesNotContainPattern("\\b" + Pattern.quote(secret) + "\\b");
            }
        }
    }
}
