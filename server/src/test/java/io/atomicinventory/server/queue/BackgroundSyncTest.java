package io.atomicinventory.server.queue;

import static io.atomicinventory.server.queue.Queues.answered;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.catalog.CatalogService;
import io.atomicinventory.engine.queue.OfflineQueueService;
import io.atomicinventory.engine.testing.Blocked;
import io.atomicinventory.server.InventorySettings;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.Shops;
import io.atomicinventory.server.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import tools.jackson.databind.JsonNode;

/** What waits is tried without anybody asking: at an interval, and when something came in. */
class BackgroundSyncTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** It looks at the queues when it starts, and not again until this class has ended, unless it is woken. */
    private static TestServer sleeper;

    @BeforeAll
    static void start() {
        sleeper = TestServer.start(SERVER.database(), "inventory.queue.sync-interval=1h");
    }

    @AfterAll
    static void stop() {
        sleeper.close();
    }

    private static Queues open(Http http) {
        return new Queues(http, Shops.open(SERVER.cafe()));
    }

    private static void awaitStatus(Queues shop, String queueId, String status) throws InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!shop.entry(queueId).path("status").asString().equals(status)) {
            assertThat(Instant.now()).as(shop.entry(queueId).toString()).isBefore(deadline);
            Thread.sleep(20);
        }
    }

    /** 90 cups are left; 95 are needed. What was sold before a count was in it already. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/stock/cup/receipts | {\"quantity\": 5} | 0",
                "/stock/cup/counts | {\"countedQuantity\": 95} | 95",
                "/stock/cup/adjustments | {\"quantityChange\": 5, \"reason\": \"found\"} | 0",
                "/stock/cup/movements/2/reversal | {\"reason\": \"not wasted\"} | 0",
                "/deductions/sold/compensation | {\"reason\": \"called off\"} | 0"
            })
    void I2_whatWasShortClearsSoonAfterSomethingCameIn(String path, String body, String left)
            throws InterruptedException {
        Queues shop = open(sleeper.http());
        String entry = shortSale(shop);
        Http.Answer came = shop.http().key("came").post(shop.path(path), body);
        assertThat(came.status()).as(came.toString()).isLessThan(300);
        awaitStatus(shop, entry, "approved");
        requireDecided(shop, entry, left);
    }

    @Test
    void I2_whatWasShortClearsSoonAfterATransfer() throws InterruptedException {
        Queues shop = open(sleeper.http());
        Queues other = open(sleeper.http());
        String entry = shortSale(shop);
        answered(shop.http().key("came").post("/api/v1/transfers", """
                {"fromStoreId": "%s", "toStoreId": "%s",
                 "lines": [{"fromStockId": "cup", "toStockId": "cup", "quantity": 5}]}""".formatted(other.store(), shop.store())), 201);
        awaitStatus(shop, entry, "approved");
        requireDecided(shop, entry, "0");
    }

    private static String shortSale(Queues shop) {
        answered(
                shop.http().key("waste").post(shop.path("/stock/cup/waste"), "{\"quantity\": 5, \"reason\": \"wet\"}"),
                201);
        answered(
                shop.http().key("sold").post(shop.path("/deductions"), """
                        {"transactionId": "sold", "items": %s}""".formatted(Queues.items("americano", 5))),
                201);
        String entry = answered(shop.queue("t", "americano", 95, null), 201)
                .json()
                .path("queueId")
                .asString();
        assertThat(answered(shop.decide(entry, "sync", "{}"), 200)
                        .json()
                        .path("status")
                        .asString())
                .isEqualTo("insufficient_stock");
        return entry;
    }

    private static void requireDecided(Queues shop, String entry, String left) {
        JsonNode synced = shop.entry(entry);
        assertThat(synced.path("decision").asString()).isEqualTo("synced");
        assertThat(synced.path("decidedBy").asString()).isEqualTo("background sync");
        assertThat(shop.quantity("cup")).isEqualTo(left);
    }

    /** While a synchronisation takes long, however much comes in, one more waits for its turn. */
    @Test
    void whatComesInDuringALongSynchronisationWaitsAsOne() throws Exception {
        Queues shop = open(SERVER.http());
        ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
        scheduler.setPoolSize(8);
        scheduler.initialize();
        ScheduledThreadPoolExecutor tasks = scheduler.getScheduledThreadPoolExecutor();
        BackgroundSync sync = new BackgroundSync(
                sleeper.bean("queue", OfflineQueueService.class),
                sleeper.bean("catalog", CatalogService.class),
                scheduler,
                sleeper.bean("syncMeters", SyncMeters.class),
                sleeper.bean("inventory-" + InventorySettings.class.getName(), InventorySettings.class));
        sync.start();
        try {
            Blocked.await("the first look at the queues", () -> tasks.getCompletedTaskCount() == 1);
            String entry = shop.queued("t", 2);
            try (Blocked blocked = Blocked.on(
                    SERVER.database(),
                    "SELECT FROM inventory_stock WHERE store_id = '" + shop.store() + "' FOR UPDATE")) {
                sync.wake(shop.store());
                blocked.awaitWaiting(1);
                for (int receipt = 0; receipt < 5; receipt++) {
                    sync.wake(shop.store());
                    Blocked.await(
                            "all but the next look to have begun",
                            () -> tasks.getQueue().size() == 1);
                }
                Blocked.await("one at work and one that waits", () -> tasks.getActiveCount() == 2);
            }
            awaitStatus(shop, entry, "approved");
        } finally {
            sync.stop();
            scheduler.shutdown();
        }
    }

    @Test
    void I2_twoServersThatSyncAtShortIntervalsDeductEachSaleOnce() throws InterruptedException {
        Queues shop = open(SERVER.http());
        String last = "";
        for (int sale = 1; sale <= 40; sale++) {
            last = shop.queued("t-" + sale, 2);
        }
        String[] often = {"inventory.queue.sync-interval=100ms"};
        try (TestServer one = TestServer.start(SERVER.database(), often);
                TestServer two = TestServer.start(SERVER.database(), often)) {
            for (int sale = 41; sale <= 50; sale++) {
                last = shop.queued("t-" + sale, 2);
            }
            awaitStatus(shop, last, "approved");
            assertThat(one.url()).isNotEqualTo(two.url());
        }
        assertThat(SERVER.http()
                        .get(shop.path("/queue?status=pending"))
                        .json()
                        .path("items")
                        .isEmpty())
                .isTrue();
        assertThat(shop.quantity("cream")).isEqualTo("0");
        SERVER.requireRightBooks();
    }
}
