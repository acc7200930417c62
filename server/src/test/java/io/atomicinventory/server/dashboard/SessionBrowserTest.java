package io.atomicinventory.server.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import io.atomicinventory.server.browser.Browser;
import io.atomicinventory.server.browser.Screen;
import io.atomicinventory.server.browser.Window;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.People;
import io.atomicinventory.server.testing.Visitor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A page that is open is its person's for as long as he may see it, and says when nobody answers it. */
class SessionBrowserTest {
    private static final String OVERVIEW = Visitor.HOME + "/cebu/overview";

    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    @RegisterExtension
    private static final Browser BROWSER = Browser.at(SERVER);

    private static Window open(String personId) {
        People.add(SERVER.http(), personId, "manager", "[\"cebu\"]");
        Window window = BROWSER.window(Screen.DESKTOP);
        window.signIn(personId);
        window.open(OVERVIEW);
        assertThat(window.find("#live")).hasText("Live");
        return window;
    }

    @Test
    void whoseSessionEndsElsewhereIsLedToTheSignInByItself() {
        // What was under way when it ended.
        BROWSER.tolerate("401");
        Window window = open("session-ana");
        People.change(SERVER.http(), "session-ana", "manager", "[\"cebu\"]", false);
        window.requireAt("/sign-in?ended");
        assertThat(window.find("main")).containsText("Your session has ended.");
    }

    @Test
    void aForeignStoreIsRefusedInWords_andSoIsOneThatWasTakenAway() {
        BROWSER.tolerate("403");
        SERVER.cafe().store("manila");
        Window window = open("session-ben");
        window.open(Visitor.HOME + "/manila/overview");
        assertThat(window.find("main")).containsText("may not act in store manila");
        window.open(OVERVIEW);
        assertThat(window.find("#live")).hasText("Live");
        People.change(SERVER.http(), "session-ben", "manager", "[\"manila\"]", true);
        assertThat(window.find("main")).containsText("may not act in store cebu");
    }

    @Test
    void whatIsSentAndNotAnsweredIsSaid() {
        BROWSER.tolerate("ERR_INTERNET_DISCONNECTED");
        BROWSER.tolerate("htmx:sendError");
        BROWSER.tolerate("htmx:afterRequest");
        Window window = open("session-eve");
        window.page().context().setOffline(true);
        window.find("button:has-text(\"Check again\")").click();
        assertThat(window.find("#messages [role=alert]")).containsText("The server did not answer.");
        window.page().context().setOffline(false);
        window.find("button:has-text(\"Check again\")").click();
        assertThat(window.find("#unanswered")).hasCount(0);
    }
}
