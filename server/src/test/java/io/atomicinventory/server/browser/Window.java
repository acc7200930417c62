package io.atomicinventory.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.options.ScreenshotCaret;
import io.atomicinventory.server.testing.People;
import io.atomicinventory.server.testing.Visitor;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One person's browser, with cookies of its own: what a test does and asks there. {@link #page()} has everything else.
 * Only for the test's own thread.
 */
public final class Window {
    /** A folder for pictures of the pages, from the project's root; unset for none. */
    private static final String PICTURES = System.getProperty("pictures", "");

    private static final int MORE_STOPS_THAN_ANY_PAGE_HAS = 150;

    private static final String FITS =
            "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth";
    private static final String FOCUSED = """
            () => { const it = document.activeElement; return it.tagName.toLowerCase() + (it.id ? '#' + it.id : '')
                + ' "' + (it.getAttribute('aria-label') || it.innerText || '').trim().split('\\n')[0] + '"' }""";
    private static final String IS_FOCUSED = "it => it === document.activeElement";
    private static final String SHOWS_FOCUS = """
            it => { const style = getComputedStyle(it);
                return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== 'none' }""";

    private final BrowserContext context;
    private final Complaints complaints;
    private final Page page;

    private Window(BrowserContext context) {
        this.context = context;
        this.complaints = Complaints.of(context);
        this.page = context.newPage();
    }

    static Window open(BrowserContext context) {
        return new Window(context);
    }

    public Page page() {
        return page;
    }

    /** @param path from the root; redirects are followed */
    public void open(String path) {
        page.navigate(path);
    }

    public Locator find(String selector) {
        return page.locator(selector);
    }

    /** With {@link People#PASSWORD}, up to the home page. */
    public void signIn(String personId) {
        open("/sign-in");
        page.fill("#personId", personId);
        page.fill("#password", People.PASSWORD);
        page.click("main form button");
        page.waitForURL(url -> url.contains(Visitor.HOME));
    }

    /** Waits until the address ends with this path. */
    public void requireAt(String path) {
        page.waitForURL(url -> url.endsWith(path));
    }

    /** Nothing is to the right of the screen. */
    public void requireFitsWidth() {
        assertThat(page.evaluate(FITS)).as("%s fits the width", page.url()).isEqualTo(true);
    }

    /** No serious or critical finding of axe-core. */
    public void requireAccessible() {
        Accessibility.require(page);
    }

    /** One after the other, to whatever has the focus: {@code Tab}, {@code Enter}, {@code Shift+Tab}, {@code a}. */
    public void press(String... keys) {
        for (String key : keys) {
            page.keyboard().press(key);
        }
    }

    /** Into whatever has the focus. */
    public void type(String text) {
        page.keyboard().type(text);
    }

    /** Tabs on until the element has the focus, and requires that one sees so. */
    public void tabTo(String selector) {
        Locator goal = find(selector);
        Set<String> passed = new LinkedHashSet<>();
        for (int i = 0; i < MORE_STOPS_THAN_ANY_PAGE_HAS && !hasFocus(goal); i++) {
            press("Tab");
            passed.add(focused());
        }
        assertThat(hasFocus(goal))
                .as("%s is reached with the tab key; there were %s", selector, passed)
                .isTrue();
        assertThat(goal.evaluate(SHOWS_FOCUS))
                .as("%s shows the focus", selector)
                .isEqualTo(true);
    }

    private static boolean hasFocus(Locator goal) {
        return goal.evaluate(IS_FOCUSED).equals(true);
    }

    /** What has the focus, in words for people. */
    public String focused() {
        return String.valueOf(page.evaluate(FOCUSED));
    }

    /** With {@code -Dpictures=FOLDER}: a picture of what the screen shows. */
    public void picture(String name) {
        if (!PICTURES.isEmpty()) {
            save(Path.of("..").resolve(PICTURES).resolve(name + ".png"));
        }
    }

    /** What a failed test has seen, below {@code target/browser}. */
    void keepForInspection(String name) {
        try {
            save(Path.of("target", "browser", name + ".png"));
        } catch (PlaywrightException e) {
            complaints.add("no picture of the failure: " + e.getMessage());
        }
    }

    private void save(Path file) {
        // To hide the caret it would write a style into the page, which the policy refuses.
        page.screenshot(new Page.ScreenshotOptions().setPath(file).setCaret(ScreenshotCaret.INITIAL));
    }

    /** All so far. */
    List<String> complaints() {
        context.pages().forEach(complaints::addWhatIsKept);
        return complaints.all();
    }

    void close() {
        context.close();
    }
}
