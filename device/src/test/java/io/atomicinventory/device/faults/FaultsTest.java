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
    private static final int EACH = Integer.getInteger("faults.each", 8);

    private static final int TILLS = 4;
    private static final int STOCK = 1_000_000;

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

        int sold = works.stream().mapToInt(Work::sold).sum();
        int voided = works.stream().mapToInt(Work::voided).sum();
        assertThat(sold).isGreaterThanOrEqualTo(EACH / 2);
        assertThat(count("operation = 'deduction' AND outcome = 'done'")).isEqualTo(sold);
        assertThat(count("operation = 'compensation' AND outcome = 'done'")).isEqualTo(voided);
        assertThat(server.cafe().quantity("cebu", "croissant").intValueExact()).isEqualTo(STOCK - sold + voided);
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
        private int sold;
        private int voided;

        Work(Till till, FaultProxy proxy, Weather.Armed weather, Trouble trouble) {
            this.till = till;
            this.proxy = proxy;
            this.weather = weather;
            this.trouble = trouble;
        }

        int sold() {
            return sold;
        }

        int voided() {
            return voided;
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
                    voided++;
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

        private String sell() {
            String id = UUID.randomUUID().toString();
            assertThat(till.sell(id, Shop.croffles(1))).isNotInstanceOf(SaleOutcome.Refused.class);
            sold++;
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
