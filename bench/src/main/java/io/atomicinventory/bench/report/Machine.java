package io.atomicinventory.bench.report;

import io.atomicinventory.bench.postgres.Postgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/** Where a run was made, so that its figures can be compared with others, or not. */
public final class Machine {
    private static final String SETTINGS = """
            SELECT string_agg(name || ' = ' || current_setting(name), ', ' ORDER BY name)
            FROM pg_settings
            WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes', 'wal_sync_method', 'shared_buffers',
                           'max_wal_size', 'wal_compression', 'max_connections')""";

    private Machine() {}

    public static Map<String, String> describe(Postgres postgres) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put("CPU", processor());
        facts.put("memory", memory());
        facts.put(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        facts.put(
                "JDK",
                System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version") + ", at most "
                        + Runtime.getRuntime().maxMemory() / (1 << 20) + " MiB of heap");
        facts.put("disk of the temporary folder", disk());
        facts.putAll(database(postgres));
        facts.put("commit", commit());
        return facts;
    }

    private static Map<String, String> database(Postgres postgres) {
        Properties login = new Properties();
        login.put("user", postgres.admin().user());
        login.put("password", postgres.admin().password());
        try (Connection connection = DriverManager.getConnection(postgres.url(), login)) {
            Map<String, String> facts = new LinkedHashMap<>();
            facts.put("PostgreSQL", value(connection, "SELECT version()"));
            facts.put("its settings", value(connection, SETTINGS));
            facts.put("where it runs", postgres.postmaster().isPresent() ? "embedded, on this machine" : "by URL");
            return facts;
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private static String value(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? row.getString(1) : "";
        }
    }

    private static String processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse("unknown");
        } catch (IOException | UncheckedIOException e) {
            return "unknown";
        }
    }

    private static String memory() {
        var system = ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
        return system.getTotalMemorySize() / (1 << 20) + " MiB";
    }

    /** A file system in memory would make fsync a promise without a price. */
    private static String disk() {
        try {
            return Files.getFileStore(Path.of(System.getProperty("java.io.tmpdir")))
                    .type();
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static String commit() {
        String commit = git("rev-parse", "--short", "HEAD");
        if (commit.isEmpty()) {
            return "unknown";
        }
        return git("status", "--porcelain").isEmpty() ? commit : commit + ", with changes";
    }

    private static String git(String... arguments) {
        try {
            Process process = new ProcessBuilder(Stream.concat(Stream.of("git"), Stream.of(arguments))
                            .toList())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? output : "";
        } catch (IOException e) {
            return ""; // not from a clone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
