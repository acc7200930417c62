package io.atomicinventory.server.browser;

import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.Visitor;
import java.util.Locale;
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
        STORES(Visitor.HOME),
        OVERVIEW(Visitor.HOME + "/cebu/overview"),
        HEALTH(Visitor.HOME + "/cebu/health"),
        QUEUE(Visitor.HOME + "/cebu/queue"),
        QUEUED_SALE(Visitor.HOME + "/cebu/queue/entries/" + Showcase.QUEUED_SALE_ID + "#entry"),
        METRICS(Visitor.HOME + "/cebu/metrics?period=day"),
        STOCK(Visitor.HOME + "/cebu/stock"),
        STOCK_ITEM(Visitor.HOME + "/cebu/stock/oat-milk"),
        GAPS(Visitor.HOME + "/cebu/gaps"),
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

    @Test
    void ofEachPage() {
        Showcase.fill(SERVER);
        Window desktop = BROWSER.signedIn(Screen.DESKTOP, "manager", Showcase.STORES);
        Window dark = BROWSER.signedIn(Screen.DESKTOP.dark(), "manager", Showcase.STORES);
        Window phone = BROWSER.signedIn(Screen.PHONE, "manager", Showcase.STORES);
        for (Shown shown : Shown.values()) {
            shown.picture(desktop, "");
            shown.picture(dark, "-dark");
            shown.picture(phone, "-phone");
        }
    }
}
