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
        HOME(Visitor.HOME),
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
        Window desktop = BROWSER.signedIn(Screen.DESKTOP, "manager", "cebu");
        Window dark = BROWSER.signedIn(Screen.DESKTOP.dark(), "manager", "cebu");
        Window phone = BROWSER.signedIn(Screen.PHONE, "manager", "cebu");
        for (Shown shown : Shown.values()) {
            shown.picture(desktop, "");
            shown.picture(dark, "-dark");
            shown.picture(phone, "-phone");
        }
    }
}
