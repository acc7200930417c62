package io.atomicinventory.bench.http;

import io.atomicinventory.bench.postgres.BenchDatabase;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** The server's jar as a process of its own, as an operator starts it. */
final class PackagedServer implements AutoCloseable {
    private static final Duration LONGEST_START = Duration.ofMinutes(2);

    private final Process process;
    private final Path output;
    private final String url;
    private final String token;

    private PackagedServer(Process process, Path output, String url, String token) {
        this.process = process;
        this.output = output;
        this.url = url;
        this.token = token;
    }

    /** @param jar of the server, packaged */
    static PackagedServer start(Path jar, BenchDatabase database) throws IOException, InterruptedException {
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException("the server is not packaged: " + jar + " is missing");
        }
        int port = freePort();
        String token = UUID.randomUUID().toString();
        Path folder = Files.createTempDirectory("atomic-inventory-bench-server");
        Path output = folder.resolve("server.out");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-jar",
                        jar.toAbsolutePath().toString()))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment()
                .putAll(Map.of(
                        "SERVER_PORT", Integer.toString(port),
                        "INVENTORY_ADMIN_TOKEN", token,
                        // All load comes with one token.
                        "INVENTORY_LIMITS_TOKEN", "0",
                        "INVENTORY_DATABASE_URL", database.url(),
                        "INVENTORY_DATABASE_USER", database.postgres().owner().user(),
                        "INVENTORY_DATABASE_PASSWORD",
                                database.postgres().owner().password()));
        PackagedServer server = new PackagedServer(builder.start(), output, "http://127.0.0.1:" + port, token);
        server.awaitReady();
        return server;
    }

    Wrk.Target target(String storeId, String product) {
        return new Wrk.Target(url + "/api/v1/stores/" + storeId + "/deductions", token, product);
    }

    String url() {
        return url;
    }

    String token() {
        return token;
    }

    private void awaitReady() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LONGEST_START.toNanos();
        while (!Files.readString(output).contains("Atomic Inventory is ready")) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                String printed = Files.readString(output);
                close();
                throw new IllegalStateException("the server did not start: " + printed);
            }
            Thread.sleep(100);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** As Ctrl-C does, and harder where that does not help. */
    @Override
    public void close() {
        process.destroy();
        process.onExit().completeOnTimeout(process, 1, TimeUnit.MINUTES).join();
        process.destroyForcibly();
        // All that the server leaves, on a database of somebody else, is what it has printed.
        File folder = output.toFile().getParentFile();
        if (!output.toFile().delete() || !folder.delete()) {
            folder.deleteOnExit();
        }
    }
}
