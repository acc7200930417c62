package io.atomicinventory.device.processes;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A till that is a process of its own, and is killed. When it comes back it first sells again what it does not know of. */
final class TillProcess implements AutoCloseable {
    private static final int LONGEST_SECONDS = 120;

    private final String url;
    private final Path file;
    private final String device;
    private final int sales;
    private final int pauseMillis;

    /** What it was told, by number; never forgotten, whatever becomes of the process. */
    private final Map<Integer, String> told = new ConcurrentSkipListMap<>();

    private volatile int begun = -1;
    private @Nullable Process process;
    private @Nullable Thread listener;

    TillProcess(String url, Path file, String device, int sales, int pauseMillis) {
        this.url = url;
        this.file = file;
        this.device = device;
        this.sales = sales;
        this.pauseMillis = pauseMillis;
    }

    /** Of the same file. */
    TillProcess thatOnlySends() {
        return new TillProcess(url, file, device, 0, 0);
    }

    TillProcess start() {
        try {
            Process started = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-Xmx64m",
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            SellingTill.class.getName(),
                            url,
                            file.toString(),
                            device,
                            Integer.toString(Math.max(0, begun)),
                            Integer.toString(sales),
                            Integer.toString(pauseMillis))
                    .redirectError(file.resolveSibling(device + ".log").toFile())
                    .start();
            process = started;
            listener = Thread.ofVirtual().start(() -> listen(started));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void listen(Process started) {
        try (BufferedReader lines = started.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int number = Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1));
                if (line.startsWith("begins")) {
                    begun = number;
                } else {
                    told.put(number, line.substring(0, line.lastIndexOf(' ')));
                }
            }
        } catch (IOException e) {
            // It was killed while it spoke: half a line was not said.
        }
    }

    String device() {
        return device;
    }

    Path file() {
        return file;
    }

    /** By the number of the sale. */
    Map<Integer, String> told() {
        return told;
    }

    /** How many were begun, whatever became of them. */
    int begun() {
        return begun + 1;
    }

    boolean hasSoldAll() {
        return told.size() == sales;
    }

    /** kill -9; all that it said before is heard. */
    void kill() {
        Process killed = Objects.requireNonNull(process);
        // By its handle: the process itself would close what it said and nobody has read yet.
        killed.toHandle().destroyForcibly();
        await(killed);
    }

    /** Returns when it has sent everything. */
    void finish() throws IOException {
        Process ending = Objects.requireNonNull(process);
        ending.getOutputStream().close();
        await(ending);
        if (ending.exitValue() != 0) {
            throw new IllegalStateException(device + " failed: see " + device + ".log");
        }
    }

    private void await(Process ending) {
        try {
            if (!ending.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(device + " does not end");
            }
            Objects.requireNonNull(listener).join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
