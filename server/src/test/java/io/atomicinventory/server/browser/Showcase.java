package io.atomicinventory.server.browser;

import io.atomicinventory.engine.stock.StockItemSettings;
import io.atomicinventory.server.queue.Queues;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A day in a café of a chain, for pictures. */
final class Showcase {
    static final String[] STORES = {"cebu", "davao", "makati"};
    /** Of receipt-20418: the queue makes its ids of transactions. */
    static final String QUEUED_SALE_ID = "q-bf3cfab5787f434fd451be6e79c276e4";

    /** A day of sales, more of them at noon, Manila time: by minute and, as far as they are over, by hour. */
    private static final String A_DAY = """
            WITH minutes AS (
                SELECT minute, deducted, (minute_number % 23 = 0)::int AS short, (minute_number % 61 = 0)::int AS unknown,
                       (minute_number % 7 = 0)::int AS replayed, date_trunc('hour', minute) + interval '1 hour' AS until
                FROM (SELECT m AS minute, extract(epoch FROM m)::bigint / 60 AS minute_number,
                             greatest(0, (6 + 5 * cos((extract(hour FROM m AT TIME ZONE 'Asia/Manila') - 13) * pi() / 12)
                                 + 2 * sin(extract(epoch FROM m) / 60 * 1.7))::int) AS deducted
                      FROM generate_series(date_trunc('hour', now()) - interval '25 hours', now() - interval '1 minute',
                                           interval '1 minute') m) t
            ), hours AS (
                SELECT until, sum(sum(deducted)) OVER h AS deducted, sum(sum(short)) OVER h AS short,
                       sum(sum(unknown)) OVER h AS unknown, sum(sum(replayed)) OVER h AS replayed
                FROM minutes WHERE until <= now() GROUP BY until WINDOW h AS (ORDER BY until)
            ), settled AS (
                INSERT INTO deduction_totals (store_id, until, deducted, refused, replayed, reasons, duration_micros_total,
                                              duration_micros_max, durations)
                SELECT 'cebu', until, deducted, short + unknown, replayed,
                       jsonb_build_object('insufficient-stock', short, 'unknown-product', unknown), deducted * 2300, 21400,
                       array_fill(0, ARRAY[5]) || ARRAY[greatest(deducted - 3 * replayed, 0), replayed, 2 * replayed, short, unknown]::int[]
                FROM hours
            )
            INSERT INTO deduction_metrics (store_id, node, minute, deducted, refused, replayed, reasons,
                                           duration_micros_total, duration_micros_max, durations)
            SELECT 'cebu', 'pictures', date_trunc('minute', minute), deducted, short + unknown, replayed,
                   jsonb_strip_nulls(jsonb_build_object('insufficient-stock', nullif(short, 0),
                                                        'unknown-product', nullif(unknown, 0))),
                   deducted * 2300, 21400,
                   array_fill(0, ARRAY[5]) || ARRAY[greatest(deducted - 3 * replayed, 0), replayed, 2 * replayed, short, unknown]::int[]
            FROM minutes""";

    private final OpenServer server;

    private Showcase(OpenServer server) {
        this.server = server;
    }

    static void fill(OpenServer server) {
        Showcase showcase = new Showcase(server);
        for (String store : STORES) {
            server.cafe().store(store);
        }
        server.database().execute(A_DAY);
        showcase.fillShelf();
        showcase.aQueueAfterAMorningWithoutANetwork();
        showcase.leaveGaps();
    }

    /** A shelf, and a carton that came, went and was counted. */
    private void fillShelf() {
        item("oat-milk", "Oat milk", "liter", "20", "18", true);
        item("vanilla-syrup", "Vanilla syrup", "liter", "2", "1.5", true);
        item("cheesecake", "Cheesecake", "slice", "8", "24", true);
        item("paper-straw", "Paper straw", "piece", null, "0", false);
        Http http = server.http();
        String oatMilk = "/api/v1/stores/cebu/stock/oat-milk";
        http.key("shelf-1").post(oatMilk + "/receipts", "{\"quantity\": 24, \"reference\": \"Delivery note 117\"}");
        http.key("shelf-2").post(oatMilk + "/waste", "{\"quantity\": 1.5, \"reason\": \"Left open overnight\"}");
        http.key("shelf-3").post(oatMilk + "/counts", "{\"countedQuantity\": 38}");
        http.key("shelf-4").post(oatMilk + "/adjustments", "{\"quantityChange\": -6, \"reason\": \"Lent to Mandaue\"}");
    }

    private void item(
            String stockId, String name, String unit, @Nullable String level, String quantity, boolean isActive) {
        server.cafe()
                .stock(
                        "cebu",
                        stockId,
                        new StockItemSettings(
                                name,
                                unit,
                                level == null ? null : new BigDecimal(level),
                                false,
                                isActive,
                                new BigDecimal(quantity)));
    }

    /** The pictures of menu gaps: one is suggested by its name, of one a person has to say what it is. */
    private void leaveGaps() {
        for (String item : new String[] {"Cane sugar", "Brown sugar"}) {
            server.cafe()
                    .stock(
                            "cebu",
                            item.toLowerCase(Locale.ROOT).replace(' ', '-'),
                            new StockItemSettings(item, "kg", null, false, true, BigDecimal.TEN));
        }
        server.cafe().product("oat-latte", "Oat Latte", "Oat Milk ml 180", "Coffee Beans gram 18", "Cup piece 1");
        server.cafe().product("iced-tea", "Iced Tea", "Cane Sugar g 10", "Lemon slice 1", "Cup piece 1");
        for (int i = 0; i < 7; i++) {
            server.http().key("gap-" + i).post("/api/v1/stores/cebu/deductions", """
                    {"transactionId": "gap-%d", "items": [{"productId": "%s", "quantity": 1}]}""".formatted(
                            i, i < 5 ? "oat-latte" : "iced-tea"));
        }
    }

    private void aQueueAfterAMorningWithoutANetwork() {
        Queues cebu = new Queues(server.http(), "cebu");
        Instant morning = Instant.now().minus(2, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MINUTES);
        cebu.queue("receipt-20417", "caramel-croffle", 96, morning.toString());
        cebu.queue(
                "receipt-20418", "caramel-croffle", 7, morning.plusSeconds(420).toString());
        cebu.queue(
                "receipt-19008",
                "americano",
                1,
                morning.minus(4, ChronoUnit.DAYS).toString());
        cebu.sync();
        cebu.queue("receipt-20423", "americano", 3, morning.plusSeconds(900).toString());
        cebu.queue(
                "receipt-20431", "caramel-croffle", 2, morning.plusSeconds(1620).toString());
    }
}
