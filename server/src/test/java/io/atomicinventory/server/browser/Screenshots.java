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

    /** In the order of the navigation. */
    private enum Shown {
        HOME(Visitor.HOME),
        STOCK(Visitor.HOME + "/cebu/stock"),
        STOCK_ITEM(Visitor.HOME + "/cebu/stock/oat-milk"),
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
    }

    @Test
    void ofEachPage() {
        fillShelf();
        BROWSER.tolerate("htmx-current-path-for-history");
        aQueueAfterAMorningWithoutANetwork();
        Window desktop = BROWSER.signedIn(Screen.DESKTOP, "manager", "cebu");
        Window dark = BROWSER.signedIn(Screen.DESKTOP.dark(), "manager", "cebu");
        Window phone = BROWSER.signedIn(Screen.PHONE, "manager", "cebu");
        // The address of the page, which htmx notes wherever it runs.
        BROWSER.tolerate("[htmx-current-path-for-history]");
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
