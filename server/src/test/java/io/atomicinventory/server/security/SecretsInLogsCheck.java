package io.atomicinventory.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.testing.TestDatabase;
import io.atomicinventory.server.testing.ServerProcess;
import io.atomicinventory.server.testing.TestServer;
import io.atomicinventory.server.testing.UsedSecrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Run when all other tests have: no secret that any of them used is in any log that any of them wrote. What a server
 * printed in a process of its own is among the logs.
 */
class SecretsInLogsCheck {
    private static final List<Path> LOGS =
            List.of(Path.of("target", "surefire-reports"), Path.of("target", "failsafe-reports"), ServerProcess.LOGS);

    /** Whatever looks like one, whether a test knows it or not. */
    private static final Pattern SECRET =
            Pattern.compile("ait_[A-Za-z0-9_-]{43}|\\$argon2id\\$|eyJ[A-Za-z0-9_-]{8,}\\.eyJ[A-Za-z0-9_-]{8,}\\.");

    private static List<Path> logs() throws IOException {
        List<Path> logs = new ArrayList<>();
        for (Path folder : LOGS) {
            if (Files.exists(folder)) {
                try (Stream<Path> files = Files.list(folder)) {
                    files.filter(file -> file.toString().endsWith("-output.txt")
                                    || file.toString().endsWith(".out"))
                            .forEach(logs::add);
                }
            }
        }
        return logs;
    }

    @Test
    void noSecretIsInAnyLog() throws IOException {
        Set<String> secrets = new TreeSet<>(UsedSecrets.all());
        secrets.addAll(List.of(TestServer.TOKEN, TestDatabase.PASSWORD));
        assertThat(secrets).as("secrets that were used").hasSizeGreaterThan(20);
        List<Path> logs = logs();
        assertThat(logs).as("logs").hasSizeGreaterThan(20);
        List<String> found = new ArrayList<>();
        for (Path log : logs) {
            String text = Files.readString(log);
            secrets.stream().filter(text::contains).forEach(secret -> found.add(log.getFileName() + ": " + secret));
            SECRET.matcher(text).results().forEach(match -> found.add(log.getFileName() + ": " + match.group()));
        }
        assertThat(found).isEmpty();
    }
}
