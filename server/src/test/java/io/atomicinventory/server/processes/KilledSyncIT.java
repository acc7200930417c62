package io.atomicinventory.server.processes;

import static io.atomicinventory.server.queue.Queues.answered;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.testing.Blocked;
import io.atomicinventory.engine.testing.Together;
import io.atomicinventory.server.queue.Queues;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.Shops;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One of two servers is killed in the middle of a synchronisation, again and again, while the other synchronises in the
 * background and the tills send again what was not answered.
 */
class KilledSyncIT {
    private static final int ENTRIES = Integer.getInteger("killed.entries", 2_000);
    private static final int KILLS = Integer.getInteger("killed.kills", 3);
    private static final long SEED = Long.getLong("killed.seed", System.nanoTime());
    private static final int LATEST_KILL_MILLIS = 150;
    private static final int TILLS = 8;
    private static final int ATTEMPTS = 100;

    @TempDir
    private static Path folder;

    private static ServerPair pair;
    private static String store;

    @BeforeAll
    static void start() {
        // It begins when a server starts and when something came in, and else leaves the sync to whoever is killed.
        pair = ServerPair.start(folder, Map.of("INVENTORY_QUEUE_SYNC_INTERVAL", "1h"));
        store = Shops.open(pair.cafe());
    }

    @AfterAll
    static void booksAreRight() {
        pair.requireRightBooks();
        pair.close();
    }

    @Test
    void I2_aServerThatIsKilledInSyncsAgainAndAgainDeductsEachEntryOnceInTheEnd() throws Exception {
        int fitting = ENTRIES - ENTRIES / 20;
        shop(0).receive(fitting - 100, "delivery");
        Random random = new Random(SEED);
        System.out.println("-Dkilled.seed=" + SEED);

        int inTheMiddle = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            // Each time some that are new: the servers settle the earlier ones before the one that was killed is back.
            queue(from(kill), from(kill + 1));
            int victim = random.nextInt(2);
            if (isKilledInTheMiddle(kill, victim, random)) {
                inTheMiddle++;
            }
            pair.requireRightBooks();
            pair.startAgain(victim);
        }
        assertThat(inTheMiddle).as("kills in the middle of a sync").isPositive();

        for (int i = 0; shop(i).sync().path("synced").asInt() > 0; i++) {
            assertThat(i).as("syncs until nothing fits any more").isLessThan(ATTEMPTS);
        }
        assertEachIsDeductedOnceOrShort(fitting);
    }

    /** By all tills at once, at both servers; one in ten is sent to both. */
    private static void queue(int from, int to) throws Exception {
        Together.call(TILLS, till -> () -> {
            for (int i = from + till; i < to; i += TILLS) {
                Http.Answer queued = answered(shop(till).queue(id(i), "caramel-croffle", 1, null), 201);
                if (i % 10 == 0) {
                    Http.Answer again = answered(shop(till + 1).queue(id(i), "caramel-croffle", 1, null), 200);
                    assertThat(again.json().path("queueId"))
                            .isEqualTo(queued.json().path("queueId"));
                }
            }
            return till;
        });
    }

    /** @return whether it was killed while it wrote, and there was more to do */
    private static boolean isKilledInTheMiddle(int kill, int victim, Random random) throws Exception {
        try (ExecutorService callers = Executors.newFixedThreadPool(3)) {
            Future<?> sync = callers.submit(() -> shop(victim).sync());
            Blocked.await("a sync", () -> isAnybodyWriting() || sync.isDone());
            boolean hasBegun = !sync.isDone();
            Future<?> late = callers.submit(() -> sellLate(from(kill), from(kill + 1)));
            Future<?> delivery = callers.submit(() -> wake(1 - victim, kill));
            Thread.sleep(random.nextInt(LATEST_KILL_MILLIS));
            pair.kill(victim);
            long waiting = pair.count("offline_transaction_queue WHERE status = 'pending'");
            boolean isAnswered = isAnswered(sync);
            System.out.println("server " + victim + " is killed, its sync is " + (isAnswered ? "" : "not ")
                    + "answered, and " + waiting + " wait");
            delivery.get();
            // Not before it is dead: what it has not answered goes to the other one.
            late.get();
            return hasBegun && !isAnswered && waiting > 0;
        }
    }

    /** Nobody but the server that synchronises has anything to write. */
    private static boolean isAnybodyWriting() {
        return pair.count("pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"
                        + " AND backend_xid IS NOT NULL")
                > 0;
    }

    /** Every second time the background sync of the other one is at it too, a moment later. */
    private static void wake(int server, int kill) {
        if (kill % 2 == 1) {
            Queues shop = shop(server);
            answered(shop.http().key("wakes-" + kill).post(shop.path("/stock/cup/receipts"), "{\"quantity\": 1}"), 201);
        }
    }

    private static boolean isAnswered(Future<?> sync) throws Exception {
        try {
            sync.get();
            return true;
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(UncheckedIOException.class);
            return false;
        }
    }

    /** One queued sale in ten arrives itself, the latest first: a sync begins at the other end. */
    private static void sellLate(int from, int to) {
        for (int i = to - 1; i >= from; i--) {
            if (i % 10 == 5) {
                sell(i);
            }
        }
    }

    /** Sent again with the same key, now to the one and now to the other server, until it is known what became of it. */
    private static void sell(int i) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                Http.Answer answer = shop(attempt + i / 10).sell(id(i), "late-" + i, 1, null);
                if (answer.status() == 201
                        || answer.status() == 200
                        || answer.slug().equals("insufficient-stock")) {
                    return;
                }
                assertThat(answer.slug()).isIn("idempotency-key-in-flight", "version-conflict", "overloaded");
            } catch (UncheckedIOException e) {
                // It has been killed.
            }
        }
        throw new AssertionError(id(i) + " was not answered");
    }

    private static void assertEachIsDeductedOnceOrShort(int fitting) {
        String queue = "offline_transaction_queue WHERE ";
        assertThat(pair.count(queue + "TRUE")).isEqualTo(ENTRIES);
        assertThat(pair.count(queue + "status = 'approved' AND decision IN ('synced', 'already_deducted')"))
                .isEqualTo(fitting);
        // The second attempt is the one that waits for stock: each was found short once.
        assertThat(pair.count(queue + "status = 'insufficient_stock' AND attempt = 2"))
                .isEqualTo(ENTRIES - fitting);
        System.out.println(pair.count(queue + "decision = 'already_deducted'") + " sales came before their entries");

        String movements = "inventory_movements WHERE kind = 'deduction'";
        assertThat(pair.count(movements)).isEqualTo(4L * fitting);
        assertThat(pair.count("(SELECT DISTINCT transaction_id, stock_id FROM " + movements + ") AS each"))
                .isEqualTo(4L * fitting);
        assertThat(pair.count("inventory_deduction_idempotency WHERE operation = 'deduction' AND outcome = 'done'"))
                .isEqualTo(fitting);
        for (String item : new String[] {"croissant", "cream", "caramel", "wax-paper"}) {
            assertThat(shop(0).quantity(item)).as(item).isEqualTo("0");
        }
    }

    /** The number of the first entry that is queued before this kill. */
    private static int from(int kill) {
        return Math.toIntExact((long) kill * ENTRIES / KILLS);
    }

    private static String id(int i) {
        return "sale-" + i;
    }

    private static Queues shop(int caller) {
        return new Queues(pair.http(caller), store);
    }
}
