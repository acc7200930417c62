package io.atomicinventory.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.Shops;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the metrics tell of each kind of outcome. */
class MeteredEngineTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static final Pattern COUNT =
            Pattern.compile("(?m)^inventory_(\\w+)_seconds_count\\{outcome=\"([^\"]*)\"\\} (\\d+)");
    private static final String REASON = "{\"reason\": \"r\"}";

    private static Map<String, Integer> counts() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        Matcher line = COUNT.matcher(
                SERVER.http().get("/actuator/prometheus").response().body());
        while (line.find()) {
            counts.put(line.group(1) + " " + line.group(2), Integer.parseInt(line.group(3)));
        }
        return counts;
    }

    private static void send(String key, String path, String body) {
        SERVER.http().key(key).post("/api/v1/" + path, body);
    }

    @Test
    void eachKindOfOutcomeIsCountedUnderAFewFixedWords() {
        String here = Shops.open(SERVER.cafe());
        String there = Shops.open(SERVER.cafe());
        String cup = "stores/" + here + "/stock/cup";
        String sales = "stores/" + here + "/deductions";
        String transfer = "{\"fromStoreId\": \"" + here + "\", \"toStoreId\": \"" + there
                + "\", \"lines\": [{\"fromStockId\": \"cup\", \"toStockId\": \"%s\", \"quantity\": %d}]}";
        Map<String, Integer> before = counts();

        send("sale", sales, "{\"transactionId\": \"t\", \"items\": [{\"productId\": \"americano\", \"quantity\": 1}]}");
        for (String key : List.of("v1", "v1", "v2")) {
            send(key, sales + "/t/compensation", REASON);
        }
        send("v3", sales + "/unknown/compensation", REASON);
        send("sale", sales + "/t/compensation", REASON);
        for (String key : List.of("w1", "w1", "w1")) {
            send(key, cup + "/waste", "{\"quantity\": 1, \"reason\": \"r\"}");
            send("x" + key, cup + "/waste", "{\"quantity\": 500, \"reason\": \"r\"}");
        }
        send("r1", cup + "/movements/1/reversal", REASON);
        send("r2", cup + "/movements/99/reversal", REASON);
        send("w1", cup + "/counts", "{\"countedQuantity\": 1}");
        for (String key : List.of("t1", "t1")) {
            send(key, "transfers", transfer.formatted("cup", 1));
            send("x" + key, "transfers", transfer.formatted("cup", 500));
        }
        SERVER.cafe().receive(there, "cream", "99999999899.9999", "much");
        send("t2", "transfers", transfer.formatted("cream", 1));
        send("t3", "transfers", transfer.formatted("ghost", 1));

        Map<String, Integer> more = new LinkedHashMap<>();
        counts().forEach((series, count) -> {
            int added = count - before.getOrDefault(series, 0);
            if (added > 0) {
                more.put(series, added);
            }
        });
        assertThat(more)
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("deductions deducted", 1),
                        Map.entry("compensations compensated", 2),
                        Map.entry("compensations replayed", 1),
                        Map.entry("compensations not-possible", 1),
                        Map.entry("compensations undecided", 1),
                        Map.entry("movements recorded", 1),
                        Map.entry("movements replayed", 2),
                        Map.entry("movements refused", 1),
                        Map.entry("movements replayed-refusal", 2),
                        Map.entry("movements not-possible", 2),
                        Map.entry("movements undecided", 1),
                        Map.entry("transfers transferred", 1),
                        Map.entry("transfers replayed", 1),
                        Map.entry("transfers refused", 1),
                        Map.entry("transfers replayed-refusal", 1),
                        Map.entry("transfers not-possible", 1),
                        Map.entry("transfers undecided", 1)));
        assertThat(SERVER.http().get("/actuator/prometheus").response().body()).doesNotContain(here, there);
    }
}
