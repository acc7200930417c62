package io.atomicinventory.bench;

import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Option;

/** What the modes that measure the packaged server have in common. */
final class PackagedOptions {
    @Option(
            names = "--jar",
            description = "The packaged server (default: ${DEFAULT-VALUE}).",
            defaultValue = "../server/target/server-0.1.0.jar")
    private Path jar = Path.of("");

    @Option(
            names = "--seconds",
            description =
                    "How long the load generator is measured, behind half of that as warm-up (default: ${DEFAULT-VALUE}).",
            defaultValue = "10")
    private int seconds;

    Path jar() {
        return jar;
    }

    Duration measured() {
        return Duration.ofSeconds(seconds);
    }

    Duration warmUp() {
        return measured().dividedBy(2);
    }
}
