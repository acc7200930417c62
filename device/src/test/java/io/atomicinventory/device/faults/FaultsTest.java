package io.atomicinventory.device.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.device.SaleOutcome;
import io.atomicinventory.device.Shop;
import io.atomicinventory.device.Till;
import io.atomicinventory.device.TillSettings;
import io.atomicinventory.device.VoidOutcome;
import io.atomicinventory.device.queue.State;
import io.atomicinventory.engine.testing.Together;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.OwnCertificate;
import io.atomicinventory.server.testing.TestServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each fault at each moment of a sale, a void and a synchronisation. Whatever it is, {@code sell()} comes back in time
 * and says sold or kept; and in the end all of it is in the books once.
 */
class FaultsTest {
    /** {@code -Dfaults.each=200} for many more. */
    private static final int EACH = Integer.getInteger("faults.each", 4);

    private static final int TILLS = 4;
    private static final int STOCK = 1_000_000;

    /** Many times the deadline, for slow machines; a till that waited for its network would wait for ever. */
    private static final Duration IN_TIME = Duration.ofSeconds(5);

    /** So that what is lost in silence costs little time. */
    private static final TillSettings HASTY = TillSettings.defaults()
            .withSellDeadline(Duration.ofMillis(250))
            .withSyncDeadline(Duration.ofMillis(250))
            .withDownFor(Duration.ZERO)
            .withChecks(Duration.ZERO, Duration.ZERO)
            .withRefreshPause(Duration.ZERO);

    @RegisterExtension
    static final OpenServer server = OpenServer.withCafe();

    @TempDir
    private static Path certificates;

    private static SSLContext trustOfOthers;
    private static TestServer tlsServer;

    @TempDir
    private Path folder;

    /** Beside the other one, on the same database. */
    @BeforeAll
    static void startWithTls() throws Exception {
        trustOfOthers = SSLContext.getDefault();
        OwnCertificate certificate = OwnCertificate.make(certificates);
        SSLContext.setDefault(certificate.trust());
        tlsServer = TestServer.start(server.database(), certificate.properties());
    }

    @AfterAll
    static void stopWithTls() {
        tlsServer.close();
        SSLContext.setDefault(trustOfOthers);
    }

    @BeforeEach
    void deliver() {
        server.clear();
        for (String item : List.of("croissant", "cream", "caramel", "wax-paper")) {
            server.cafe().receive("cebu", item, Integer.toString(STOCK - 100), "delivery-of-" + item);
        }
    }

    static List<Trouble> plain() {
        return Trouble.plain();
    }

    static List<Trouble> tls() {
        return Trouble.tls();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("plain")
    void I2_I6_I9_eachSaleAndEachVoidIsInTheBooksOnceWhateverHappensOnItsWay(Trouble trouble) throws Exception {
        requireEachOnce(trouble, server.url());
    }

    @ParameterizedTest(name = "{0} of TLS")
    @MethodSource("tls")
    void I2_I6_I9_andWhateverHappensWhileTlsIsAgreedOn(Trouble trouble) throws Exception {
        requireEachOnce(trouble, tlsServer.url().replace("http:", "https:"));
    }

    private void requireEachOnce(Trouble trouble, String url) throws Exception {
        URI real = URI.create(url);
        List<Work> works = Together.call(TILLS, number -> () -> {
            Weather.Armed weather = new Weather.Armed();
            boolean isTls = real.getScheme().equals("https");
            try (FaultProxy proxy = isTls
                            ? FaultProxy.tls(real.getPort(), weather)
                            : FaultProxy.plain(real.getPort(), weather);
                    Till till = Shop.till(
                            folder.resolve(number + ".db"), real.getScheme() + "://127.0.0.1:" + proxy.port(), HASTY)) {
                return new Work(till, proxy, weather, trouble).run(EACH / TILLS);
            }
        });

        assertThat(count("operation = 'deduction' AND outcome = 'done'"))
                .isEqualTo(works.stream().mapToInt(Work::sales).sum());
        assertThat(count("operation = 'compensation' AND outcome = 'done'"))
                .isEqualTo(works.stream().mapToInt(Work::voids).sum());
        assertThat(server.cafe().quantity("cebu", "croissant").intValueExact())
                .isEqualTo(STOCK - works.stream().mapToInt(Work::taken).sum());
        server.requireRightBooks();
    }

    private static long count(String which) {
        return Long.parseLong(
                server.database().value("SELECT count(*) FROM inventory_deduction_idempotency WHERE " + which));
    }

    /** What one till does, and how much of it. */
    private static final class Work {
        private final Till till;
        private final FaultProxy proxy;
        private final Weather.Armed weather;
        private final Trouble trouble;
        private int sales;
        private int voids;
        private int pieces;
        private int taken;

        Work(Till till, FaultProxy proxy, Weather.Armed weather, Trouble trouble) {
            this.till = till;
            this.proxy = proxy;
            this.weather = weather;
            this.trouble = trouble;
        }

        int sales() {
            return sales;
        }

        int voids() {
            return voids;
        }

        /** Pieces, less those of sales that were called off. */
        int taken() {
            return taken;
        }

        Work run(int times) throws IOException {
            // Its first request is slower than all others.
            assertThat(proxy.done()).isZero();
            sell();
            for (int i = 0; proxy.done(trouble) < times; i++) {
                assertThat(i)
                        .as("%s happened %d times", trouble, proxy.done(trouble))
                        .isLessThan(20 * times + 100);
                String last = amidTrouble(this::sell);
                if (i % 3 == 1) {
                    voids++;
                    taken -= pieces;
                    assertThat(amidTrouble(() -> till.voidSale(last, "Customer left")))
                            .isNotInstanceOf(VoidOutcome.Refused.class);
                }
                if (i % 4 == 3) {
                    amidTrouble(till::syncNow);
                }
            }
            for (int i = 0; till.syncNow().left() > 0; i++) {
                assertThat(i).as("%s", till.status()).isLessThan(100);
            }
            assertThat(till.entries(100_000))
                    .allSatisfy(entry ->
                            assertThat(entry.state()).as(entry.toString()).isEqualTo(State.DONE));
            return this;
        }

        /** Of different sizes, so that the answer to another sale would be seen. */
        private String sell() {
            String id = UUID.randomUUID().toString();
            int wanted = 1 + pieces % 3;
            long begun = System.nanoTime();
            SaleOutcome outcome = till.sell(id, Shop.croffles(wanted));
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .as("%s", outcome)
                    .isLessThan(IN_TIME);
            switch (outcome) {
                case SaleOutcome.Sold sold ->
                    assertThat(sold.items())
                            .hasSize(4)
                            .allSatisfy(item -> assertThat(item.quantity()).isEqualByComparingTo("" + wanted));
                case SaleOutcome.Queued queued -> {}
                case SaleOutcome.Refused refused -> throw new AssertionError(refused);
            }
            sales++;
            pieces = wanted;
            taken += wanted;
            return id;
        }

        private <T> T amidTrouble(Supplier<T> action) {
            if (trouble.moment() == Moment.CONNECT || trouble.moment() == Moment.HANDSHAKE) {
                // It needs a new one.
                proxy.hangUp();
            }
            weather.arm(trouble);
            try {
                return action.get();
            } finally {
                weather.disarm();
            }
        }
    }
}
