package io.atomicinventory.server.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.Route.FulfillOptions;
import io.atomicinventory.server.testing.OpenServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The rig finds what it is there to find; every other test of pages relies on that. */
class BrowserRigTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.empty();

    @RegisterExtension
    private static final Browser BROWSER = Browser.at(SERVER);

    @Test
    void whatAHealthyPageWouldNotDoIsFoundEvenIfNobodyAsked() {
        BROWSER.tolerate("");
        Window window = BROWSER.window(Screen.PHONE);
        window.page().route("**/broken", route -> route.fulfill(new FulfillOptions().setStatus(503)));
        window.page().route("**/away", route -> route.abort("connectionrefused"));
        window.open("/set-up");
        assertThat(window.complaints()).isEmpty();
        window.page().evaluate("""
                async () => {
                    const script = document.createElement('script');
                    script.textContent = 'window.ranInline = true';
                    document.body.append(script);
                    setTimeout(() => { throw new Error('thrown later') });
                    console.info('a word');
                    localStorage.setItem('my-token', 'x');
                    await fetch('/broken');
                    await fetch('/away').catch(() => {});
                }""");
        String found = String.join("\n", window.complaints());
        assertThat(found)
                .contains(
                        "policy violation: script-src-elem refused inline",
                        "thrown later",
                        "console info: a word",
                        "where scripts can read it: [my-token]",
                        "answer 503: GET " + SERVER.url() + "/broken",
                        "failed request: GET " + SERVER.url() + "/away");
    }

    @Test
    void aPageThatSomebodyCannotUseIsFound() {
        Window window = BROWSER.window(Screen.PHONE);
        window.open("/set-up");
        window.requireAccessible();
        window.requireFitsWidth();
        window.page().evaluate("""
                () => {
                    document.querySelector('label[for=name]').remove();
                    document.querySelector('h1').textContent = 'x'.repeat(300);
                }""");
        assertThatThrownBy(window::requireAccessible).hasMessageContainingAll("critical label", "id=\"name\"");
        assertThatThrownBy(window::requireFitsWidth).hasMessageContaining("fits the width");
        assertThatThrownBy(() -> window.tabTo("h1")).hasMessageContaining("h1 is reached with the tab key");
    }
}
