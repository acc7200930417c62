package io.atomicinventory.server.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.testing.FreePort;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.ServerProcess;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged jar without the demo café, and a large file of stock on a heap that is small for it: some 400 bytes for
 * each row. {@code -Dimport.rows=N} for another size.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ImportAtScaleIT {
    private static final int ROWS = Integer.getInteger("import.rows", 200_000);
    private static final int CHUNK = 1_000;
    private static final String STORE = "/api/v1/stores/big";

    @TempDir
    private static Path folder;

    private static ServerProcess server;

    @BeforeAll
    static void start() {
        server = ServerProcess.start(folder, FreePort.find(), Map.of("INVENTORY_DEMO", "false"), "-Xmx128m");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    @Order(1)
    void withoutTheDemoTheCatalogueIsEmptyAndTheFirstStepIsShown() {
        assertThat(server.http().get("/api/v1/stores").json().path("items")).isEmpty();
        assertThat(server.output()).contains("Begin with a store");
    }

    @Test
    @Order(2)
    void I1_aLargeFileIsSavedOnASmallHeap_andOneErrorInItsLastRowSavesNothing() {
        Http http = server.http();
        assertThat(http.put(STORE, "{\"name\": \"Big\", \"timezone\": \"UTC\"}").status())
                .isEqualTo(201);

        Http.Answer refused = send(http, "big,last,Last,piece,1.00001,,\n");
        assertThat(refused.status()).as(refused.toString()).isEqualTo(400);
        assertThat(refused.json().path("errors")).hasSize(1);
        assertThat(refused.json().path("errors").get(0).path("line").asInt()).isEqualTo(ROWS + 2);
        assertThat(http.get(STORE + "/stock").json().path("items")).isEmpty();

        Http.Answer saved = send(http, "big,last,Last,piece,1.0001,,\n");
        assertThat(saved.status()).as(saved.toString()).isEqualTo(200);
        assertThat(Uploads.counts(saved)).containsExactly(ROWS + 1L, ROWS + 1L, 0L, 0L);
        assertThat(http.get(STORE + "/stock/last").json().path("quantity").asString())
                .isEqualTo("1.0001");
        assertThat(http.get(STORE + "/stock/item-" + (ROWS - 1))
                        .json()
                        .path("quantity")
                        .asString())
                .isEqualTo("12.5");
        assertThat(server.output()).doesNotContain("OutOfMemoryError");
    }

    private static Http.Answer send(Http http, String lastRow) {
        long begin = System.nanoTime();
        Http.Answer answer = Http.send(http.request("/api/v1/import/stock")
                .header("Content-Type", "text/csv")
                .timeout(Duration.ofMinutes(10))
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> file(lastRow))));
        System.out.printf("%d rows: %d ms%n", ROWS, (System.nanoTime() - begin) / 1_000_000);
        return answer;
    }

    /** Made while it is sent. */
    @SuppressWarnings("JdkObsolete") // what SequenceInputStream takes
    private static InputStream file(String lastRow) {
        Iterator<InputStream> chunks = IntStream.range(0, ROWS / CHUNK)
                .mapToObj(ImportAtScaleIT::chunk)
                .iterator();
        return new SequenceInputStream(Collections.enumeration(List.of(
                bytes(Uploads.STOCK + "\n"),
                new SequenceInputStream(new Enumeration<>() {
                    @Override
                    public boolean hasMoreElements() {
                        return chunks.hasNext();
                    }

                    @Override
                    public InputStream nextElement() {
                        return chunks.next();
                    }
                }),
                bytes(lastRow))));
    }

    private static InputStream chunk(int number) {
        StringBuilder rows = new StringBuilder();
        for (int i = number * CHUNK; i < (number + 1) * CHUNK; i++) {
            rows.append("big,item-").append(i).append(",Item number ").append(i).append(",piece,12.5,2,false\n");
        }
        return bytes(rows.toString());
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
