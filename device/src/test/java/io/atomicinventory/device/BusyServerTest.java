package io.atomicinventory.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.atomicinventory.device.queue.Entry;
import io.atomicinventory.device.queue.State;
import io.atomicinventory.engine.testing.Blocked;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.Together;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A real server that answers 429, 503 or 413. Whatever the till was told to keep comes into the books by itself. */
class BusyServerTest {
    private static final TillSettings HASTY = Shop.PATIENT.withSellDeadline(Duration.ofMillis(500));

    private static final TillSettings ONE_BY_ONE =
            Shop.PATIENT.withBatchSize(1).withPauses(Duration.ofMillis(20), Duration.ofMillis(100));

    /** Nobody listens there. */
    private static final String NOWHERE = "http://127.0.0.1:9";

    @RegisterExtension
    static final OpenServer server = OpenServer.withCafe();

    @TempDir
    private Path folder;

    @BeforeEach
    void clear() {
        server.clear();
    }

    @AfterEach
    void booksAreRight() {
        server.requireRightBooks();
    }

    private Till till(TestServer busy) {
        return Shop.till(folder.resolve("till.db"), busy.url(), HASTY);
    }

    private static int sold() {
        return 100 - server.cafe().quantity(Cafe.CEBU, "croissant").intValueExact();
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it took too long").isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    /** As the synchronisation in the background does. */
    private static void syncAll(Till till) {
        for (int i = 0; till.syncNow().left() > 0; i++) {
            assertThat(i).as("%s", till.status()).isLessThan(200);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    @Test
    void I9_whoAsksTooOftenKeepsWhatIsRefusedFor429AndSendsItLater() throws Exception {
        try (TestServer busy = TestServer.start(server.database(), "inventory.limits.token=5");
                Till till = till(busy)) {
            List<List<SaleOutcome>> outcomes = Together.call(
                    6,
                    caller -> () -> IntStream.range(0, 5)
                            .mapToObj(i -> till.sell("t-" + caller + "-" + i, Shop.croffles(1)))
                            .toList());
            List<SaleOutcome> all = outcomes.stream().flatMap(List::stream).toList();
            assertThat(all)
                    .anySatisfy(outcome -> assertThat(assertInstanceOf(SaleOutcome.Queued.class, outcome)
                                    .why())
                            .contains("the server has too much to do (429)"))
                    .noneMatch(outcome -> outcome instanceof SaleOutcome.Refused);
            syncAll(till);
            assertThat(sold()).isEqualTo(30);
        }
    }

    /** Two may wait, and one does: for a row that somebody holds. Six at once are too many, one at a time is not. */
    @Test
    void I9_whatAnOverloadedServerDoesNotTakeIsKeptAndGoesInSmallerBatches() throws Exception {
        try (TestServer busy = TestServer.start(
                        server.database(), "inventory.waiting.total=2", "inventory.request.timeout=60s");
                Till other = Shop.till(folder.resolve("other.db"), busy.url(), Shop.PATIENT);
                Till till = till(busy);
                ExecutorService waiting = Executors.newVirtualThreadPerTaskExecutor()) {
            Blocked held = Blocked.on(
                    server.database(), "SELECT FROM inventory_stock WHERE stock_id = 'croissant' FOR UPDATE");
            try {
                Future<SaleOutcome> patient = waiting.submit(() -> other.sell("t-patient", Shop.croffles(1)));
                held.awaitWaiting(1);
                List<SaleOutcome> outcomes =
                        Together.call(12, caller -> () -> till.sell("t-" + caller, Shop.coffees(1)));
                assertThat(outcomes)
                        .anySatisfy(outcome -> assertThat(assertInstanceOf(SaleOutcome.Queued.class, outcome)
                                        .why())
                                .contains("the server has too much to do (503)"))
                        .noneMatch(outcome -> outcome instanceof SaleOutcome.Refused);
                assertThat(till.status().kept()).as("more than go at once").isGreaterThan(1);
                assertThat(till.syncNow().problem()).contains("Too many requests are waiting");
                syncAll(till);
                assertThat(patient.isDone()).isFalse();
            } finally {
                held.close();
            }
            assertThat(server.cafe().quantity(Cafe.CEBU, "cup")).isEqualByComparingTo("88");
        }
    }

    /** Somebody holds the croissants, and nobody the coffee. */
    @Test
    void I9_aSaleThatGetsNowhereLetsOthersPass() throws Exception {
        try (Till cutOff = Shop.till(folder.resolve("till.db"), NOWHERE, HASTY.withDownFor(Duration.ofHours(1)))) {
            cutOff.sell("t-held", Shop.croffles(1));
            cutOff.sell("t-passes", Shop.coffees(1));
        }
        try (TestServer busy = TestServer.start(server.database(), "inventory.request.timeout=1s");
                Till till = Shop.builder(folder.resolve("till.db"), busy.url(), ONE_BY_ONE)
                        .open()) {
            Blocked held = Blocked.on(
                    server.database(), "SELECT FROM inventory_stock WHERE stock_id = 'croissant' FOR UPDATE");
            try {
                await(() -> till.status().kept() + till.status().stuck() == 1);
                await(() -> till.status().stuck() == 1);
                assertThat(till.entries(10).stream().filter(entry -> entry.state() == State.DONE))
                        .extracting(Entry::transactionId)
                        .containsExactly("t-passes");
                assertThat(till.sell("t-held", Shop.croffles(1))).isInstanceOf(SaleOutcome.Queued.class);
            } finally {
                held.close();
            }
            till.syncNow();
            await(() -> till.status().kept() == 0);
            assertThat(sold()).isEqualTo(1);
        }
    }

    @Test
    void I9_whatIsTooLargeForTheServerGoesInSmallerBatches() {
        try (Till till = Shop.till(folder.resolve("till.db"), NOWHERE, HASTY.withDownFor(Duration.ofHours(1)))) {
            for (int i = 0; i < 50; i++) {
                till.sell("t-" + i, Shop.croffles(1));
            }
        }
        try (TestServer busy = TestServer.start(server.database(), "inventory.limits.body=1KB");
                Till till = till(busy)) {
            assertThat(till.syncNow()).isEqualTo(new SyncReport(false, 50, 0, 0, 0, null));
            assertThat(sold()).isEqualTo(50);
        }
    }
}
