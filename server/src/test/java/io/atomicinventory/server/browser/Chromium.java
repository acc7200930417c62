package io.atomicinventory.server.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The machine's own Chromium, and what drives it; nothing is downloaded. Only for the thread that started it, as all of
 * Playwright is.
 */
final class Chromium implements AutoCloseable {
    private static final Optional<Path> PROGRAM = onPath("chromium");
    private static final Optional<Path> NODE = onPath("node");
    /** Of Maven's profile {@code bundled-node}. */
    private static final boolean HAS_BUNDLED_NODE = ClassLoader.getSystemResource("driver/linux/node") != null;

    private static final double PATIENCE_MILLIS = 15_000;

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    /** @return what has to be installed first; empty if nothing */
    static List<String> missing() {
        List<String> missing = new ArrayList<>();
        if (PROGRAM.isEmpty()) {
            missing.add("there is no chromium on the PATH (Debian: apt-get install chromium)");
        }
        if (NODE.isEmpty() && !HAS_BUNDLED_NODE) {
            missing.add("there is no node on the PATH (Node.js 20 or newer; or Maven's profile bundled-node)");
        }
        return missing;
    }

    static Chromium start() {
        Map<String, String> environment = HAS_BUNDLED_NODE
                ? Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
                : Map.of(
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",
                        "1",
                        "PLAYWRIGHT_NODEJS_PATH",
                        NODE.orElseThrow().toString());
        Playwright playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        // Continuous integration often runs as root, where the sandbox does not start, and with a small /dev/shm.
        Browser browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(PROGRAM.orElseThrow())
                        .setHeadless(true)
                        .setChromiumSandbox(false)
                        .setArgs(List.of(
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--disable-dev-shm-usage")));
        return new Chromium(playwright, browser);
    }

    /** Cookies and everything else of its own. */
    BrowserContext open(Screen screen, String url) {
        BrowserContext context = browser.newContext(screen.options().setBaseURL(url));
        context.setDefaultTimeout(PATIENCE_MILLIS);
        return context;
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }

    private static Optional<Path> onPath(String program) {
        return Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(Pattern.quote(File.pathSeparator)))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
