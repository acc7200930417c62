package io.atomicinventory.server.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.server.testing.FreePort;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import tools.jackson.databind.JsonNode;

/**
 * The packaged jar on its embedded PostgreSQL, as a person starts it. All on one folder: each test also goes on with what
 * the others and their disasters have left.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EmbeddedServerIT {
    private static final Map<String, String> ENVIRONMENT = Map.of("INVENTORY_ADMIN_TOKEN", "");

    private static final Duration LONGEST_RETURN = Duration.ofMinutes(1);

    @TempDir
    private static Path folder;

    private static ServerProcess server;

    @BeforeEach
    void startUnlessItRuns() {
        if (server == null || !server.process().isAlive()) {
            server = start();
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static ServerProcess start() {
        return ServerProcess.start(folder, FreePort.find(), ENVIRONMENT);
    }

    private static Http http() {
        return Http.of(server.url(), read("admin-token"));
    }

    private static String root(String store) {
        return "/api/v1/stores/" + store;
    }

    @Test
    @Order(1)
    void theFirstStartTellsWhatAPersonNeeds_andThePrintedCommandMakesASale() throws Exception {
        Path token = folder.resolve("data/admin-token");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token)))
                .isEqualTo("rw-------");
        assertThat(server.output()).contains(":" + portOf(server), token.toString());
        // Standard output is a file here, and a file may be a log.
        assertThat(server.output()).doesNotContain(read("admin-token"));

        Matcher command = Pattern.compile("curl (?:.*\\\\\\n)+.*").matcher(server.output());
        assertThat(command.find()).isTrue();
        assertThat(shell(command.group() + " -w ' %{http_code}'")).endsWith(" 201");
        assertThat(shell(command.group() + " -w ' %{http_code}'")).endsWith(" 200");

        assertThat(http().get(root("cebu-main") + "/stock/croissant")
                        .json()
                        .path("quantity")
                        .asInt())
                .isEqualTo(139);
        Http.Answer trail = http().get(root("cebu-main") + "/stock/croissant/movements");
        assertThat(trail.json().path("items").get(0).path("transactionId").asString())
                .isEqualTo("txn-0001");
        assertThat(http().get("/api/v1/stores").json().path("items")).hasSize(3);
        assertThat(http().get("/api/v1/products").json().path("items")).hasSize(20);

        ServerProcess second = ServerProcess.launch(folder, FreePort.find(), Map.of());
        assertThat(second.await()).isNotZero();
        assertThat(second.output()).contains("Another Atomic Inventory is already running on");
    }

    @Test
    void everyProductOfTheDemoSellsInEveryStore() {
        List<String> refused = new ArrayList<>();
        for (JsonNode store : http().get("/api/v1/stores").json().path("items")) {
            for (JsonNode product : http().get("/api/v1/products").json().path("items")) {
                String storeId = store.path("storeId").asString();
                String productId = product.path("productId").asString();
                String id = storeId + "-" + productId;
                Http.Answer answer = http().key(id).post(root(storeId) + "/deductions", sale(id, productId));
                if (answer.status() != 201) {
                    refused.add(answer.toString());
                }
            }
        }
        assertThat(refused).isEmpty();
    }

    @Test
    void I7_nothingAcknowledgedIsLostWhenTheServerIsKilled() {
        survives("cebu-main", () -> server.kill());
    }

    @Test
    void I7_nothingAcknowledgedIsLostWhenPostgresIsKilledAndThenTheServer() {
        survives("cebu-it-park", () -> {
            killPostgres();
            server.kill();
        });
    }

    @Test
    void I7_nothingAcknowledgedIsLostWhenBothAreKilled() {
        survives("mandaue", () -> {
            server.process().destroyForcibly();
            killPostgres();
            server.kill();
        });
    }

    @Test
    void I7_theServerGoesOnByItselfWhenPostgresAloneIsKilled() {
        String sales = root("cebu-main") + "/deductions";
        Http http = http();
        assertThat(http.key("before").post(sales, sale("before", "latte")).status())
                .isEqualTo(201);
        String killed = postmasterLine(0);
        killPostgres();
        // A session may outlive PostgreSQL for a moment and still answer this one.
        await().atMost(LONGEST_RETURN)
                .until(
                        () -> http.key("after")
                                .post(sales, sale("after", "latte"))
                                .status(),
                        status -> status != 503);
        await().atMost(LONGEST_RETURN)
                .ignoreExceptions()
                .until(() -> !postmasterLine(0).equals(killed));
        // Connections of before may still lie in the pool, and each is noticed by the request that gets it.
        await().atMost(LONGEST_RETURN).until(() -> http.get(sales + "/before").status(), status -> status == 200);
        await().atMost(LONGEST_RETURN)
                .until(
                        () -> http.key("after")
                                .post(sales, sale("after", "latte"))
                                .status(),
                        status -> status == 200);
        assertBooksAreRight();
    }

    /** Last, since it leaves no server behind. */
    @Test
    @Order(Integer.MAX_VALUE)
    void I7_aServerThatIsToldToEndAnswersWhatIsUnderWayFirst() throws Exception {
        String sales = root("cebu-main") + "/deductions";
        Http http = http();
        try (ExecutorService till = Executors.newSingleThreadExecutor();
                Connection somebody = superuser().getConnection();
                Statement statement = somebody.createStatement()) {
            somebody.setAutoCommit(false);
            statement.execute("SELECT quantity FROM inventory_stock WHERE store_id = 'cebu-main' FOR UPDATE");
            Future<Http.Answer> sale = till.submit(() -> http.key("last").post(sales, sale("last", "latte")));
            await().until(() -> isAnybodyWaiting(statement));
            server.process().destroy(); // SIGTERM
            await().until(() -> isRefusingConnections());
            assertThat(server.process().isAlive()).isTrue();
            assertThat(sale).isNotDone();
            somebody.rollback();
            assertThat(sale.get().status()).as(sale.get().toString()).isEqualTo(201);
        }
        assertThat(server.await()).isEqualTo(143);
    }

    private static boolean isAnybodyWaiting(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT EXISTS (SELECT FROM pg_stat_activity"
                + " WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid)))")) {
            return row.next() && row.getBoolean(1);
        }
    }

    private static boolean isRefusingConnections() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(portOf(server)))) {
            return !socket.isConnected();
        } catch (IOException e) {
            return true;
        }
    }

    /**
     * Sells until the disaster; then starts again and looks for every sale that was acknowledged.
     *
     * @param store one that no other disaster has emptied
     */
    private static void survives(String store, Runnable disaster) {
        String sales = root(store) + "/deductions";
        Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
        AtomicBoolean isOver = new AtomicBoolean();
        Http http = http();
        List<Thread> tills = new ArrayList<>();
        for (int till = 0; till < 4; till++) {
            String name = store + "-till-" + till;
            tills.add(Thread.ofPlatform().start(() -> sellUntil(isOver, http, sales, name, acknowledged)));
        }
        while (acknowledged.size() < 40) {
            Thread.onSpinWait();
        }
        disaster.run();
        isOver.set(true);
        tills.forEach(EmbeddedServerIT::join);

        server = start();
        for (String transactionId : acknowledged) {
            assertThat(http().get(sales + "/" + transactionId).status())
                    .as(transactionId)
                    .isEqualTo(200);
        }
        assertThat(http().key("afterwards")
                        .post(sales, sale("afterwards", "latte"))
                        .status())
                .isEqualTo(201);
        assertBooksAreRight();
    }

    private static void sellUntil(
            AtomicBoolean isOver, Http http, String sales, String till, Queue<String> acknowledged) {
        for (int i = 0; !isOver.get(); i++) {
            String id = till + "-" + i;
            try {
                if (http.key(id).post(sales, sale(id, "extra-shot")).status() == 201) {
                    acknowledged.add(id);
                }
            } catch (UncheckedIOException e) {
                return; // the server is dead; what it had not answered counts as not acknowledged
            }
        }
    }

    private static void killPostgres() {
        ProcessHandle.of(Long.parseLong(postmasterLine(0))).ifPresent(ProcessHandle::destroyForcibly);
    }

    private static String postmasterLine(int line) {
        return read("postgres/postmaster.pid").lines().toList().get(line).strip();
    }

    /** A file of the data folder. */
    private static String read(String file) {
        try {
            return Files.readString(folder.resolve("data").resolve(file)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertBooksAreRight() {
        assertThat(AtomicInventory.on(superuser()).open().verifier().verify()).isEmpty();
    }

    private static DataSource superuser() {
        // The owner's password is a new one at each start; that of the superuser stays in its file.
        PGSimpleDataSource superuser = new PGSimpleDataSource();
        superuser.setUrl("jdbc:postgresql://127.0.0.1:" + postmasterLine(3) + "/inventory");
        superuser.setUser("postgres");
        superuser.setPassword(read("postgres-password"));
        return superuser;
    }

    private static String sale(String transactionId, String productId) {
        return "{\"transactionId\": \"" + transactionId + "\", \"items\": [{\"productId\": \"" + productId
                + "\", \"quantity\": 1}]}";
    }

    private static String portOf(ServerProcess server) {
        return server.url().substring(server.url().lastIndexOf(':') + 1);
    }

    private static String shell(String command) throws Exception {
        Process process = new ProcessBuilder("bash", "-c", command)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
