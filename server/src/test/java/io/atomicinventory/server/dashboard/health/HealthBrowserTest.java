package io.atomicinventory.server.dashboard.health;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import io.atomicinventory.server.browser.Browser;
import io.atomicinventory.server.browser.Screen;
import io.atomicinventory.server.browser.Window;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.Visitor;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HealthBrowserTest {
    private static final String HEALTH = Visitor.HOME + "/cebu/health";

    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    @RegisterExtension
    private static final Browser BROWSER = Browser.at(SERVER);

    @Test
    void I4_aFaultTurnsThePageCriticalAfterRunAgainAndBackWhenItIsMended_byKeyboardAlone() {
        Window window = BROWSER.signedIn(Screen.DESKTOP, "auditor", "cebu");
        window.open(HEALTH);
        assertThat(window.find("#health-summary")).containsText("0 critical");
        String ofCup = " WHERE store_id = 'cebu' AND stock_id = 'cup'";
        SERVER.database().execute("UPDATE inventory_movements SET version = version + 1" + ofCup);
        try {
            window.tabTo("#again");
            window.press("Enter");
            assertThat(window.find("#health-summary")).containsText("1 critical");
            assertThat(window.find(".check").first()).containsText("cup");
            assertThat(window.find("#check-conservation table")).isVisible();
            assertThat(window.find("#again")).isFocused();
            window.requireAccessible();
            window.picture("health-critical");

            window.tabTo("#prove");
            window.press("Enter");
            assertThat(window.find("#proof table")).containsText("cup");
            window.picture("health-proof-wrong");
        } finally {
            SERVER.database().execute("UPDATE inventory_movements SET version = version - 1" + ofCup);
        }
        window.find("#again").focus();
        window.press("Enter");
        assertThat(window.find("#health-summary")).containsText("0 critical");
        window.tabTo("#prove");
        window.press("Enter");
        assertThat(window.find("#proof")).containsText("every figure is the sum of its movements");
        assertThat(window.find("#prove")).hasText(Pattern.compile("Prove them again"));
        assertThat(window.find("#prove")).isFocused();
    }

    @Test
    void itFitsAPhoneInTheDark() {
        Window phone = BROWSER.signedIn(Screen.PHONE.dark(), "manager", "cebu");
        phone.open(HEALTH);
        phone.find("#check-durability summary").click();
        assertThat(phone.find("#check-durability dl")).isVisible();
        phone.requireFitsWidth();
        phone.requireAccessible();
        phone.picture("health-phone-dark");
    }
}
