package io.atomicinventory.server.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The packaged jar as a process of its own, as an operator starts it; it can be killed. */
public final class ServerProcess implements AutoCloseable {
    /** What the servers print stays here until the next build: it is looked through for secrets. */
    public static final Path LOGS = Path.of("target", "server-logs");

    private static final Duration LONGEST_START = Duration.ofMinutes(3);

    private final Process process;
    private final int port;
    private final Path output;

    private ServerProcess(Process process, int port, Path output) {
        this.process = process;
        this.port = port;
        this.output = output;
    }

    /**
     * Starts it in a folder, without waiting until it is ready.
     *
     * @param jvmOptions such as {@code -Xmx256m}, in place of the 512 MB it has otherwise
     */
    public static ServerProcess launch(Path folder, int port, Map<String, String> environment, String... jvmOptions) {
        try {
            Files.createDirectories(LOGS);
            Path output = Files.createTempFile(LOGS, "server-", ".out").toAbsolutePath();
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.add("-Xmx512m");
            // It lives for seconds: what a long life gains from a better compiler would come too late.
            command.add("-XX:TieredStopAtLevel=1");
            command.add("-XX:+UseSerialGC");
            command.addAll(List.of(jvmOptions));
            command.add("-jar");
            command.add(jar().toString());
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            Map<String, String> all = new LinkedHashMap<>(environment);
            all.put("SERVER_PORT", Integer.toString(port));
            all.putIfAbsent("INVENTORY_ADMIN_TOKEN", TestServer.TOKEN);
            // Tests send what they send as fast as they can.
            all.putIfAbsent("INVENTORY_LIMITS_TOKEN", "0");
            all.putIfAbsent("INVENTORY_LIMITS_ADDRESS", "0");
            builder.environment().putAll(all);
            return new ServerProcess(builder.start(), port, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static ServerProcess start(Path folder, int port, Map<String, String> environment, String... jvmOptions) {
        return launch(folder, port, environment, jvmOptions).awaitReady();
    }

    public ServerProcess awaitReady() {
        long deadline = System.nanoTime() + LONGEST_START.toNanos();
        while (System.nanoTime() < deadline) {
            if (!process.isAlive()) {
                throw new IllegalStateException("the server ended: " + output());
            }
            if (output().contains("Atomic Inventory is ready")) {
                return this;
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
        throw new IllegalStateException("the server did not start: " + output());
    }

    /** What it has printed so far. */
    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Process process() {
        return process;
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public Http http() {
        return Http.of(url(), TestServer.TOKEN);
    }

    /** kill -9 */
    public void kill() {
        process.destroyForcibly();
        await();
    }

    /** As Ctrl-C does. */
    @Override
    public void close() {
        process.destroy();
        await();
    }

    public int await() {
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException("the server did not end: " + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The packaged server, also for the tests of other modules. */
    public static Path jar() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("..", "server", "target"))) {
            return files.filter(file -> file.getFileName().toString().matches("server-[0-9.]+\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("package the server first: mvn verify"))
                    .toAbsolutePath();
        }
    }
}
