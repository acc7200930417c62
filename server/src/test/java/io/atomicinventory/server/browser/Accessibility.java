package io.atomicinventory.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Asks axe-core whether everybody can use a page. */
final class Accessibility {
    private static final String AXE = script();

    /** Of each serious finding one line for each place. Nothing is fetched: the policy would refuse it. */
    private static final String FINDINGS = """
            async () => (await axe.run(document, {resultTypes: ['violations'], preload: false})).violations
                .filter(rule => ['serious', 'critical'].includes(rule.impact))
                .flatMap(rule => rule.nodes.map(node => `${rule.impact} ${rule.id}: ${rule.help}\\n  ${node.html}\\n  `
                    + node.failureSummary.replaceAll('\\n', '\\n  ') + `\\n  ${rule.helpUrl}`))""";

    private Accessibility() {}

    static void require(Page page) {
        if (page.evaluate("() => window.axe === undefined").equals(true)) {
            page.evaluate(AXE); // past the policy, as whatever comes from the driver
        }
        Object findings = page.evaluate(FINDINGS);
        assertThat((List<?>) findings)
                .as("what keeps somebody from using %s", page.url())
                .isEmpty();
    }

    private static String script() {
        try (InputStream script = AxeBuilder.class.getResourceAsStream("/axe.min.js")) {
            return new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
