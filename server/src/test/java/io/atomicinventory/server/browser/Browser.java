package io.atomicinventory.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.People;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real browser at the pages of an {@link OpenServer}, to be registered in a static field. All classes of a run share one
 * Chromium; each window is a person of their own, and is closed after the test, which fails if any window has had to
 * complain (see {@link Complaints}) or has kept something outside its session's cookie.
 *
 * <p>Where there is no Chromium the class is skipped; with {@code BROWSER_REQUIRED} in the environment, as in continuous
 * integration, it fails. Only for the test's own thread.
 */
public final class Browser implements ExecutionCondition, BeforeAllCallback, AfterEachCallback {
    private static final AtomicInteger LAST_PERSON = new AtomicInteger();

    private final OpenServer server;
    private final List<Window> windows = new ArrayList<>();
    private final List<String> tolerated = new ArrayList<>();
    private @Nullable Chromium chromium;

    private Browser(OpenServer server) {
        this.server = server;
    }

    public static Browser at(OpenServer server) {
        return new Browser(server);
    }

    /** A window of a stranger. */
    public Window window(Screen screen) {
        Window window = Window.open(Objects.requireNonNull(chromium).open(screen, server.url()));
        windows.add(window);
        return window;
    }

    /**
     * A window of somebody new, who has signed in and sees their home.
     *
     * @param role as in the API: {@code manager}
     * @param stores store ids, or "*"
     */
    public Window signedIn(Screen screen, String role, String... stores) {
        String personId = role + "-" + LAST_PERSON.incrementAndGet();
        People.add(
                server.http(),
                personId,
                role,
                Stream.of(stores).map(id -> "\"" + id + "\"").collect(Collectors.joining(", ", "[", "]")));
        Window window = window(screen);
        window.signIn(personId);
        return window;
    }

    /** In this test, complaints that contain this are none. */
    public void tolerate(String part) {
        tolerated.add(part);
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        List<String> missing = Chromium.missing();
        return missing.isEmpty() || System.getenv("BROWSER_REQUIRED") != null
                ? ConditionEvaluationResult.enabled("a browser is there, or required")
                : ConditionEvaluationResult.disabled("The pages were not tested: " + String.join("; ", missing));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        assertThat(Chromium.missing())
                .as("missing, and BROWSER_REQUIRED is set")
                .isEmpty();
        chromium = context.getRoot()
                .getStore(ExtensionContext.Namespace.create(Browser.class))
                .computeIfAbsent(Chromium.class, key -> Chromium.start(), Chromium.class);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        List<String> complaints = new ArrayList<>();
        for (int i = 0; i < windows.size(); i++) {
            Window window = windows.get(i);
            if (context.getExecutionException().isPresent()) {
                window.keepForInspection(context.getRequiredTestClass().getSimpleName() + "."
                        + context.getRequiredTestMethod().getName() + "-" + (i + 1));
            }
            complaints.addAll(window.complaints());
            window.close();
        }
        complaints.removeIf(complaint -> tolerated.stream().anyMatch(complaint::contains));
        windows.clear();
        tolerated.clear();
        assertThat(complaints).as("what the browser complained of").isEmpty();
    }
}
