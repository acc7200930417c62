package io.atomicinventory.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The folder of one run, named by its date (UTC) and mode. */
public record ReportFolder(Path path) {
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss");

    public static ReportFolder create(Path results, String mode) throws IOException {
        String name = LocalDateTime.now(ZoneOffset.UTC).format(NAME) + "-" + mode;
        return new ReportFolder(Files.createDirectories(results.resolve(name)));
    }

    /** @return the report */
    public Path write(String markdown) throws IOException {
        return Files.writeString(path.resolve("report.md"), markdown);
    }
}
