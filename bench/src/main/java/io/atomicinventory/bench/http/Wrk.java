package io.atomicinventory.bench.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** The load generator, a program of its own. */
final class Wrk {
    private static final String THREADS = "2";
    private static final String TIMEOUT = "30s";
    private static final int FIELDS = 7;

    private final Path script;

    private Wrk(Path script) {
        this.script = script;
    }

    static Wrk find() throws IOException, InterruptedException {
        try {
            new ProcessBuilder("wrk", "-v")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new IllegalStateException("wrk is missing: install it (apt-get install wrk, brew install wrk)", e);
        }
        Path script = Files.createTempFile("atomic-inventory-bench", ".lua");
        script.toFile().deleteOnExit();
        try (InputStream lua = Objects.requireNonNull(Wrk.class.getResourceAsStream("sales.lua"))) {
            Files.write(script, lua.readAllBytes());
        }
        return new Wrk(script);
    }

    /**
     * @param sales answered in the whole run, at its rate
     * @param errors answers that are not 2xx or 3xx, and connections that failed
     */
    record Result(double salesPerSecond, long sales, long errors, double p50Millis, double p99Millis) {}

    /**
     * @param name of the run: no two on a database have the same
     * @param batch sales in one request
     */
    Result run(Target target, int connections, Duration duration, String name, int batch)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        "wrk",
                        "-t" + THREADS,
                        "-c" + connections,
                        "-d" + Math.max(1, duration.toSeconds()) + "s",
                        "--timeout",
                        TIMEOUT,
                        "-H",
                        "Authorization: Bearer " + target.token(),
                        "-s",
                        script.toString(),
                        target.url() + (batch == 1 ? "" : "/batch"),
                        "--",
                        name,
                        Integer.toString(batch),
                        target.product()))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("wrk failed: " + output);
        }
        return result(output, batch);
    }

    /** @param url of the store's deductions */
    record Target(String url, String token, String product) {}

    static Result result(String output, int batch) {
        List<String> fields = output.lines()
                .filter(line -> line.startsWith("RESULT "))
                .findFirst()
                .map(line -> List.of(line.split(" ")))
                .orElse(List.of());
        if (fields.size() != FIELDS) {
            throw new IllegalStateException("wrk said something else: " + output);
        }
        long sales = Long.parseLong(fields.get(1)) * batch;
        return new Result(
                sales * 1e6 / Long.parseLong(fields.get(2)),
                sales,
                Long.parseLong(fields.get(3)) + Long.parseLong(fields.get(4)),
                Double.parseDouble(fields.get(5)) / 1e3,
                Double.parseDouble(fields.get(6)) / 1e3);
    }
}
