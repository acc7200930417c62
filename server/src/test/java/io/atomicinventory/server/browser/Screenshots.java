package io.atomicinventory.server.browser;

import io.atomicinventory.engine.stock.StockItemSettings;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.Visitor;
import java.math.BigDecimal;
import io.atomicinventory.server.queue.Queues;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.Visitor;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.Visitor;
import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Makes the pictures for the README, one of each page; its command is in CONTRIBUTING.md. No part of the tests. */
@EnabledIfSystemProperty(named = "pictures", matches = ".+", disabledReason = "-Dpictures=FOLDER says where to")
class Screenshots {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    @RegisterExtension
    private static final Browser BROWSER = Browser.at(SERVER);

    /** Of receipt-20418: the queue makes its ids of transactions. */
    private static final String QUEUED_SALE_ID = "q-bf3cfab5787f434fd451be6e79c276e4";
    private static final String[] STORES = {"cebu", "davao", "makati"};

    /** In the order of the navigation. */
    private enum Shown {
        HOME(Visitor.HOME),
        STOCK(Visitor.HOME + "/cebu/stock"),
        STOCK_ITEM(Visitor.HOME + "/cebu/stock/oat-milk"),
        OVERVIEW(Visitor.HOME + "/cebu/overview"),
        METRICS(Visitor.HOME + "/cebu/metrics?period=day"),
        HEALTH(Visitor.HOME + "/cebu/health"),
        GAPS(Visitor.HOME + "/cebu/gaps"),
        ACCOUNT("/account");
        ACCOUNT("/account"),
        QUEUE(Visitor.HOME + "/cebu/queue"),
        QUEUED_SALE(Visitor.HOME + "/cebu/queue/entries/" + QUEUED_SALE_ID + "#entry");

        private final String path;

        Shown(String path) {
            this.path = path;
        }

        private void picture(Window window, String suffix) {
            window.open(path);
            window.picture(name().toLowerCase(Locale.ROOT).replace('_', '-') + suffix);
        }
    }

    /** A shelf, and a carton that came, went and was counted. */
    private static void fillShelf() {
        item("oat-milk", "Oat milk", "liter", "20", "18", true);
        item("vanilla-syrup", "Vanilla syrup", "liter", "2", "1.5", true);
        item("cheesecake", "Cheesecake", "slice", "8", "24", true);
        item("paper-straw", "Paper straw", "piece", null, "0", false);
        Http http = SERVER.http();
        String oatMilk = "/api/v1/stores/cebu/stock/oat-milk";
        http.key("shelf-1").post(oatMilk + "/receipts", "{\"quantity\": 24, \"reference\": \"Delivery note 117\"}");
        http.key("shelf-2").post(oatMilk + "/waste", "{\"quantity\": 1.5, \"reason\": \"Left open overnight\"}");
        http.key("shelf-3").post(oatMilk + "/counts", "{\"countedQuantity\": 38}");
        http.key("shelf-4").post(oatMilk + "/adjustments", "{\"quantityChange\": -6, \"reason\": \"Lent to Mandaue\"}");
    }

    private static void item(
            String stockId, String name, String unit, @Nullable String level, String quantity, boolean isActive) {
        SERVER.cafe()
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

    private static void sellForADay() {
        SERVER.database().execute(A_DAY);
        for (String store : STORES) {
            SERVER.cafe().store(store);
        }
        for (int i = 0; i < 3; i++) {
            SERVER.http().post("/api/v1/stores/" + STORES[i % 2] + "/queue", """
                            {"transactionId": "%s", "deviceId": "till-1", "reason": "offline",
                             "items": [{"productId": "americano", "quantity": 1}]}""".formatted("waits-" + i));
    /** The pictures of menu gaps: one is suggested by its name, of one a person has to say what it is. */
    private static void leaveGaps() {
        for (String item : new String[] {"Cane sugar", "Brown sugar", "Oat milk"}) {
            String unit = item.endsWith("milk") ? "liter" : "kg";
            SERVER.cafe()
                    .stock(
                            "cebu",
                            item.toLowerCase(Locale.ROOT).replace(' ', '-'),
                            new StockItemSettings(item, unit, null, false, true, BigDecimal.TEN));
        }
        SERVER.cafe().product("oat-latte", "Oat Latte", "Oat Milk ml 180", "Coffee Beans gram 18", "Cup piece 1");
        SERVER.cafe().product("iced-tea", "Iced Tea", "Cane Sugar g 10", "Lemon slice 1", "Cup piece 1");
        for (int i = 0; i < 7; i++) {
            SERVER.http().key("gap-" + i).post("/api/v1/stores/cebu/deductions", """
                    {"transactionId": "gap-%d", "items": [{"productId": "%s", "quantity": 1}]}""".formatted(
                            i, i < 5 ? "oat-latte" : "iced-tea"));
        }
    }

    @Test
    void ofEachPage() {
        fillShelf();
        BROWSER.tolerate("htmx-current-path-for-history");
        aQueueAfterAMorningWithoutANetwork();
        leaveGaps();
        Window desktop = BROWSER.signedIn(Screen.DESKTOP, "manager", "cebu");
        Window dark = BROWSER.signedIn(Screen.DESKTOP.dark(), "manager", "cebu");
        Window phone = BROWSER.signedIn(Screen.PHONE, "manager", "cebu");
        // The address of the page, which htmx notes wherever it runs.
        BROWSER.tolerate("[htmx-current-path-for-history]");
        sellForADay();
        Window desktop = BROWSER.signedIn(Screen.DESKTOP, "manager", STORES);
        Window dark = BROWSER.signedIn(Screen.DESKTOP.dark(), "manager", STORES);
        Window phone = BROWSER.signedIn(Screen.PHONE, "manager", STORES);
        for (Shown shown : Shown.values()) {
            shown.picture(desktop, "");
            shown.picture(dark, "-dark");
            shown.picture(phone, "-phone");
        }
    }

    private static void aQueueAfterAMorningWithoutANetwork() {
        Queues cebu = new Queues(SERVER.http(), "cebu");
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
