package io.atomicinventory.server.signin;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.browser.Browser;
import io.atomicinventory.server.browser.Screen;
import io.atomicinventory.server.browser.Window;
import io.atomicinventory.server.security.KnownTokens;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.People;
import io.atomicinventory.server.testing.TestServer;
import io.atomicinventory.server.testing.Visitor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The pages of signing in, in a real browser, on a phone. */
class BrowserTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.empty();

    @RegisterExtension
    private static final Browser BROWSER = Browser.at(SERVER);

    @BeforeEach
    void onTheFirstMorning() {
        SERVER.clear();
        SERVER.bean("knownTokens", KnownTokens.class).revoke("unknown");
        Forgetting.failures(SERVER);
    }

    private static void look(Window window, String name) {
        window.requireFitsWidth();
        window.requireAccessible();
        window.picture(name);
    }

    @Test
    void setUpHomeSignOutAndSignInWorkForEverybodyWithoutAWordFromTheConsole() {
        Window window = BROWSER.window(Screen.PHONE);
        window.open(Visitor.HOME);
        window.requireAt("/set-up");
        // The style sheet was taken: the policy does not refuse our own.
        assertThat(window.find("main button").boundingBox().height).isGreaterThanOrEqualTo(44);
        look(window, "set-up");
        window.page().fill("#token", TestServer.TOKEN);
        window.page().fill("#personId", "ana");
        window.page().fill("#name", "Ana Santos");
        window.page().fill("#password", People.PASSWORD);
        window.page().fill("#passwordAgain", People.PASSWORD);
        window.page().click("main form button");
        window.requireAt(Visitor.HOME);
        assertThat(window.page().content()).contains("Welcome, Ana Santos", "There are no stores yet");
        look(window, "home-empty");

        SERVER.cafe().store("cebu");
        window.page().reload();
        look(window, "home");
        window.page().click("header form button");
        window.requireAt("/sign-in?out");
        look(window, "sign-in");
        window.signIn("ana");
        assertThat(window.page().content()).contains("Welcome, Ana Santos");
        window.open("/account");
        look(window, "account");
    }

    @Test
    void inTheDarkTheGroundIsDarkAndEverythingCanStillBeRead() {
        SERVER.cafe().store("cebu");
        Window light = BROWSER.window(Screen.DESKTOP);
        light.open("/set-up");
        Window dark = BROWSER.signedIn(Screen.DESKTOP.dark(), "manager", "cebu");
        assertThat(ground(dark)).isNotEqualTo(ground(light));
        look(dark, "home-dark-wide");
        dark.open("/account");
        dark.requireAccessible();
        dark.page().click("header form button");
        dark.requireAt("/sign-in?out");
        dark.requireAccessible();
    }

    private static Object ground(Window window) {
        return window.page().evaluate("() => getComputedStyle(document.body).backgroundColor");
    }

    @Test
    void aPersonWithoutAMouseSignsInAndOut() {
        SERVER.cafe().store("cebu");
        People.add(SERVER.http(), "ana", "manager", "[\"cebu\"]");
        Window window = BROWSER.window(Screen.DESKTOP);
        window.open("/sign-in");
        window.press("Tab");
        assertThat(window.focused()).contains("To the content");
        window.press("Enter");
        window.tabTo("#personId");
        window.type("ana");
        window.tabTo("#password");
        window.type(People.PASSWORD);
        window.press("Enter");
        window.requireAt(Visitor.HOME);
        window.tabTo("header form button");
        window.press("Enter");
        window.requireAt("/sign-in?out");
    }
}
