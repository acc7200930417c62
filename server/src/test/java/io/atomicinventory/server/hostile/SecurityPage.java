package io.atomicinventory.server.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many cases {@code docs/security-tests.md} promises, class by class. */
final class SecurityPage {
    private static final Path PAGE = Path.of("../docs/security-tests.md");
    private static final Pattern PROMISE = Pattern.compile("`(\\w+Test)`: at least (\\d+)");

    private SecurityPage() {}

    static Map<String, Integer> promised() {
        Map<String, Integer> promised = new TreeMap<>();
        try {
            Matcher found = PROMISE.matcher(Files.readString(PAGE));
            while (found.find()) {
                promised.put(found.group(1), Integer.valueOf(found.group(2)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return promised;
    }

    static void requireKept(Class<?> test, int cases) {
        assertThat(promised()).containsKey(test.getSimpleName());
        assertThat(cases).isGreaterThanOrEqualTo(promised().get(test.getSimpleName()));
    }
}
