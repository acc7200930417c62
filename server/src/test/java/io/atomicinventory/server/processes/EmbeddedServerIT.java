package io.atomicinventory.server.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.server.testing.FreePort;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** The packaged jar on its embedded PostgreSQL, as a person starts it. */
class EmbeddedServerIT {
    private static final String STORE = "/api/v1/stores/cebu-main";

    @TempDir
    private Path folder;

    @Test
    void theFirstStartTellsWhatAPersonNeeds_andThePrintedCommandMakesASale() throws Exception {
        try (ServerProcess server = ServerProcess.start(folder, FreePort.find(), Map.of("INVENTORY_ADMIN_TOKEN", ""))) {
            Path token = folder.resolve("data/admin-token");
            String secret = Files.readString(token).strip();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token)))
                    .isEqualTo("rw-------");
            assertThat(server.output()).contains(":" + portOf(server), token.toString());
            // Standard output is a file here, and a file may be a log.
            assertThat(server.output()).doesNotContain(secret);

            Matcher command = Pattern.compile("curl (?:.*\\\\\\n)+.*").matcher(server.output());
            assertThat(command.find()).isTrue();
            assertThat(shell(command.group() + " -w ' %{http_code}'")).endsWith(" 201");
            assertThat(shell(command.group() + " -w ' %{http_code}'")).endsWith(" 200");

            Http http = Http.of(server.url(), secret);
            assertThat(http.get(STORE + "/stock/croissant")
                            .json()
                            .path("quantity")
                            .asInt())
                    .isEqualTo(139);
            Http.Answer trail = http.get(STORE + "/stock/croissant/movements");
            assertThat(trail.json().path("items").get(0).path("transactionId").asString())
                    .isEqualTo("txn-0001");
            assertThat(http.get("/api/v1/stores").json().path("items")).hasSize(3);
            assertThat(http.get("/api/v1/products").json().path("items")).hasSize(20);

            ServerProcess second = ServerProcess.launch(folder, FreePort.find(), Map.of());
            assertThat(second.await()).isNotZero();
            assertThat(second.output()).contains("Another Atomic Inventory is already running on");
        }
    }

    @Test
    void everyProductOfTheDemoSellsInEveryStore() {
        try (ServerProcess server = ServerProcess.start(folder, FreePort.find(), Map.of())) {
            Http http = server.http();
            List<String> refused = new ArrayList<>();
            http.get("/api/v1/stores")
                    .json()
                    .path("items")
                    .forEach(store -> http.get("/api/v1/products")
                            .json()
                            .path("items")
                            .forEach(product -> {
                                String id = store.path("storeId").asString() + "-"
                                        + product.path("productId").asString();
                                Http.Answer answer = http.key(id)
                                        .post(
                                                "/api/v1/stores/"
                                                        + store.path("storeId").asString() + "/deductions",
                                                sale(
                                                        id,
                                                        product.path("productId")
                                                                .asString()));
                                if (answer.status() != 201) {
                                    refused.add(answer.toString());
                                }
                            }));
            assertThat(refused).isEmpty();
        }
    }

    @Test
    void withoutTheDemoTheCatalogueIsEmptyAndTheFirstStepIsShown() {
        try (ServerProcess server = ServerProcess.start(folder, FreePort.find(), Map.of("INVENTORY_DEMO", "false"))) {
            assertThat(server.http().get("/api/v1/stores").json().path("items")).isEmpty();
            assertThat(server.output()).contains("Begin with a store");
        }
    }

    @Test
    void I7_nothingAcknowledgedIsLostWhenTheServerIsKilled() {
        survives(server -> server.kill());
    }

    @Test
    void I7_nothingAcknowledgedIsLostWhenPostgresIsKilledAndThenTheServer() {
        survives(server -> {
            killPostgres();
            server.kill();
        });
    }

    @Test
    void I7_nothingAcknowledgedIsLostWhenBothAreKilled() {
        survives(server -> {
            server.process().destroyForcibly();
            killPostgres();
            server.kill();
        });
    }

    @Test
    void I7_theServerGoesOnByItselfWhenPostgresAloneIsKilled() {
        try (ServerProcess server = ServerProcess.start(folder, FreePort.find(), Map.of())) {
            Http http = server.http();
            assertThat(http.key("before")
                            .post(STORE + "/deductions", sale("before", "latte"))
                            .status())
                    .isEqualTo(201);
            killPostgres();
            Http.Answer after = http.key("after").post(STORE + "/deductions", sale("after", "latte"));
            for (int i = 0; i < 20 && after.status() == 503; i++) {
                after = http.key("after").post(STORE + "/deductions", sale("after", "latte"));
            }
            assertThat(after.status()).as(after.toString()).isIn(200, 201);
            assertThat(http.get(STORE + "/deductions/before").status()).isEqualTo(200);
            assertBooksAreRight();
        }
    }

    /** Sells until the disaster; then starts again and looks for every sale that was acknowledged. */
    private void survives(Consumer<ServerProcess> disaster) {
        Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
        AtomicBoolean isOver = new AtomicBoolean();
        ServerProcess server = ServerProcess.start(folder, FreePort.find(), Map.of());
        List<Thread> tills = new ArrayList<>();
        for (int till = 0; till < 4; till++) {
            String name = "till-" + till;
            tills.add(Thread.ofPlatform().start(() -> sellUntil(isOver, server.http(), name, acknowledged)));
        }
        while (acknowledged.size() < 40) {
            Thread.onSpinWait();
        }
        disaster.accept(server);
        isOver.set(true);
        tills.forEach(EmbeddedServerIT::join);

        try (ServerProcess again = ServerProcess.start(folder, FreePort.find(), Map.of())) {
            for (String transactionId : acknowledged) {
                assertThat(again.http()
                                .get(STORE + "/deductions/" + transactionId)
                                .status())
                        .as(transactionId)
                        .isEqualTo(200);
            }
            assertThat(again.http()
                            .key("afterwards")
                            .post(STORE + "/deductions", sale("afterwards", "latte"))
                            .status())
                    .isEqualTo(201);
            assertBooksAreRight();
        }
    }

    private static void sellUntil(AtomicBoolean isOver, Http http, String till, Queue<String> acknowledged) {
        for (int i = 0; !isOver.get(); i++) {
            String id = till + "-" + i;
            try {
                int status = http.key(id)
                        .post(STORE + "/deductions", sale(id, "extra-shot"))
                        .status();
                if (status == 201) {
                    acknowledged.add(id);
                }
            } catch (UncheckedIOException e) {
                return; // the server is dead; what it had not answered counts as not acknowledged
            }
        }
    }

    private void killPostgres() {
        try {
            long pid = Long.parseLong(postmasterLine(0));
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String postmasterLine(int line) throws IOException {
        return Files.readAllLines(folder.resolve("data/postgres/postmaster.pid"))
                .get(line)
                .strip();
    }

    private void assertBooksAreRight() {
        try {
            // The owner's password is a new one at each start; that of the superuser stays in its file.
            PGSimpleDataSource superuser = new PGSimpleDataSource();
            superuser.setUrl("jdbc:postgresql://127.0.0.1:" + postmasterLine(3) + "/inventory");
            superuser.setUser("postgres");
            superuser.setPassword(
                    Files.readString(folder.resolve("data/postgres-password")).strip());
            assertThat(AtomicInventory.on(superuser).open().verifier().verify()).isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
