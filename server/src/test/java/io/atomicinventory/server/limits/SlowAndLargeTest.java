package io.atomicinventory.server.limits;

import static io.atomicinventory.server.testing.Problems.requireBody;
import static io.atomicinventory.server.testing.Problems.requireProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.RawHttp;
import io.atomicinventory.server.testing.RawRequest;
import io.atomicinventory.server.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Limits that are lower than usual hold, and a slow client loses its connection however steadily it drips. */
class SlowAndLargeTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static final String STORE = "/api/v1/stores/new";
    private static final String GOOD = "{\"name\": \"New\", \"timezone\": \"UTC\"}";
    /** Without the limits a drip would go on for as long as this. */
    private static final Duration DRIPS_FOR = Duration.ofSeconds(30);

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(
                SERVER.database(),
                "inventory.limits.body=1KB",
                "inventory.limits.csv=1MB",
                "inventory.limits.depth=8",
                "inventory.limits.head-time=500ms",
                "inventory.limits.body-time=500ms",
                "inventory.limits.csv-time=500ms",
                "server.tomcat.connection-timeout=3s",
                "server.tomcat.keep-alive-timeout=1s");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() {
        String filler = "\"name\": \"" + "n".repeat(1100) + "\"";
        requireProblem(server.http().put(STORE, GOOD.replace("\"name\": \"New\"", filler)), "payload-too-large", 413);
        assertThat(server.http()
                        .put(STORE, GOOD + " ".repeat(1024 - GOOD.length()))
                        .status())
                .isIn(200, 201);
        requireProblem(server.http().put(STORE, GOOD + " ".repeat(1025 - GOOD.length())), "payload-too-large", 413);
    }

    @Test
    void aSpreadsheetThatIsTooLargeIsRefused() {
        String rows = "store_id,stock_id,item,unit,quantity,reorder_level,allow_negative\n"
                + "cebu,x,X,kg,1,,\n".repeat(70_000);
        RawHttp.Answer answer = new RawHttp(server.url())
                .send(new RawRequest("POST", "/api/v1/import/stock").csv(rows).bytes());
        assertThat(answer.status()).isEqualTo(413);
        requireBody(answer.json(), "payload-too-large", 413);
        assertThat(answer.json().path("detail").asString()).contains("1 MiB");
    }

    @Test
    void aBodyThatIsNestedTooDeeplyIsRefused() {
        String deepest = "[".repeat(8) + "]".repeat(8);
        assertThat(server.http().put(STORE, deepest).errors()).containsExactly("The body must be a JSON object");
        Http.Answer deeper = requireProblem(server.http().put(STORE, "[" + deepest + "]"), "malformed-request", 400);
        assertThat(deeper.errors()).singleElement().asString().contains("nested too deeply");
    }

    /** Of the request line and all headers: 8 KiB. */
    @Test
    void aHeadThatIsTooLongIsAProblem() {
        for (RawRequest request : new RawRequest[] {
            new RawRequest("GET", "/api/v1/stores?after=" + "x".repeat(8200)),
            new RawRequest("GET", "/api/v1/stores").header("X-Long", "x".repeat(8200))
        }) {
            RawHttp.Answer answer = new RawHttp(server.url()).send(request.bytes());
            requireBody(answer.json(), "malformed-request", 400);
        }
        assertThat(new RawHttp(server.url())
                        .send(new RawRequest("GET", "/api/v1/stores")
                                .header("X-Long", "x".repeat(7000))
                                .bytes())
                        .status())
                .isEqualTo(200);
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS)
    void aBodyThatDripsIsRefusedAndTheConnectionClosed() throws Exception {
        String answer = drip(head("PUT " + STORE, "application/json", TestServer.TOKEN) + "\r\n{\"name\": \"");
        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("The body came too slowly");
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS)
    void aSpreadsheetThatDripsIsRefusedAndTheConnectionClosed() throws Exception {
        String answer = drip(head("POST /api/v1/import/stock", "text/csv", TestServer.TOKEN) + "\r\nstore_id,");
        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("The body came too slowly");
    }

    /** Nobody reads it, and Tomcat would wait for its end before it lets go of the connection. */
    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS)
    void aStrangersBodyThatDripsHoldsNothing() throws Exception {
        String answer = drip(head("PUT " + STORE, "application/json", "wrong") + "\r\n{\"name\": \"");
        assertThat(answer).startsWith("HTTP/1.1 401 ");
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS)
    void headersThatDripLoseTheConnection() throws Exception {
        assertThat(drip("GET /api/v1/stores HTTP/1.1\r\nHost: localhost\r\nX-Slow: "))
                .isEmpty();
        assertThat(drip("GET /api/")).as("a request line").isEmpty();
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS)
    void theSecondRequestOfAConnectionHasItsOwnTimeForItsHeaders() throws Exception {
        try (Socket socket = connect()) {
            String request = "GET /actuator/health HTTP/1.1\r\nHost: localhost\r\n\r\n";
            for (int i = 0; i < 2; i++) {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                awaitText(socket, "{\"status\":\"UP\"}");
                Thread.sleep(700);
            }
        }
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS)
    void whoSaysNothingLosesTheConnection() throws Exception {
        try (Socket socket = connect()) {
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }
        try (Socket socket = connect()) {
            String request = "GET /actuator/health HTTP/1.1\r\nHost: localhost\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .contains("{\"status\":\"UP\"}");
        }
    }

    /** A quick client of the same server is served meanwhile, and a body that comes in time is taken. */
    @Test
    void aBodyThatComesInPiecesButInTimeIsTaken() throws Exception {
        RawHttp.Answer answer = new RawHttp(server.url())
                .sendSlowly(new RawRequest("PUT", STORE).json(GOOD).bytes(), 4, 20);
        assertThat(answer.status()).isIn(200, 201);
    }

    private static String head(String line, String type, String token) {
        return line + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\nContent-Type: " + type
                + "\r\nContent-Length: 1000\r\n";
    }

    private static Socket connect() throws IOException {
        Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), URI.create(server.url()).getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void awaitText(Socket socket, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            int next = socket.getInputStream().read();
            assertThat(next).as(text.toString()).isNotNegative();
            text.append((char) next);
        }
    }

    /** A byte now and then, well within every timeout between two reads, until the server hangs up. */
    private static String drip(String begin) throws IOException, InterruptedException {
        StringBuilder answer = new StringBuilder();
        byte[] buffer = new byte[8192];
        try (Socket socket = connect()) {
            socket.setSoTimeout(50);
            socket.getOutputStream().write(begin.getBytes(StandardCharsets.US_ASCII));
            long until = System.nanoTime() + DRIPS_FOR.toNanos();
            while (System.nanoTime() < until) {
                try {
                    socket.getOutputStream().write('x');
                    int read = socket.getInputStream().read(buffer);
                    if (read < 0) {
                        return answer.toString();
                    }
                    answer.append(new String(buffer, 0, read, StandardCharsets.US_ASCII));
                } catch (SocketTimeoutException e) {
                    // nothing to read yet
                } catch (SocketException e) {
                    return answer.toString();
                }
            }
        }
        throw new AssertionError("the server still listens, and has said: " + answer);
    }
}
