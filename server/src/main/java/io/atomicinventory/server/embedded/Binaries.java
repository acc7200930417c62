package io.atomicinventory.server.embedded;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** PostgreSQL's programs, unpacked below the data folder, and how they are run. */
final class Binaries {

    private static final Logger LOG = LoggerFactory.getLogger(Binaries.class);
    private static final Duration TOOL_LIMIT = Duration.ofMinutes(5);

    private final DataFolder folder;
    private final ServerLog log;
    private final List<String> prefix;
    private final Path home;

    private Binaries(DataFolder folder, ServerLog log, List<String> prefix, Path home) {
        this.folder = folder;
        this.log = log;
        this.prefix = prefix;
        this.home = home;
    }

    /** Unpacks the programs unless they are there. They get their name last, so what has it is complete. */
    static Binaries unpack(DataFolder folder, ServerLog log) throws IOException, InterruptedException {
        List<String> prefix = folder.user().commandPrefix();
        Archive archive = Archive.forThisMachine();
        Path home = folder.runtime().resolve(archive.name());
        if (Files.notExists(home)) {
            Path unfinished = folder.runtime().resolve("unpacking-" + UUID.randomUUID());
            try {
                archive.unpack(unfinished);
                Durable.move(unfinished, home);
            } finally {
                // There only if the disk is full or broken, and then not to be left behind by each attempt.
                Durable.discard(unfinished);
            }
        }
        return new Binaries(folder, log, prefix, home);
    }

    /** Deletes half-unpacked and older programs. Not before an orphan that may run from them has ended. */
    void deleteOthers() throws IOException {
        try (Stream<Path> all = Files.list(folder.runtime())) {
            all.filter(path -> !path.equals(home)).toList().forEach(Durable::discard);
        }
    }

    /** Runs a tool to its end, with this text as its input. */
    void run(String input, String program, String... arguments) throws IOException, InterruptedException {
        long start = log.end();
        Process process = command(List.of(), program, Arrays.asList(arguments)).start();
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.debug("{} has ended without reading its input; its exit code and output say why", program, e);
        }
        try {
            if (!process.waitFor(TOOL_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new EmbeddedDatabaseException(
                        "%s has not ended within %s: %s".formatted(program, TOOL_LIMIT, log.since(start)));
            }
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw new EmbeddedDatabaseException("%s failed (exit code %d): %s"
                    .formatted(program, process.exitValue(), explained(log.since(start))));
        }
    }

    /**
     * Starts the server program as our own child: we see its end at once, and where we are process 1, as in a
     * container, we are also the only one who can clear a dead child away. In a session of its own, because a Ctrl-C in
     * our terminal must reach only us: PostgreSQL ends after the connection pool. Where there is no setsid (macOS) it
     * ends at the same time, which costs requests in flight their answer, but no data.
     */
    Process startServer(List<String> arguments) throws IOException {
        List<String> wrapper = isOnPath("setsid") ? List.of("setsid") : List.of();
        Process process = command(wrapper, "postgres", arguments).start();
        process.getOutputStream().close();
        return process;
    }

    /** What a tool has said, with what it cannot know. */
    String explained(String said) {
        return folder.user().isRoot() && said.contains("Permission denied")
                ? "%s%n(PostgreSQL runs without root's rights: every folder above %s must let others pass.)"
                        .formatted(said, folder.root())
                : said;
    }

    private ProcessBuilder command(List<String> wrapper, String program, List<String> arguments) {
        List<String> words = new ArrayList<>(wrapper);
        words.addAll(prefix);
        words.add(home.resolve("bin").resolve(program).toString());
        words.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.directory(folder.root().toFile());
        builder.redirectErrorStream(true);
        builder.redirectOutput(log.append());
        clean(builder.environment());
        return builder;
    }

    /** Settings of the user's own PostgreSQL do not reach ours, and messages are in English: we look for some. */
    private static void clean(Map<String, String> environment) {
        environment.keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
        environment.put("LC_ALL", "C");
    }

    private static boolean isOnPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of(path.split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .anyMatch(entry -> Files.isExecutable(Path.of(entry, program)));
    }
}
