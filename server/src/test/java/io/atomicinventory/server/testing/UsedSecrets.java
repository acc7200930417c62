package io.atomicinventory.server.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Every secret that tests have used: passwords and tokens, as they go over the wire. When all tests have run, none of
 * them may be in any log.
 */
public final class UsedSecrets {
    private static final Path FOLDER = Path.of("target", "used-secrets");
    private static final Path MINE = FOLDER.resolve(ProcessHandle.current().pid() + ".txt");
    private static final Pattern IN_JSON = Pattern.compile("\"(?:password|token)\"\\s*:\\s*\"([^\"\\\\]+)\"");
    private static final Pattern BEARER = Pattern.compile("(?i)bearer +(\\S+)");
    /** What is shorter stands in logs by chance. */
    private static final int SHORTEST = 12;

    private static final Set<String> KNOWN = ConcurrentHashMap.newKeySet();

    private UsedSecrets() {}

    public static void addHeader(String authorization) {
        Matcher bearer = BEARER.matcher(authorization);
        if (bearer.matches()) {
            add(bearer.group(1));
        }
    }

    /** Passwords and tokens in a body. */
    public static void addOf(String json) {
        if (json.contains("password") || json.contains("token")) {
            IN_JSON.matcher(json).results().forEach(found -> add(found.group(1)));
        }
    }

    public static void add(String secret) {
        if (secret.length() >= SHORTEST && KNOWN.add(secret)) {
            try {
                Files.createDirectories(FOLDER);
                Files.writeString(MINE, secret + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Those of all processes. */
    public static List<String> all() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.flatMap(UsedSecrets::lines).distinct().toList();
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
