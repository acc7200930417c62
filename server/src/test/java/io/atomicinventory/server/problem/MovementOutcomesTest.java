package io.atomicinventory.server.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.stock.StockItemSettings;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** What {@code docs/outcomes.md} says of voids, bookings and transfers is what happens, and all that happens is there. */
class MovementOutcomesTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static final String SALES = "/api/v1/stores/cebu-main/deductions";
    private static final String VOID = SALES + "/sale-8/compensation";
    private static final String CUP = "/api/v1/stores/cebu-main/stock/cup";
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z");
    private static final Pattern REFUSAL =
            Pattern.compile("(?m)^\\| `([a-z-]+)` \\| (\\d{3}) \\| `([^`]+)`.*? \\| (yes|no) \\|");
    private static final Pattern WARNING = Pattern.compile("(?m)^\\| `([^`]* [^`]*)` \\|[^|]*\\|$");

    private final List<String> refusals = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    @BeforeEach
    void twoStoresAndASaleOfTwoCups() {
        SERVER.clear();
        Cafe cafe = SERVER.cafe();
        for (String store : List.of("cebu-main", "mandaue")) {
            cafe.store(store);
            cafe.stock(store, "cup", "100");
            cafe.stock(store, "coffee-beans", "100");
        }
        cafe.map("cebu-main", "Coffee Beans", "gram", "coffee-beans", "0.001");
        cafe.map("cebu-main", "Cup", "piece", "cup", "1");
        cafe.stock("mandaue", "syrup", new StockItemSettings("syrup", "liter", null, false, true, BigDecimal.TEN));
        sell("sale-8", Instant.now());
    }

    private static String section(String title) throws IOException {
        String page = Files.readString(Path.of("../docs/outcomes.md"));
        int start = page.indexOf("## " + title);
        assertThat(start).as(title).isNotNegative();
        int end = page.indexOf("\n## ", start);
        return page.substring(start, end < 0 ? page.length() : end);
    }

    /** Each refusal and warning that was met is a row of the section, and each row was met. */
    private void requireDocumented(String title) throws IOException {
        String section = section(title);
        assertThat(REFUSAL.matcher(section)
                        .results()
                        .map(row -> String.join(" ", row.group(1), row.group(2), row.group(4), row.group(3))))
                .containsExactlyInAnyOrderElementsOf(refusals);
        assertThat(WARNING.matcher(section).results().map(row -> row.group(1)))
                .containsExactlyInAnyOrderElementsOf(warnings);
    }

    private static JsonNode sell(String transactionId, Instant occurredAt) {
        return done("k-" + transactionId, SALES, """
                {"transactionId": "%s", "items": [{"productId": "americano", "quantity": 2}], "occurredAt": "%s"}""".formatted(transactionId, occurredAt));
    }

    private static JsonNode done(String key, String path, String body) {
        Http.Answer answer = SERVER.http().key(key).post(path, body);
        assertThat(answer.status()).as(answer.toString()).isIn(200, 201);
        return answer.json();
    }

    /** Sent twice: what is recorded says that it is a replay. */
    private void refused(String key, String path, String body) {
        Http.Answer first = SERVER.http().key(key).post(path, body);
        Http.Answer again = SERVER.http().key(key).post(path, body);
        assertThat(first.status()).as(first.toString()).isGreaterThanOrEqualTo(400);
        assertThat(again.json()).isEqualTo(first.json());
        String recorded = again.header("Idempotent-Replayed").equals("true") ? "yes" : "no";
        first.errors()
                .forEach(error -> refusals.add(
                        String.join(" ", first.slug(), Integer.toString(first.status()), recorded, error)));
    }

    private void warned(JsonNode answer) {
        for (JsonNode warning : answer.path("warnings")) {
            if (!warning.asString().equals(DeductionOutcome.Deducted.REPLAY_WARNING)) {
                warnings.add(TIME.matcher(warning.asString()).replaceAll("2026-11-22T09:30:00Z"));
            }
        }
    }

    @Test
    void ofVoids() throws IOException {
        refused("r1", SALES + "/sale-7/compensation", "{\"reason\": \"r\"}");
        refused("r2", VOID, line("cream", 1));
        SERVER.cafe().receive("cebu-main", "cup", "99999999901.9999", "much");
        refused("r3", VOID, "{\"reason\": \"r\"}");
        done("back", CUP + "/movements/3/reversal", "{\"reason\": \"r\"}");

        done("v1", VOID, line("cup", 1));
        warned(sell("sale-8", Instant.now()));
        warned(done("v2", VOID, line("cup", 3)));
        done("v3", VOID, "{\"reason\": \"r\"}");
        warned(done("v4", VOID, "{\"reason\": \"r\"}"));
        warned(sell("sale-8", Instant.now()));
        requireDocumented("A void");
    }

    @Test
    void ofBookings() throws IOException {
        refused("r1", CUP + "/waste", "{\"quantity\": 500, \"reason\": \"r\"}");
        refused("r2", CUP + "/movements/99/reversal", "{\"reason\": \"r\"}");
        refused("r3", CUP + "/movements/1/reversal", "{\"reason\": \"r\"}");
        refused("r4", CUP + "/receipts", "{\"quantity\": 99999999999.9999}");
        refused("r5", CUP + "/counts", count(Instant.now().minus(Duration.ofHours(73))));

        done("b3", CUP + "/receipts", "{\"quantity\": 1}");
        done("b4", CUP + "/adjustments", "{\"quantityChange\": 1, \"reason\": \"r\"}");
        done("b5", CUP + "/movements/4/reversal", "{\"reason\": \"r\"}");
        refused("r6", CUP + "/movements/4/reversal", "{\"reason\": \"r\"}");
        done("b6", CUP + "/receipts", "{\"quantity\": 1}");
        Instant early = Instant.now();
        done("b7", CUP + "/counts", count(Instant.now()));
        warned(done("b8", CUP + "/movements/6/reversal", "{\"reason\": \"r\"}"));
        warned(done("b9", CUP + "/counts", count(early)));
        warned(sell("late", early.minusSeconds(60)));
        requireDocumented("A booking");
    }

    @Test
    void ofTransfers() throws IOException {
        refused("r1", "/api/v1/transfers", transfer("cup", 500));
        refused("r2", "/api/v1/transfers", transfer("syrup", 1));
        refused("r3", "/api/v1/transfers", transfer("unicorn", 1));
        SERVER.cafe().receive("mandaue", "cup", "99999999899.9999", "much");
        refused("r4", "/api/v1/transfers", transfer("cup", 1));
        requireDocumented("A transfer");
    }

    private static String line(String stockId, int quantity) {
        return "{\"reason\": \"r\", \"lines\": [{\"inventoryStockId\": \"%s\", \"quantity\": %d}]}"
                .formatted(stockId, quantity);
    }

    private static String count(Instant at) {
        return "{\"countedQuantity\": 5, \"countedAt\": \"" + at + "\"}";
    }

    private static String transfer(String toStockId, int quantity) {
        return """
                {"fromStoreId": "cebu-main", "toStoreId": "mandaue",
                 "lines": [{"fromStockId": "cup", "toStockId": "%s", "quantity": %d}]}""".formatted(toStockId, quantity);
    }
}
