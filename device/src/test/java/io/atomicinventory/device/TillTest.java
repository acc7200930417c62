package io.atomicinventory.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.sun.net.httpserver.HttpServer;
import io.atomicinventory.device.client.AtomicInventoryClient;
import io.atomicinventory.device.client.Reply;
import io.atomicinventory.device.client.Sale;
import io.atomicinventory.device.queue.Entry;
import io.atomicinventory.device.queue.OfflineSaleQueue;
import io.atomicinventory.device.queue.QueueSettings;
import io.atomicinventory.device.queue.QueueUncertainException;
import io.atomicinventory.device.queue.State;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class TillTest {
    @RegisterExtension
    static final OpenServer server = OpenServer.withCafe();

    @TempDir
    private Path folder;

    private Path file;
    private Shop shop;

    @BeforeEach
    void open() throws IOException {
        server.clear();
        file = folder.resolve("till.db");
        shop = new Shop(server);
    }

    @AfterEach
    void close() throws IOException {
        shop.close();
        server.requireRightBooks();
    }

    private static List<State> states(Till till) {
        return till.entries(100).reversed().stream().map(Entry::state).toList();
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it took too long").isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    @Test
    void I2_onlineASaleIsTakenOnceHoweverOftenItIsSold() {
        Till till = shop.till(file);
        SaleOutcome.Sold sold = assertInstanceOf(SaleOutcome.Sold.class, till.sell("t-1", Shop.croffles(2)));
        assertThat(sold.items()).hasSize(4);
        assertThat(sold.isReplayed()).isFalse();
        SaleOutcome.Sold again = assertInstanceOf(SaleOutcome.Sold.class, till.sell("t-1", Shop.croffles(2)));
        assertThat(again.isReplayed()).isTrue();
        assertThat(again.items()).isEqualTo(sold.items());
        assertThatThrownBy(() -> till.sell("t-1", Shop.croffles(3))).isInstanceOf(IllegalArgumentException.class);
        assertThat(shop.croissants()).isEqualTo(98);
        assertThat(till.status().lastContact()).isNotNull();
    }

    @Test
    void I2_aRefusedSaleCanBeSoldAfterARestockUnderANewKey() {
        Till till = shop.till(file);
        SaleOutcome.Refused refused = assertInstanceOf(SaleOutcome.Refused.class, till.sell("t-1", Shop.croffles(150)));
        assertThat(refused.slug()).isEqualTo("insufficient-stock");
        assertThat(refused.shortages()).hasSize(4);
        assertThat(refused.errors().getFirst()).contains("Need 150, Have 100 (Short: 50)");
        assertThat(till.syncNow().left()).isZero();
        assertThat(shop.croissants()).isEqualTo(100);

        for (String item : List.of("croissant", "cream", "caramel", "wax-paper")) {
            server.cafe().receive("cebu", item, "50", "r-" + item);
        }
        assertThat(till.sell("t-1", Shop.croffles(150))).isInstanceOf(SaleOutcome.Sold.class);
        assertThat(shop.croissants()).isZero();
    }

    @Test
    void I9_offlineASaleIsKeptAndComesIntoTheBooksOnceTheNetworkIsBack() {
        Till till = shop.till(file);
        shop.unplug();
        for (int i = 1; i <= 3; i++) {
            assertThat(till.sell("t-" + i, Shop.croffles(1))).isInstanceOf(SaleOutcome.Queued.class);
        }
        assertThat(till.sell("t-1", Shop.croffles(1))).isInstanceOf(SaleOutcome.Queued.class);
        assertThat(till.syncNow().isComplete()).isFalse();
        assertThat(till.status().kept()).isEqualTo(3);
        assertThat(till.status().problem()).isNotNull();
        assertThat(shop.croissants()).isEqualTo(100);

        shop.plugIn();
        SyncReport report = till.syncNow();
        assertThat(report).isEqualTo(new SyncReport(false, 3, 0, 0, 0, null));
        assertThat(shop.croissants()).isEqualTo(97);
        assertThat(till.syncNow().settled()).isZero();
        assertThat(till.sell("t-2", Shop.croffles(1))).isInstanceOf(SaleOutcome.Sold.class);
        assertThat(shop.croissants()).isEqualTo(97);
        assertThat(shop.events).contains(new TillEvent.Progress(3, 0), new TillEvent.Reached());
    }

    /** The row is on the disk while the server is silent: another process reads it there, with its key. */
    @Test
    void I9_theKeyIsOnDiskBeforeTheSaleIsSent() {
        Till till = shop.till(file);
        shop.till(folder.resolve("other.db")).sell("warm-up", Shop.croffles(1));
        till.syncNow();
        shop.wire().swallowAllAnswersInSilence();
        Thread selling = Thread.ofVirtual().start(() -> till.sell("t-1", Shop.croffles(1)));
        try (OfflineSaleQueue reader = OfflineSaleQueue.open(file, QueueSettings.defaults(), Clock.systemUTC())) {
            await(() -> reader.find(Entry.Kind.SALE, "t-1").isPresent());
            Entry entry = reader.find(Entry.Kind.SALE, "t-1").orElseThrow();
            assertThat(entry.isPromised()).isFalse();
            assertThat(entry.holder()).isNotNull();
            await(() -> shop.croissants() == 98);
            shop.wire().cut();
            await(() -> !selling.isAlive());
            assertThat(reader.find(Entry.Kind.SALE, "t-1").orElseThrow().idempotencyKey())
                    .isEqualTo(entry.idempotencyKey());
        }
        assertThat(shop.croissants()).isEqualTo(98);
    }

    @Test
    void I2_anUnknownOutcomeIsResolvedByTheSameKey() {
        TillSettings hasty = Shop.PATIENT.withSellDeadline(Duration.ofSeconds(1));
        Till till = shop.till(file, hasty, Clock.systemUTC(), TillBuilder::withoutAutoSync);
        till.syncNow();
        till.sell("t-0", Shop.croffles(1));
        till.syncNow();
        shop.wire().swallowAllAnswersInSilence();
        SaleOutcome.Queued queued = assertInstanceOf(SaleOutcome.Queued.class, till.sell("t-1", Shop.croffles(1)));
        assertThat(queued.why()).contains("did not answer");
        await(() -> shop.croissants() == 98);
        shop.wire().cut();
        assertThat(till.syncNow().settled()).isEqualTo(1);
        assertThat(states(till)).containsExactly(State.DONE, State.DONE);
        assertThat(shop.croissants()).isEqualTo(98);
    }

    @Test
    void whileTheConnectionIsKnownToBeDownNothingWaitsForIt() {
        TillSettings settings = Shop.PATIENT.withDownFor(Duration.ofHours(1)).withSellDeadline(Duration.ofSeconds(5));
        Till till = shop.till(file, settings, Clock.systemUTC(), TillBuilder::withoutAutoSync);
        shop.unplug();
        till.sell("t-1", Shop.croffles(1));
        shop.plugIn();
        // It would be sold, were it sent.
        assertThat(till.sell("t-2", Shop.croffles(1))).isInstanceOf(SaleOutcome.Queued.class);
        assertThat(till.syncNow().settled()).isEqualTo(2);
        assertThat(till.sell("t-3", Shop.croffles(1))).isInstanceOf(SaleOutcome.Sold.class);
    }

    @Test
    void I6_voidsFollowTheirSalesInOrderAlsoOffline() {
        Till till = shop.till(file);
        shop.unplug();
        // 100 are there: the second fits only after the first was given back.
        till.sell("t-1", Shop.croffles(80));
        VoidOutcome first = till.voidSale("t-1", "Customer left");
        assertThat(first).isInstanceOf(VoidOutcome.Queued.class);
        assertThat(till.voidSale("t-1", "Customer left")).isInstanceOf(VoidOutcome.Queued.class);
        till.sell("t-2", Shop.croffles(80));
        assertThat(till.sell("t-1", Shop.croffles(80))).isInstanceOf(SaleOutcome.Refused.class);
        shop.plugIn();
        assertThat(till.syncNow()).isEqualTo(new SyncReport(false, 3, 0, 0, 0, null));
        assertThat(states(till)).containsOnly(State.DONE);
        assertThat(shop.croissants()).isEqualTo(20);

        VoidOutcome.Voided known = assertInstanceOf(VoidOutcome.Voided.class, till.voidSale("t-1", "Customer left"));
        assertThat(known.itemsRestored()).isEqualTo(4);
        assertThat(till.voidSale("t-2", "Online")).isInstanceOf(VoidOutcome.Voided.class);
        assertThat(shop.croissants()).isEqualTo(100);
        assertThat(till.voidSale("nobody-sold-this", "Mistake")).isInstanceOf(VoidOutcome.Refused.class);
    }

    @Test
    void whatComesBackShortWaitsAtTheServerAndTheTillLearnsTheDecisions() {
        Till till = shop.till(file);
        shop.unplug();
        till.sell("t-short-1", Shop.croffles(150));
        till.sell("t-fits", Shop.croffles(1));
        till.sell("t-short-2", Shop.croffles(160));
        shop.plugIn();
        SyncReport report = till.syncNow();
        assertThat(report.waiting()).isEqualTo(2);
        assertThat(report.settled()).isEqualTo(1);
        assertThat(states(till)).containsExactly(State.WAITING, State.DONE, State.WAITING);
        assertThat(till.sell("t-short-1", Shop.croffles(150))).isInstanceOf(SaleOutcome.Queued.class);
        List<String> queueIds = till.entries(10).reversed().stream()
                .filter(entry -> entry.state() == State.WAITING)
                .map(entry -> String.valueOf(entry.queueId()))
                .toList();

        shop.post("/queue/" + queueIds.get(0) + "/approve", "{\"note\": \"It was over the counter\"}");
        shop.post("/queue/" + queueIds.get(1) + "/reject", "{\"reason\": \"Nobody bought it\"}");
        assertThat(till.syncNow().settled()).isEqualTo(2);
        assertThat(states(till)).containsExactly(State.APPROVED, State.DONE, State.REJECTED);
        assertThat(shop.events)
                .anyMatch(event -> event instanceof TillEvent.Approved approved
                        && approved.transactionId().equals("t-short-1")
                        && approved.how().contains("It was over the counter"))
                .anyMatch(event -> event instanceof TillEvent.Rejected rejected
                        && rejected.why().contains("Nobody bought it"));
        assertThat(till.status().waiting()).isZero();
        assertThat(till.sell("t-short-2", Shop.croffles(160))).isInstanceOf(SaleOutcome.Refused.class);
    }

    @Test
    void aVoidOfASaleThatWaitsAtTheServerRejectsIt() {
        Till till = shop.till(file);
        shop.unplug();
        till.sell("t-1", Shop.croffles(150));
        till.voidSale("t-1", "Customer left");
        shop.plugIn();
        till.syncNow();
        assertThat(states(till)).containsExactly(State.REJECTED, State.DONE);
        assertThat(shop.croissants()).isEqualTo(100);
    }

    /** Nobody was told that it was sold: it must not wait for a manager's approval. */
    @Test
    void aSaleInWhichTheTillWasEndedIsFinishedOrDidNotHappen() {
        try (OfflineSaleQueue queue = OfflineSaleQueue.open(file, QueueSettings.defaults(), Clock.systemUTC())) {
            queue.keepSale("t-fits", Shop.croffles(1), null, Duration.ZERO);
            queue.keepSale("t-short", Shop.croffles(150), null, Duration.ZERO);
        }
        Till till = shop.till(file);
        assertThat(till.syncNow()).isEqualTo(new SyncReport(false, 2, 0, 0, 0, null));
        assertThat(states(till)).containsExactly(State.DONE, State.REFUSED);
        assertThat(shop.croissants()).isEqualTo(99);
    }

    @Test
    void whatTheServerCannotTakeIsStuckAndInNobodysWay() {
        try (OfflineSaleQueue queue = OfflineSaleQueue.open(file, QueueSettings.defaults(), Clock.systemUTC());
                AtomicInventoryClient somebody =
                        new AtomicInventoryClient(URI.create(server.url()), Cafe.CEBU, TestServer.TOKEN)) {
            Entry kept = queue.keepSale("t-bad", Shop.croffles(1), 0L, null).entry();
            queue.keepVoid("t-bad", "Its void waits for it", 0L, null);
            Sale sameKey = new Sale(kept.idempotencyKey(), "t-other", kept.lines(), null);
            assertThat(somebody.deduct(sameKey, Duration.ofSeconds(30))).isInstanceOf(Reply.Answered.class);
        }
        Till till = shop.till(file);
        shop.unplug();
        till.sell("t-new", Shop.croffles(1));
        shop.plugIn();
        SyncReport report = till.syncNow();
        assertThat(report.stuck()).isEqualTo(1);
        assertThat(report.left()).isEqualTo(2);
        assertThat(till.status().stuck()).isEqualTo(1);
        assertThat(states(till)).containsExactly(State.STUCK, State.KEPT, State.DONE);
        assertThat(String.valueOf(till.entries(10).getLast().problem()))
                .contains("Idempotency key already used with another request");
    }

    /** Without a battery it is the year 2000 until somebody sets the clock. */
    @Test
    void I9_whatATillWithoutAClockHasSoldComesBeforeAPerson() {
        Clock longAgo = Clock.fixed(Instant.parse("2000-01-01T00:00:00Z"), ZoneOffset.UTC);
        try (OfflineSaleQueue queue = OfflineSaleQueue.open(file, QueueSettings.defaults(), longAgo)) {
            queue.keepSale("t-old", Shop.croffles(1), null, null);
        }
        Till till = shop.till(file);
        assertThat(till.syncNow().waiting()).isEqualTo(1);
        assertThat(states(till)).containsExactly(State.WAITING);
    }

    @Test
    void I6_aVoidThatArrivesBeforeTheSaleOfAnotherTillWaitsForIt() {
        Till seller = shop.till(file);
        Till other = shop.till(folder.resolve("other.db"));
        assertThat(other.voidSale("t-1", "Nobody knows it")).isInstanceOf(VoidOutcome.Refused.class);
        shop.unplug();
        seller.sell("t-1", Shop.croffles(1));
        assertThat(other.voidSale("t-1", "Customer left")).isInstanceOf(VoidOutcome.Queued.class);
        shop.plugIn();
        assertThat(other.syncNow().stuck()).isEqualTo(1);
        assertThat(seller.syncNow().settled()).isEqualTo(1);
        assertThat(shop.croissants()).isEqualTo(99);
        assertThat(other.syncNow().settled()).isEqualTo(1);
        assertThat(shop.croissants()).isEqualTo(100);
        assertThat(states(other)).containsExactly(State.DONE);
    }

    /** It may sell and may not void. Its sales are in nobody's way. */
    @Test
    void I9_aVoidThatThisTillMayNotMakeIsRefusedAndKeptOnesAreInNobodysWay() {
        Till till = shop.till(file, shop.cashier());
        assertThat(till.sell("t-1", Shop.croffles(1))).isInstanceOf(SaleOutcome.Sold.class);
        VoidOutcome.Refused refused =
                assertInstanceOf(VoidOutcome.Refused.class, till.voidSale("t-1", "Customer left"));
        assertThat(refused.slug()).isEqualTo("forbidden");
        assertThat(till.status().problem()).as("it may sell").isNull();
        shop.unplug();
        till.sell("t-2", Shop.croffles(1));
        assertThat(till.voidSale("t-2", "Customer left")).isInstanceOf(VoidOutcome.Queued.class);
        till.sell("t-3", Shop.croffles(1));
        shop.plugIn();
        SyncReport report = till.syncNow();
        assertThat(report.settled()).isEqualTo(2);
        assertThat(report.stuck()).isEqualTo(1);
        assertThat(shop.croissants()).isEqualTo(97);
    }

    /** The till died in the middle and a manager called the sale off meanwhile: nobody may take money for it now. */
    @Test
    void I6_aSaleThatWasCalledOffMeanwhileIsNotSold() {
        Till till = shop.till(file);
        assertThat(till.sell("t-1", Shop.croffles(1))).isInstanceOf(SaleOutcome.Sold.class);
        Till replaced = shop.till(folder.resolve("new.db"));
        try (AtomicInventoryClient manager =
                new AtomicInventoryClient(URI.create(server.url()), Cafe.CEBU, TestServer.TOKEN)) {
            manager.compensate("by-hand", "t-1", "Called off", Duration.ofSeconds(30));
        }
        SaleOutcome.Refused refused =
                assertInstanceOf(SaleOutcome.Refused.class, replaced.sell("t-1", Shop.croffles(1)));
        assertThat(refused.slug()).isEqualTo("voided");
        assertThat(refused.errors()).containsExactly("Transaction t-1 was voided; nothing was deducted again");
        assertThat(replaced.sell("t-1", Shop.croffles(1))).isInstanceOf(SaleOutcome.Refused.class);
        assertThat(till.sell("t-1", Shop.croffles(1)))
                .as("also where the till has it as sold")
                .isInstanceOf(SaleOutcome.Refused.class);
        assertThat(shop.croissants()).isEqualTo(100);
    }

    /** The disk goes while the server has the request and says nothing: nobody knows, and nobody may say that it was not sold. */
    @Test
    void I9_whereTheDiskFailsInTheMiddleOfASaleThatIsToldAsUncertain() throws IOException {
        Path shelf = Files.createDirectory(folder.resolve("shelf"));
        Path away = folder.resolve("away");
        HttpServer listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        listener.createContext("/", exchange -> {
            if (!Files.exists(away)) {
                Files.move(shelf, away);
            }
            exchange.close();
        });
        listener.start();
        String url = "http://127.0.0.1:" + listener.getAddress().getPort();
        try (Till till = Shop.till(shelf.resolve("till.db"), url, Shop.PATIENT.withHoldMargin(Duration.ZERO))) {
            assertThatThrownBy(() -> till.sell("t-1", Shop.croffles(1)))
                    .isInstanceOf(QueueUncertainException.class)
                    .hasMessageContaining("It is not known what became of it");
        } finally {
            listener.stop(0);
        }
        Files.move(away, shelf);
        try (Till till = Shop.till(shelf.resolve("till.db"), server.url(), Shop.PATIENT)) {
            assertThat(till.sell("t-1", Shop.croffles(1))).isInstanceOf(SaleOutcome.Sold.class);
            assertThat(till.syncNow().left()).isZero();
        }
        assertThat(shop.croissants()).isEqualTo(99);
    }

    @Test
    void I2_aVoidThatIsTakenUpAgainForAnotherReasonIsTheSameVoid() {
        Till till = shop.till(file);
        till.sell("t-1", Shop.croffles(1));
        try (OfflineSaleQueue died = OfflineSaleQueue.open(file, QueueSettings.defaults(), Clock.systemUTC());
                AtomicInventoryClient client =
                        new AtomicInventoryClient(URI.create(server.url()), Cafe.CEBU, TestServer.TOKEN)) {
            Entry begun =
                    died.keepVoid("t-1", "First words", null, Duration.ZERO).entry();
            client.compensate(begun.idempotencyKey(), "t-1", "First words", Duration.ofSeconds(30));
        }
        assertThat(till.voidSale("t-1", "Other words")).isInstanceOf(VoidOutcome.Voided.class);
        assertThat(shop.croissants()).isEqualTo(100);
        assertThatThrownBy(() -> till.voidSale("t-2", "two\nlines")).isInstanceOf(IllegalArgumentException.class);
    }

    /** Whoever hears the request looks into the till's file. */
    @Test
    void I9_whenTheRequestArrivesTheSaleIsOnDiskWithItsKey() throws IOException {
        List<String> found = Collections.synchronizedList(new ArrayList<>());
        HttpServer listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        listener.createContext("/", exchange -> {
            try (exchange;
                    OfflineSaleQueue reader =
                            OfflineSaleQueue.open(file, QueueSettings.defaults(), Clock.systemUTC())) {
                found.add(reader.find(Entry.Kind.SALE, "t-1").orElseThrow().idempotencyKey() + "="
                        + exchange.getRequestHeaders().getFirst("Idempotency-Key"));
                exchange.sendResponseHeaders(500, -1);
            }
        });
        listener.start();
        try (Till till =
                Shop.till(file, "http://127.0.0.1:" + listener.getAddress().getPort(), Shop.PATIENT)) {
            assertThat(till.sell("t-1", Shop.croffles(1))).isInstanceOf(SaleOutcome.Queued.class);
        } finally {
            listener.stop(0);
        }
        assertThat(found).isNotEmpty().allMatch(pair -> {
            int half = pair.indexOf('=');
            return pair.substring(0, half).equals(pair.substring(half + 1));
        });
    }

    @Test
    void oneSynchronisationAtATimeForAFileOfTwoTills() throws IOException {
        Till first = shop.till(file);
        Till second = shop.till(file);
        shop.unplug();
        first.sell("t-1", Shop.croffles(1));
        second.sell("t-2", Shop.croffles(1));
        shop.plugIn();
        try (SyncLock held = SyncLock.tryAcquire(file.toAbsolutePath())) {
            assertThat(held).isNotNull();
            assertThat(first.syncNow().isElsewhere()).isTrue();
            assertThat(first.status().kept()).isEqualTo(2);
        }
        assertThat(second.syncNow().settled()).isEqualTo(2);
        assertThat(first.status().kept()).isZero();
        assertThat(shop.croissants()).isEqualTo(98);
    }

    @Test
    void I10_aSaleOccurredWhenTheServersClockSaysAlthoughTheTillsIsWrong() {
        AtomicReference<Duration> wrong = new AtomicReference<>(Duration.ofHours(-7));
        Clock device = new Clock() {
            @Override
            public Instant instant() {
                return Instant.now().plus(wrong.get());
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
        Till till = shop.till(file, Shop.PATIENT, device, TillBuilder::withoutAutoSync);
        assertThat(till.sell("t-now", Shop.croffles(1))).isInstanceOf(SaleOutcome.Sold.class);
        assertThat(till.status().skew()).isBetween(Duration.ofMinutes(419), Duration.ofMinutes(421));
        shop.unplug();
        till.sell("t-kept", Shop.croffles(1));
        Instant kept = Instant.now();
        // Somebody puts the clock right before the network is back.
        wrong.set(Duration.ZERO);
        shop.plugIn();
        assertThat(till.syncNow().settled()).isEqualTo(1);
        assertThat(till.status().skew()).isEqualTo(Duration.ZERO);
        for (String sale : List.of("t-now", "t-kept")) {
            Instant recorded = Instant.parse(server.database()
                    .value("SELECT to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
                            + " FROM inventory_movements WHERE stock_id = 'croissant' AND transaction_id = '" + sale
                            + "'"));
            assertThat(Duration.between(recorded, kept).abs()).as(sale).isLessThan(Duration.ofMinutes(1));
        }
    }

    @Test
    void I9_theBackgroundNoticesTheNetworkComingBack() {
        TillSettings settings = Shop.PATIENT.withPauses(Duration.ofMillis(50), Duration.ofMillis(200));
        Till till = shop.till(file, settings, Clock.systemUTC(), builder -> builder);
        shop.unplug();
        till.sell("t-1", Shop.croffles(1));
        till.voidSale("t-1", "Customer left");
        till.sell("t-2", Shop.croffles(1));
        shop.plugIn();
        await(() -> till.status().kept() == 0);
        assertThat(shop.croissants()).isEqualTo(99);
        assertThat(till.status().problem()).isNull();
    }

    /** Else nothing would ever be sent again, and nobody would know. */
    @Test
    void I9_theBackgroundOutlivesADiskThatIsGoneForAWhile() throws IOException {
        TillSettings settings = Shop.PATIENT
                .withPauses(Duration.ofMillis(20), Duration.ofMillis(50))
                .withStuckPause(Duration.ofMillis(1));
        Path shelf = Files.createDirectory(folder.resolve("shelf"));
        Till till = shop.till(shelf.resolve("till.db"), settings, Clock.systemUTC(), builder -> builder);
        shop.unplug();
        till.sell("t-1", Shop.croffles(1));
        Path away = Files.move(shelf, folder.resolve("away"));
        LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
        Files.move(away, shelf);
        shop.plugIn();
        await(() -> till.status().kept() == 0);
        assertThat(shop.croissants()).isEqualTo(99);
    }

    @Test
    void I9_whoSellsDoesNotWaitForAMenuThatNeverComes() throws InterruptedException {
        TillSettings hasty = Shop.PATIENT.withSellDeadline(Duration.ofMillis(300));
        Till till = shop.till(file, hasty, Clock.systemUTC(), TillBuilder::withoutAutoSync);
        assertThat(till.refreshMenu()).isTrue();
        shop.wire().swallowAllAnswersInSilence();
        shop.wire().refuse(true);
        Thread reading = Thread.ofVirtual().start(till::refreshMenu);
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        long begun = System.nanoTime();
        assertThat(till.sell("t-1", Shop.croffles(1))).isInstanceOf(SaleOutcome.Queued.class);
        assertThat(till.left("caramel-croffle")).contains(99L);
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .as("the menu has 30 seconds")
                .isLessThan(Duration.ofSeconds(10));
        assertThat(reading.isAlive()).isTrue();
        shop.wire().cut();
        reading.join();
    }

    @Test
    void offlineTheTillKnowsAboutHowMuchIsLeft() {
        Till till = shop.till(file);
        assertThat(till.left("caramel-croffle")).isEmpty();
        assertThat(till.refreshMenu()).isTrue();
        assertThat(till.menu()).extracting(MenuItem::productId).contains("caramel-croffle", "americano");
        assertThat(till.left("caramel-croffle")).contains(100L);
        shop.unplug();
        till.sell("t-1", Shop.croffles(97));
        assertThat(till.left("caramel-croffle")).contains(3L);
        SaleOutcome.Queued more = assertInstanceOf(SaleOutcome.Queued.class, till.sell("t-2", Shop.croffles(5)));
        assertThat(more.warnings()).hasSize(1).first().asString().contains("2 too few");
        assertThat(till.left("unknown")).isEmpty();

        Till reopened = shop.till(file);
        assertThat(reopened.left("caramel-croffle"))
                .as("the snapshot is on disk")
                .contains(-2L);
    }
}
