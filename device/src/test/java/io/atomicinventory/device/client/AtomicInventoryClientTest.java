package io.atomicinventory.device.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.sun.net.httpserver.HttpServer;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.TcpProxy;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AtomicInventoryClientTest {
    private static final Duration AMPLE = Duration.ofSeconds(30);

    @RegisterExtension
    static final OpenServer server = OpenServer.withCafe();

    private static AtomicInventoryClient client(String url, Clock clock) {
        return new AtomicInventoryClient(
                URI.create(url), Cafe.CEBU, TestServer.TOKEN, ClientSettings.defaults(), clock);
    }

    private static AtomicInventoryClient client() {
        return client(server.url(), Clock.systemUTC());
    }

    private static Sale sale(String transactionId, int croffles) {
        return new Sale(
                UUID.randomUUID().toString(), transactionId, List.of(SaleLine.of(Cafe.CROFFLE, croffles)), null);
    }

    private static Reply.Answered answered(Reply reply) {
        return assertInstanceOf(Reply.Answered.class, reply, reply::toString);
    }

    @Test
    void I2_aSaleIsTakenAndItsKeyIsReplayed() {
        try (AtomicInventoryClient client = client()) {
            Sale sale = sale("client-1", 1);
            Reply.Answered first = answered(client.deduct(sale, AMPLE));
            assertThat(first.status()).isEqualTo(201);
            Reply.Answered second = answered(client.deduct(sale, AMPLE));
            assertThat(second.status()).isEqualTo(200);
            assertThat(second.isReplayed()).isTrue();
            assertThat(second.body().path("deductedItems"))
                    .isEqualTo(first.body().path("deductedItems"));
            Reply.Answered back = answered(client.compensate("client-1:void", "client-1", "Left", AMPLE));
            assertThat(back.body().path("itemsRestored").asInt()).isEqualTo(4);
        }
    }

    @Test
    void refusalsAreAnswersAndAreNotTriedAgain() {
        try (AtomicInventoryClient client = client()) {
            Reply.Answered refused = answered(client.deduct(sale("client-2", 5_000), AMPLE));
            assertThat(refused.status()).isEqualTo(409);
            assertThat(Reply.slug(refused.body())).isEqualTo("insufficient-stock");
            Reply.Answered batch =
                    answered(client.deductBatch(List.of(sale("client-3", 1), sale("client-4", 5_000)), AMPLE));
            assertThat(batch.body()
                            .path("outcomes")
                            .valueStream()
                            .map(one -> one.path("status").asInt()))
                    .containsExactly(201, 409);
            try (AtomicInventoryClient stranger =
                    new AtomicInventoryClient(URI.create(server.url()), Cafe.CEBU, "wrong")) {
                assertThat(answered(stranger.stock(AMPLE)).status()).isEqualTo(401);
            }
        }
    }

    @Test
    void aShortSaleIsQueuedOnceAndCanBeAskedAbout() {
        try (AtomicInventoryClient client = client()) {
            Sale sale = sale("client-5", 5_000);
            for (int status : new int[] {201, 200}) {
                Reply.Answered queued = answered(client.queue(
                        sale,
                        "till-1",
                        AtomicInventoryClient.QueueReason.INSUFFICIENT_STOCK,
                        Clock.systemUTC().instant(),
                        AMPLE));
                assertThat(queued.status()).isEqualTo(status);
                String id = queued.body().path("queueId").asString();
                assertThat(answered(client.queueEntry(id, AMPLE))
                                .body()
                                .path("transactionId")
                                .asString())
                        .isEqualTo("client-5");
            }
        }
    }

    @Test
    void listsAreReadToTheirEnd() {
        try (AtomicInventoryClient client = client()) {
            assertThat(answered(client.stock(AMPLE)).body()).hasSize(6);
            assertThat(answered(client.mappings(AMPLE)).body()).hasSize(6);
            assertThat(answered(client.products(AMPLE)).body()).hasSize(2);
        }
    }

    @Test
    void theServersClockIsMeasuredAgainstAWrongOne() {
        Clock wrong = Clock.offset(Clock.systemUTC(), Duration.ofHours(-3));
        try (AtomicInventoryClient client = client(server.url(), wrong);
                AtomicInventoryClient right = client()) {
            assertThat(client.serverClock().skew()).isEmpty();
            client.stock(AMPLE);
            right.stock(AMPLE);
            assertThat(client.serverClock().skew().orElseThrow())
                    .isBetween(Duration.ofMinutes(179), Duration.ofMinutes(181));
            assertThat(right.serverClock().skew()).contains(Duration.ZERO);
        }
    }

    @Test
    void I2_aLostAnswerIsFetchedWithTheSameKey() throws IOException {
        try (TcpProxy wire = new TcpProxy(URI.create(server.url()).getPort());
                AtomicInventoryClient client = client("http://127.0.0.1:" + wire.port(), Clock.systemUTC())) {
            client.stock(AMPLE);
            wire.swallowTheNextAnswer();
            Reply.Answered answer = answered(client.deduct(sale("client-6", 1), AMPLE));
            assertThat(answer.isReplayed()).as("the first try was carried out").isTrue();
        }
    }

    @Test
    void aServerThatNeverAnswersCostsNoMoreThanTheDeadline() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                AtomicInventoryClient client = client("http://127.0.0.1:" + silent.getLocalPort(), Clock.systemUTC())) {
            long began = System.nanoTime();
            Reply reply = client.deduct(sale("client-7", 1), Duration.ofMillis(300));
            assertThat(reply).isInstanceOf(Reply.Unreached.class);
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isBetween(Duration.ofMillis(300), Duration.ofSeconds(10));
        }
        try (AtomicInventoryClient nobody = client("http://127.0.0.1:1", Clock.systemUTC())) {
            assertThat(nobody.deduct(sale("client-8", 1), Duration.ofMillis(300)))
                    .isInstanceOf(Reply.Unreached.class);
        }
    }

    private static final String SOLD = "201 - {\"success\": true, \"transactionId\": \"%s\", \"deductedItems\": []}";

    /** What stands between a till and its server, answering by a script. */
    private record Script(HttpServer http, List<Long> asked) implements AutoCloseable {
        static Script of(String... answers) throws IOException {
            HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            List<Long> asked = new ArrayList<>();
            http.createContext("/", exchange -> {
                String[] answer = answers[Math.min(asked.size(), answers.length - 1)].split(" ", 3);
                asked.add(System.nanoTime());
                if (!answer[1].equals("-")) {
                    exchange.getResponseHeaders().set("Retry-After", answer[1]);
                }
                byte[] body = answer[2].getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(Integer.parseInt(answer[0]), body.length);
                try (exchange) {
                    exchange.getResponseBody().write(body);
                }
            });
            http.start();
            return new Script(http, asked);
        }

        String url() {
            return "http://127.0.0.1:" + http.getAddress().getPort();
        }

        @Override
        public void close() {
            http.stop(0);
        }
    }

    @Test
    void retryAfterIsHonouredWithinTheDeadlineAndNotBeyondIt() throws IOException {
        try (Script busy = Script.of("503 1 {}", "429 - {}", SOLD.formatted("s"));
                AtomicInventoryClient client = client(busy.url(), Clock.systemUTC())) {
            assertThat(answered(client.deduct(sale("s", 1), AMPLE)).status()).isEqualTo(201);
            assertThat(busy.asked()).hasSize(3);
            assertThat(Duration.ofNanos(busy.asked().get(1) - busy.asked().get(0)))
                    .isGreaterThan(Duration.ofMillis(950));
        }
        try (Script busy = Script.of("503 60 {}");
                AtomicInventoryClient client = client(busy.url(), Clock.systemUTC())) {
            Reply.Unreached overloaded =
                    assertInstanceOf(Reply.Unreached.class, client.deduct(sale("s", 1), Duration.ofSeconds(5)));
            assertThat(overloaded.isOverloaded()).isTrue();
            assertThat(overloaded.retryAfter()).isEqualTo(Duration.ofSeconds(60));
            assertThat(busy.asked()).hasSize(1);
        }
    }

    @Test
    void somethingElseThatAnswersIsNotTheService() throws IOException {
        try (Script hotel = Script.of("200 - <html>Log in to the hotel's network</html>");
                AtomicInventoryClient client = client(hotel.url(), Clock.systemUTC())) {
            assertThat(client.deduct(sale("s", 1), Duration.ofSeconds(1))).isInstanceOf(Reply.Unreached.class);
        }
        try (Script other = Script.of("200 - {\"status\": \"welcome\"}");
                AtomicInventoryClient client = client(other.url(), Clock.systemUTC())) {
            assertThat(client.deduct(sale("s", 1), Duration.ofSeconds(1))).isInstanceOf(Reply.Unreached.class);
        }
        String bug = "500 - {\"detail\": \"a bug\", \"instance\": \"/api/v1/stores/cebu/deductions\"}";
        try (Script broken = Script.of(bug);
                AtomicInventoryClient client = client(broken.url(), Clock.systemUTC())) {
            assertThat(answered(client.deduct(sale("s", 1), AMPLE)).status()).isEqualTo(500);
            assertThat(broken.asked()).as("not tried again").hasSize(1);
        }
    }

    @Test
    void whoeverIsInterruptedInAPauseGetsNoExceptionForTheNetworksSake() throws Exception {
        try (AtomicInventoryClient nobody = client("http://127.0.0.1:1", Clock.systemUTC())) {
            Thread caller = Thread.currentThread();
            Thread interrupter = Thread.ofVirtual().start(() -> {
                LockSupport.parkNanos(Duration.ofMillis(120).toNanos());
                caller.interrupt();
            });
            assertThat(nobody.deduct(sale("client-9", 1), AMPLE)).isInstanceOf(Reply.Unreached.class);
            assertThat(Thread.interrupted()).isTrue();
            interrupter.join();
        }
    }

    /** Some network sends an answer twice; then each request would get the one of the request before. */
    @Test
    void I2_theAnswerToAnotherRequestIsNone() throws IOException {
        try (Script late = Script.of(SOLD.formatted("a"), SOLD.formatted("a"), SOLD.formatted("b"));
                AtomicInventoryClient client = client(late.url(), Clock.systemUTC())) {
            assertThat(answered(client.deduct(sale("a", 1), AMPLE)).status()).isEqualTo(201);
            assertThat(answered(client.deduct(sale("b", 1), AMPLE))
                            .body()
                            .path("transactionId")
                            .asString())
                    .isEqualTo("b");
            assertThat(late.asked()).hasSize(3);
        }
        try (Script sold = Script.of(SOLD.formatted("a"));
                AtomicInventoryClient client = client(sold.url(), Clock.systemUTC())) {
            assertThat(client.compensate("key", "a", "Customer left", Duration.ofSeconds(1)))
                    .as("its sale was sold, and it is not void")
                    .isInstanceOf(Reply.Unreached.class);
            assertThat(client.deductBatch(List.of(sale("a", 1)), Duration.ofSeconds(1)))
                    .isInstanceOf(Reply.Unreached.class);
            assertThat(client.stock(Duration.ofSeconds(1))).isInstanceOf(Reply.Unreached.class);
        }
    }
}
