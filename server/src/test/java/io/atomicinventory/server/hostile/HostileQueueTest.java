package io.atomicinventory.server.hostile;

import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.RawRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** As {@link HostileInputTest}, for the queue and a store's health. */
class HostileQueueTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    @ParameterizedTest(name = "{0}")
    @MethodSource("queues")
    void isRefusedAndChangesNothing(HostileCase hostile) {
        hostile.requireRefused(SERVER);
    }

    static List<HostileCase> queues() {
        List<HostileCase> cases = new ArrayList<>();
        String entry = "{\"transactionId\": \"q\", \"deviceId\": \"till-1\", \"reason\": \"offline\", \"items\": ["
                + item("americano", "1") + "]}";
        for (String body : List.of(
                "",
                "[]",
                "{}",
                entry.replace("\"q\"", "\"'; DROP TABLE offline_transaction_queue; --\""),
                entry.replace("\"till-1\"", "\"\""),
                entry.replace("\"till-1\"", "null"),
                entry.replace("\"till-1\"", "\"" + "d".repeat(129) + "\""),
                entry.replace("\"offline\"", "\"OFFLINE\""),
                entry.replace("\"offline\"", "\"insufficient stock\""),
                entry.replace("\"offline\"", "[\"offline\"]"),
                entry.replace("}]}", "}], \"status\": \"approved\"}"),
                entry.replace("}]}", "}], \"waitsForPerson\": false}"),
                entry.replace("}]}", "}], \"decidedBy\": \"admin\"}"),
                entry.replace("}]}", "}], \"sentAt\": \"yesterday\"}"),
                entry.replace("}]}", "}], \"sentAt\": 0}"),
                entry.replace("}]}", "}], \"sentAt\": \"+999999999-12-31T23:59:59Z\"}"),
                entry.replace("}]}", "}], \"sentAt\": \"-999999999-01-01T00:00:00Z\"}"),
                entry.replace("}]}", "}], \"sentAt\": \"0000-12-31T23:59:59Z\"}"),
                entry.replace("}]}", "}], \"occurredAt\": \"1970-01-01T00:00:00Z\"}"),
                entry.replace("}]}", "}], \"userId\": \"\\u0000\"}"),
                entry.replace("\"quantity\": 1", "\"quantity\": -1"),
                entry.replace("}]}", "}, " + item("americano", "1000000") + "]}"),
                entry.replace("}]}", "}" + ("," + item("americano", "1")).repeat(200) + "]}"))) {
            cases.add(new HostileCase(
                    "queue " + HostileCase.shortened(body), queued("", body), 400, "malformed-request"));
        }
        for (String call : List.of(
                "/sync null",
                "/sync {\"storeId\": \"other\"}",
                "/sync {\"userId\": \"\"}",
                "/q/sync []",
                "/q%20/sync {}",
                "/%27%20OR%201=1/approve {}",
                "/q/approve {\"mode\": \"FULL\"}",
                "/q/approve {\"mode\": \"reject\"}",
                "/q/approve {\"mode\": true}",
                "/q/approve {\"note\": \"" + "n".repeat(201) + "\"}",
                "/q/approve {\"items\": []}",
                "/q/approve {\"items\": [{\"productId\": \"a\", \"quantity\": 0}]}",
                "/q/approve {\"approvedBy\": \"boss\"}",
                "/q/reject {}",
                "/q/reject {\"reason\": null}",
                "/q/reject {\"reason\": \"a\\nb\"}",
                "/q/reject {\"reason\": \"" + "r".repeat(201) + "\"}")) {
            String[] pathAndBody = call.split(" ", 2);
            cases.add(new HostileCase(
                    "POST queue" + HostileCase.shortened(call),
                    queued(pathAndBody[0], pathAndBody[1]),
                    400,
                    "malformed-request"));
        }
        for (String call : List.of("/q/sync {}", "/q/approve {}", "/q/reject {\"reason\": \"r\"}")) {
            String[] pathAndBody = call.split(" ", 2);
            cases.add(new HostileCase("POST queue" + call, queued(pathAndBody[0], pathAndBody[1]), 404, "not-found"));
        }
        cases.add(new HostileCase(
                "queue in no store",
                post("/api/v1/stores/ghost/queue").json(entry).bytes(),
                404,
                "not-found"));
        cases.add(new HostileCase(
                "a policy that there is not",
                new RawRequest("PUT", "/api/v1/stores/cebu")
                        .json("{\"name\": \"C\", \"timezone\": \"Asia/Manila\", \"onShortage\": \"ALLOW\"}")
                        .bytes(),
                400,
                "malformed-request"));
        cases.add(new HostileCase(
                "POST health", post("/api/v1/stores/cebu/health").json("{}").bytes(), 405, "method-not-allowed"));
        cases.add(new HostileCase(
                "a form",
                post("/api/v1/stores/cebu/queue/sync")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .body("userId=a".getBytes(StandardCharsets.UTF_8))
                        .bytes(),
                415,
                "unsupported-media-type"));
        return cases;
    }

    private static byte[] queued(String path, String body) {
        return post("/api/v1/stores/cebu/queue" + path).json(body).bytes();
    }

    private static String item(String productId, String quantity) {
        return "{\"productId\": \"" + productId + "\", \"quantity\": " + quantity + "}";
    }

    private static RawRequest post(String path) {
        return new RawRequest("POST", path);
    }
}
