package io.atomicinventory.server.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A {@link CommittingServer} in a JVM of its own. */
final class ChildServer implements AutoCloseable {

    private static final long LIMIT_SECONDS = 120;

    private final Path folder;
    private final Process jvm;
    private final List<String> lines = new ArrayList<>();
    private final CompletableFuture<?> output;

    private ChildServer(Path folder, Process jvm) {
        this.folder = folder;
        this.jvm = jvm;
        this.output = CompletableFuture.runAsync(this::read);
    }

    static ChildServer start(Path folder) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(
                java,
                "-Xmx256m",
                // It lives for seconds: what a long life gains from a better compiler would come too late.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                CommittingServer.class.getName(),
                folder.toString());
        builder.redirectErrorStream(true);
        return new ChildServer(folder, builder.start());
    }

    long pid() {
        return jvm.pid();
    }

    void awaitCommits(int atLeast) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (committed().size() < atLeast) {
            if (System.nanoTime() - deadline > 0 || !jvm.isAlive()) {
                throw new AssertionError("The child has not committed enough: " + lines());
            }
            Thread.sleep(5);
        }
    }

    List<Long> committed() {
        return lines().stream()
                .filter(line -> line.startsWith(CommittingServer.COMMITTED) && line.endsWith(CommittingServer.END))
                .map(line -> Long.valueOf(line.substring(
                        CommittingServer.COMMITTED.length(), line.length() - CommittingServer.END.length())))
                .toList();
    }

    List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    ProcessHandle postmaster() throws IOException {
        return ProcessHandle.of(
                        PidFile.read(folder.resolve("postgres")).orElseThrow().pid())
                .orElseThrow();
    }

    void killJvm() throws Exception {
        // Through the handle: the process's own method would also close the stream that we still read.
        jvm.toHandle().destroyForcibly();
        awaitEnd();
    }

    /** The nearest to pulling the plug that a test can do: nothing of PostgreSQL can write any more, either. */
    void killAllAtOnce() throws Exception {
        ProcessHandle postmaster = postmaster();
        List<ProcessHandle> all =
                Stream.concat(postmaster.descendants(), Stream.of(postmaster)).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        killJvm();
    }

    /** Returns when the JVM has ended and all that it has printed is read. */
    void awaitEnd() throws Exception {
        jvm.waitFor();
        output.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        jvm.destroyForcibly();
    }

    private void read() {
        try (BufferedReader reader = jvm.inputReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
