package io.atomicinventory.engine.deduction;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.deduction.CompensationOutcome.Compensated;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.Storekeeper;
import io.atomicinventory.engine.testing.TestDatabase;
import io.atomicinventory.engine.testing.Together;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A node in a JVM of its own, of which sixteen callers void the sales {@code t0}, {@code t1}, ... as soon as they are
 * told to.
 */
final class VoidingNode implements AutoCloseable {
    private static final int CALLERS = 16;
    private static final List<String> LINES = List.of("croissant", "cream", "caramel", "wax-paper");
    private static final String READY = "ready";

    private final Process jvm;
    private final BufferedReader output;

    private VoidingNode(Process jvm) {
        this.jvm = jvm;
        this.output = jvm.inputReader();
    }

    /** Returns when it is ready. */
    static VoidingNode start(TestDatabase database, String name, int sales) throws IOException {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        // It lives for seconds: what a long life gains from a better compiler would come too late.
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        VoidingNode.class.getName(),
                        database.jdbcUrl(),
                        name,
                        Integer.toString(sales))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        VoidingNode node = new VoidingNode(jvm);
        node.lineWith(READY);
        return node;
    }

    void go() throws IOException {
        try (Writer input = jvm.outputWriter()) {
            input.write("go\n");
        }
    }

    /** What it has given back of all stock rows together, when it is done. */
    BigDecimal givenBack() throws Exception {
        String line = lineWith("given back ");
        if (!jvm.waitFor(1, TimeUnit.MINUTES) || jvm.exitValue() != 0) {
            throw new AssertionError("the other process did not end well");
        }
        return new BigDecimal(line.substring("given back ".length()));
    }

    private String lineWith(String beginning) throws IOException {
        StringBuilder before = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(beginning)) {
                return line;
            }
            before.append(line).append('\n');
        }
        throw new AssertionError("the other process ended without \"" + beginning + "\":\n" + before);
    }

    @Override
    public void close() {
        jvm.destroyForcibly();
    }

    /** @param arguments the database, the name of this node, and how many sales there are */
    public static void main(String... arguments) throws Exception {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(arguments[0]);
        config.setUsername(TestDatabase.OWNER);
        config.setPassword(TestDatabase.PASSWORD);
        config.setMaximumPoolSize(8);
        try (HikariDataSource pool = new HikariDataSource(config);
                AtomicInventory engine = AtomicInventory.on(pool).open()) {
            Storekeeper cebu = new Storekeeper(engine, Cafe.CEBU);
            for (int i = 0; i < 20; i++) { // a JVM that is warm takes part from the first sale on
                cebu.giveBack("nothing", "warm-" + i);
            }
            System.out.println(READY);
            BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            if (!"go".equals(input.readLine())) {
                throw new IllegalStateException("nobody said go");
            }
            System.out.println("given back " + giveBackAll(engine, arguments[1], Integer.parseInt(arguments[2])));
        }
    }

    /**
     * First each caller gives back a little of each sale, and then whatever he can.
     *
     * @return what they have given back of all stock rows together
     */
    static BigDecimal giveBackAll(AtomicInventory engine, String name, int sales) throws Exception {
        Storekeeper cebu = new Storekeeper(engine, Cafe.CEBU);
        return Together.call(CALLERS, caller -> () -> {
                    BigDecimal sum = BigDecimal.ZERO;
                    for (int sale = 0; sale < sales; sale++) {
                        String key = "t" + sale + "-" + name + "-some-" + caller;
                        sum = sum.add(givenBack(cebu.giveBack("t" + sale, key, line(caller, "0.1"))));
                    }
                    for (int sale = 0; sale < sales; sale++) {
                        sum = sum.add(giveBackOnce(cebu, "t" + sale, name, caller));
                    }
                    return sum;
                })
                .stream()
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /**
     * One void of a sale: of all that is left, of some of one line, or of all that is left under a key that others use
     * at the same time.
     *
     * @return what it gave back of all stock rows together; nothing where another had done it
     */
    static BigDecimal giveBackOnce(Storekeeper cebu, String sale, String name, int caller) {
        String key = sale + "-" + name + "-" + caller;
        return givenBack(
                switch (caller % 8) {
                    case 5 -> cebu.giveBackAsWaste(sale, key);
                    case 6 -> cebu.giveBack(sale, key);
                    case 7 -> cebu.giveBack(sale, sale + "-" + name + "-same");
                    default -> cebu.giveBack(sale, key, line(caller / 8, "0.75"), line(1, "0.5"));
                });
    }

    private static CompensationRequest.Line line(int number, String quantity) {
        Disposition disposition = number % 2 == 0 ? Disposition.RESTOCK : Disposition.WASTE;
        return Storekeeper.line(LINES.get(number % LINES.size()), quantity, disposition);
    }

    private static BigDecimal givenBack(CompensationOutcome outcome) {
        Compensated compensated = (Compensated) outcome;
        return compensated.replayed()
                ? BigDecimal.ZERO
                : compensated.restored().stream()
                        .map(RestoredItem::quantityRestored)
                        .reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
