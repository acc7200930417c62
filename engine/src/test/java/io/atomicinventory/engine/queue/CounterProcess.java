package io.atomicinventory.engine.queue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.atomicinventory.engine.testing.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A node in a JVM of its own: each command is a line of its input, each answer one of its output. */
final class CounterProcess implements CounterNode {
    private static final String FORGET = "forget";

    private final TestDatabase database;
    private Process jvm;

    private CounterProcess(TestDatabase database) throws IOException {
        this.database = database;
        this.jvm = start(database);
    }

    /** Returns at once: the first command waits until it is ready. */
    static CounterProcess on(TestDatabase database) throws IOException {
        return new CounterProcess(database);
    }

    private static Process start(TestDatabase database) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CounterProcess.class.getName(),
                        database.jdbcUrl())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Override
    public String answer(String command) throws IOException {
        Writer commands = jvm.outputWriter();
        commands.write(command + "\n");
        commands.flush();
        String answer = jvm.inputReader().readLine();
        if (answer == null) {
            throw new AssertionError("the other process ended at: " + command);
        }
        return answer;
    }

    /** A new engine in the same process, for a database that was cleared: a row has had each version before. */
    void forget() throws IOException {
        answer(FORGET);
    }

    /** As {@code kill -9} does. */
    @Override
    public void restart() throws IOException {
        close();
        jvm = start(database);
    }

    @Override
    public void close() {
        jvm.destroyForcibly().onExit().join();
    }

    @Override
    public String toString() {
        return "elsewhere";
    }

    /**
     * Until its input ends.
     *
     * @param arguments the database's address
     */
    public static void main(String... arguments) throws Exception {
        PrintStream answers = System.out;
        System.setOut(System.err); // what is logged is no answer
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(arguments[0]);
        config.setUsername(TestDatabase.OWNER);
        config.setPassword(TestDatabase.PASSWORD);
        config.setMaximumPoolSize(8);
        try (HikariDataSource pool = new HikariDataSource(config);
                CounterNode node = CounterNode.here(pool);
                BufferedReader commands =
                        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                if (line.equals(FORGET)) {
                    node.restart();
                    answers.println("forgotten");
                } else {
                    answers.println(node.answer(line));
                }
            }
        }
    }
}
