package io.atomicinventory.server.browser;

import io.atomicinventory.engine.stock.StockItemSettings;
import io.atomicinventory.server.testing.Http;
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

    /** In the order of the navigation. */
    private enum Shown {
        HOME(Visitor.HOME),
        STOCK(Visitor.HOME + "/cebu/stock"),
        STOCK_ITEM(Visitor.HOME + "/cebu/stock/oat-milk"),
        ACCOUNT("/account");

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
}
