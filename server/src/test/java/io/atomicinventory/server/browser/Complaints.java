package io.atomicinventory.server.browser;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a window is told that a healthy page would not tell: any word on the console, errors of scripts, violations of the
 * Content-Security-Policy, requests that fail, answers of 500 and above, and anything kept in the browser.
 */
final class Complaints {
    /** Hints on style. */
    private static final Set<String> IGNORED_LEVELS = Set.of("debug", "verbose");
    /** The page was left, or has closed its stream of events. */
    private static final String ABORTED = "net::ERR_ABORTED";

    private static final String REPORT_VIOLATIONS = """
            document.addEventListener('securitypolicyviolation', violation => console.error(
                'policy violation: ' + violation.effectiveDirective + ' refused ' + (violation.blockedURI || 'inline')
                + ' ' + violation.sample + ' at ' + violation.sourceFile + ':' + violation.lineNumber))""";

    private static final String KEPT = """
            () => [...Object.keys(localStorage), ...Object.keys(sessionStorage),
                ...document.cookie.split(';').filter(cookie => cookie.trim() !== '')]""";

    private final List<String> all = new ArrayList<>();

    private Complaints() {}

    static Complaints of(BrowserContext context) {
        Complaints complaints = new Complaints();
        context.addInitScript(REPORT_VIOLATIONS);
        context.onConsoleMessage(complaints::add);
        context.onWebError(
                error -> complaints.all.add("error on " + error.page().url() + ": " + error.error()));
        context.onRequestFailed(complaints::add);
        context.onResponse(complaints::add);
        return complaints;
    }

    private void add(ConsoleMessage message) {
        if (!IGNORED_LEVELS.contains(message.type())) {
            all.add("console " + message.type() + ": " + message.text() + " (" + message.location() + ")");
        }
    }

    private void add(Request failed) {
        if (!ABORTED.equals(failed.failure())) {
            all.add("failed request: " + failed.method() + " " + failed.url() + ": " + failed.failure());
        }
    }

    private void add(Response response) {
        if (response.status() >= 500) {
            all.add("answer " + response.status() + ": " + response.request().method() + " " + response.url());
        }
    }

    /** The question also brings in what is still under way. */
    void addWhatIsKept(Page page) {
        if (!page.url().startsWith("http")) {
            return;
        }
        try {
            List<?> kept = (List<?>) page.evaluate(KEPT);
            if (!kept.isEmpty()) {
                all.add("kept in the browser, where scripts can read it: " + kept);
            }
        } catch (PlaywrightException e) {
            all.add("no answer from " + page.url() + ": " + e.getMessage());
        }
    }

    void add(String complaint) {
        all.add(complaint);
    }

    List<String> all() {
        return List.copyOf(all);
    }
}
