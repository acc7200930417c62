package io.atomicinventory.server.dashboard.overview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import java.time.Duration;

/** Somebody who sells in a store while its pages are looked at. */
record Till(OpenServer server, String storeId) {
    /** The key is the transaction's. @return the status */
    int sell(String transactionId, String productId, int quantity) {
        return server.http()
                .key("key-" + transactionId)
                .post(path("/deductions"), """
                        {"transactionId": "%s", "items": [{"productId": "%s", "quantity": %d}]}""".formatted(transactionId, productId, quantity))
                .status();
    }

    void queue(String transactionId, int quantity) {
        Http.Answer answer = server.http().post(path("/queue"), """
                {"transactionId": "%s", "deviceId": "till-1", "reason": "offline",
                 "items": [{"productId": "americano", "quantity": %d}]}""".formatted(transactionId, quantity));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    }

    void sync() {
        assertThat(server.http().post(path("/queue/sync"), "{}").status()).isEqualTo(200);
    }

    /** No more cups for the coffee. */
    void unmapCups() {
        assertThat(server.http()
                        .delete(path("/mappings?ingredient=Cup&unit=piece"))
                        .status())
                .isEqualTo(204);
    }

    private String path(String path) {
        return "/api/v1/stores/" + storeId + path;
    }

    /** 3 deducted, one of them sent twice, 1 short, 1 of a product that is not there; 1 waits, and 1 is short. Until it is counted. */
    void sellThis() {
        assertThat(sell("a", "americano", 2)).isEqualTo(201);
        assertThat(sell("b", "americano", 1)).isEqualTo(201);
        assertThat(sell("c", "caramel-croffle", 1)).isEqualTo(201);
        assertThat(sell("c", "caramel-croffle", 1)).isEqualTo(200);
        assertThat(sell("d", "americano", 1000)).isEqualTo(409);
        assertThat(sell("e", "no-such-product", 1)).isEqualTo(422);
        queue("short", 500);
        sync();
        queue("waits", 1);
        await().atMost(Duration.ofSeconds(20)).until(this::decided, number -> number == 5);
    }

    /** As far as it is counted, which is a few seconds behind. */
    private int decided() {
        return server.http()
                .get(path("/metrics/deductions"))
                .json()
                .path("total_deductions")
                .asInt();
    }
}
