package io.atomicinventory.bench;

import io.atomicinventory.bench.postgres.EmbeddedServer;
import io.atomicinventory.bench.postgres.Postgres;
import io.atomicinventory.bench.report.Machine;
import io.atomicinventory.bench.report.ReportFolder;
import io.atomicinventory.bench.report.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all modes have in common: which PostgreSQL, how often, and where the report goes. */
final class RunOptions {
    @Option(
            names = "--url",
            description = "JDBC URL of a PostgreSQL to measure, of a database that may be connected to while others are"
                    + " made; its user needs CREATEDB, CREATEROLE and pg_checkpoint. Without it an embedded one is"
                    + " started in a temporary folder.")
    private @Nullable String url;

    @Option(names = "--user", description = "Its user.", defaultValue = "postgres")
    private String user = "postgres";

    @Option(names = "--password", description = "Its password.", defaultValue = "")
    private String password = "";

    @Option(
            names = "--repetitions",
            description = "How often everything is measured (default: ${DEFAULT-VALUE}).",
            defaultValue = "3")
    private int repetitions = 3;

    @Option(
            names = "--results",
            description = "Folder for the reports (default: ${DEFAULT-VALUE}).",
            defaultValue = "results")
    private Path results = Path.of("results");

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    int repetitions() {
        return repetitions;
    }

    Postgres postgres() {
        if (url == null) {
            return EmbeddedServer.start();
        }
        Postgres.Login login = new Postgres.Login(user, password);
        return new Postgres(url, login, login, OptionalLong.empty(), () -> {});
    }

    ReportFolder folder(String mode) throws IOException {
        return ReportFolder.create(results, mode);
    }

    Run describe(Postgres postgres) {
        return new Run(
                "mvn -q test-compile exec:exec -pl bench -am -Dbench=\"" + arguments() + "\"",
                Machine.describe(postgres));
    }

    /** Without the password. */
    private String arguments() {
        List<String> given = command == null
                ? List.of()
                : command.root().commandLine().getParseResult().originalArgs();
        return String.join(" ", given).replaceAll("--password[= ]\\S+", "--password=…");
    }

    /** Whether a person looks at the terminal. A JDK of 22 or later tells with {@code -Djdk.console=java.base}. */
    @SuppressWarnings("SystemConsoleNull")
    static boolean isWatched() {
        return System.console() != null;
    }
}
