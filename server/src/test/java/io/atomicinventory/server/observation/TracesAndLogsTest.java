package io.atomicinventory.server.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.TestDatabase;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A server that writes its log as JSON and sends its traces somewhere. */
class TracesAndLogsTest {
    private static final String SALES = "/api/v1/stores/" + Cafe.CEBU + "/deductions";

    @TempDir
    private static Path folder;

    /** What has arrived at the collector, as it was sent. Texts are themselves in Protocol Buffers. */
    private static final Queue<String> EXPORTED = new ConcurrentLinkedQueue<>();

    private static TestDatabase database;
    private static HttpServer collector;
    private static TestServer server;
    private static Path log;

    @BeforeAll
    static void start() throws IOException {
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            EXPORTED.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        database = new TestDatabase();
        Cafe.open(database.engine());
        log = folder.resolve("server.log");
        server = TestServer.start(
                database,
                TracingSwitch.ENDPOINT + "=http://127.0.0.1:"
                        + collector.getAddress().getPort() + "/v1/traces",
                "management.tracing.sampling.probability=1",
                "management.opentelemetry.tracing.export.schedule-delay=50ms",
                // Not that of the tests.
                "logging.config=classpath:json-log.xml",
                "logging.file.name=" + log,
                "logging.structured.format.file=ecs",
                "logging.level.io.atomicinventory.server.deduction=DEBUG");
    }

    @AfterAll
    static void stop() {
        server.close();
        collector.stop(0);
        database.close();
        // Else the next server of this JVM would write there, too.
        List.of("LOG_FILE", "FILE_LOG_STRUCTURED_FORMAT").forEach(System::clearProperty);
    }

    private static String sale(String transaction, String product) {
        return "{\"transactionId\": \"" + transaction + "\", \"items\": [{\"productId\": \"" + product
                + "\", \"quantity\": 1}]}";
    }

    /** The line about a transaction, whole. */
    private static JsonNode line(String transaction) throws IOException {
        List<JsonNode> lines = Files.readAllLines(log).stream()
                .map(line -> Http.JSON.readTree(line))
                .filter(line -> line.path("transactionId").asString("").equals(transaction))
                .toList();
        assertThat(lines).as("lines about " + transaction).hasSize(1);
        return lines.getFirst();
    }

    @Test
    void theSpanOfASaleTellsStoreAndTransaction_andTheLogTheTrace() throws IOException {
        assertThat(server.http()
                        .key("key-1")
                        .post(SALES, sale("txn-1", "americano"))
                        .status())
                .isEqualTo(201);
        await().until(() -> EXPORTED.stream().anyMatch(export -> export.contains("txn-1")));
        String export = EXPORTED.stream()
                .filter(one -> one.contains("txn-1"))
                .findFirst()
                .orElseThrow();
        assertThat(export)
                .contains("inventory.store.id", Cafe.CEBU, "inventory.transaction.id", "atomic-inventory")
                .contains("http post /api/v1/stores/{storeId}/deductions")
                .doesNotContain(TestServer.TOKEN);

        JsonNode line = line("txn-1");
        assertThat(line.path("log").path("level").asString()).isEqualTo("DEBUG");
        assertThat(line.path("message").asString()).isEqualTo("Sold");
        assertThat(line.path("storeId").asString()).isEqualTo(Cafe.CEBU);
        assertThat(line.path("idempotencyKey").asString()).isEqualTo("key-1");
        assertThat(line.path("requestId").asString()).matches("[0-9a-f]{16}");
        assertThat(line.path("traceId").asString()).matches("[0-9a-f]{32}");
    }

    @Test
    void whatSomebodyHasToMendIsToldByDefault_andEachSaleOfABatchByItself() throws IOException {
        String batch = "{\"deductions\": [{\"idempotencyKey\": \"key-2\", "
                + sale("txn-2", "ghost").substring(1) + ", {\"idempotencyKey\": \"key-3\", "
                + sale("txn-3", "americano").substring(1) + "]}";
        assertThat(server.http().post(SALES + "/batch", batch).status()).isEqualTo(200);
        assertThat(line("txn-2").path("log").path("level").asString()).isEqualTo("INFO");
        assertThat(line("txn-2").path("message").asString()).startsWith("Refused, unknown-product: ");
        assertThat(line("txn-2").path("idempotencyKey").asString()).isEqualTo("key-2");
        assertThat(line("txn-3").path("message").asString()).isEqualTo("Sold");
        assertThat(line("txn-3").path("idempotencyKey").asString()).isEqualTo("key-3");
    }

    @Test
    void nobodyWritesALineOfTheLogThroughAnId() throws IOException {
        String forged = "txn-4\\n2026-01-01 ERROR forged";
        assertThat(server.http()
                        .key("key-4")
                        .post(SALES, sale(forged, "americano"))
                        .status())
                .isEqualTo(400);
        assertThat(server.http()
                        .key("key-5")
                        .post("/api/v1/stores/a%20ERROR%20forged/deductions", sale("txn-5", "ghost"))
                        .status())
                .isGreaterThanOrEqualTo(400);
        assertThat(Files.readString(log)).doesNotContain("forged");
    }
}
