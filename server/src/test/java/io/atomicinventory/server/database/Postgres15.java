package io.atomicinventory.server.database;

import io.atomicinventory.server.testing.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The oldest PostgreSQL that is supported, where the machine has it installed: an empty cluster in a folder. */
final class Postgres15 implements AutoCloseable {
    static final String SUPERUSER = "postgres";
    private static final Path PROGRAMS = Path.of("/usr/lib/postgresql/15/bin");

    private final Path folder;
    private final int port = FreePort.find();

    private Postgres15(Path folder) {
        this.folder = folder;
    }

    static boolean isInstalled() {
        return Files.isExecutable(PROGRAMS.resolve("initdb"));
    }

    static Postgres15 start(Path folder) throws IOException {
        Postgres15 postgres = new Postgres15(folder);
        postgres.run("initdb", "-D", postgres.cluster(), "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C");
        postgres.run(
                "pg_ctl",
                "-D",
                postgres.cluster(),
                "-l",
                folder.resolve("postgres.log").toString(),
                "-o",
                "-p " + postgres.port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=''",
                "-w",
                "start");
        return postgres;
    }

    String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    private String cluster() {
        return folder.resolve("cluster").toString();
    }

    @Override
    public void close() throws IOException {
        run("pg_ctl", "-D", cluster(), "-m", "immediate", "-w", "stop");
    }

    /** PostgreSQL does not run as root; in a user namespace of its own nobody is. */
    private void run(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(PROGRAMS.resolve(program).toString());
        command.addAll(List.of(arguments));
        Path output = folder.resolve(program + ".out");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (process.waitFor(2, TimeUnit.MINUTES) && process.exitValue() == 0) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        throw new IllegalStateException(program + ": " + Files.readString(output));
    }
}
