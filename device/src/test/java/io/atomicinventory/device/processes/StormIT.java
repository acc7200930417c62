package io.atomicinventory.device.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.device.faults.FaultProxy;
import io.atomicinventory.device.faults.Weather;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many tills of one store, each a process, over networks on which anything may go wrong, while tills and the server are
 * killed. In the end each sale is in the books once, or waits for a manager's approval, and the sums are exact.
 */
class StormIT {
    private static final int TILLS = Integer.getInteger("storm.tills", 5);
    private static final int SALES = Integer.getInteger("storm.sales", 500);
    private static final int KILLED_SERVERS = Integer.getInteger("storm.servers", 2);
    private static final int KILLED_TILLS = Integer.getInteger("storm.killed", 18);
    private static final long SEED = Long.getLong("storm.seed", System.nanoTime());

    /** Of each fault at each moment: about one request in five has one. */
    private static final double CHANCE = 0.01;

    private static final int LONGEST_PAUSE_MILLIS = 60;
    private static final Duration LONGEST = Duration.ofMinutes(10);

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);
    private final List<TillProcess> tills = new ArrayList<>();
    private final List<FaultProxy> wires = new ArrayList<>();
    private KillableServer server;
    private volatile boolean isStormy = true;

    @BeforeEach
    void open() throws IOException {
        System.out.println("-Dstorm.seed=" + SEED);
        server = new KillableServer(folder);
        assertThat(server.http()
                        .put(
                                "/api/v1/stores/cebu",
                                "{\"name\": \"Cebu\", \"timezone\": \"Asia/Manila\", \"onShortage\": \"queue\"}")
                        .status())
                .isEqualTo(200);
        server.deliver(stock() - 100);
        for (int i = 0; i < TILLS; i++) {
            Weather weather = Weather.random(CHANCE, new Random(SEED + i));
            FaultProxy wire = FaultProxy.plain(server.port(), moment -> isStormy ? weather.at(moment) : null);
            wires.add(wire);
            String device = "till-" + i;
            tills.add(new TillProcess(
                    "http://127.0.0.1:" + wire.port(),
                    folder.resolve(device + ".db"),
                    device,
                    SALES / TILLS,
                    LONGEST_PAUSE_MILLIS));
        }
    }

    @AfterEach
    void close() throws IOException {
        tills.forEach(TillProcess::close);
        for (FaultProxy wire : wires) {
            wire.close();
        }
        server.close();
    }

    @Test
    void I2_I6_I9_eachSaleIsInTheBooksOnceOrWaitsWhoeverIsKilled() throws Exception {
        for (TillProcess till : tills) {
            till.start();
        }
        killAllTheWhile();
        await(sales());
        isStormy = false;
        for (TillProcess till : tills) {
            till.finish();
        }
        System.out.println(wires.stream().mapToInt(FaultProxy::done).sum() + " faults on the networks");
        requireEachOnce();
    }

    /** After each of as many equal parts of all sales somebody is killed. */
    private void killAllTheWhile() {
        int kills = KILLED_SERVERS + KILLED_TILLS;
        for (int kill = 0; kill < kills; kill++) {
            await((long) sales() * kill / (kills + 1));
            LockSupport.parkNanos(Duration.ofMillis(random.nextInt(200)).toNanos());
            if ((kill + 1) * KILLED_SERVERS / kills > kill * KILLED_SERVERS / kills) {
                server.kill();
                LockSupport.parkNanos(Duration.ofMillis(random.nextInt(1_000)).toNanos());
                server.startAgain();
            } else {
                // Rather one that is at work.
                List<TillProcess> atWork =
                        tills.stream().filter(till -> !till.hasSoldAll()).toList();
                List<TillProcess> victims = atWork.isEmpty() ? tills : atWork;
                TillProcess victim = victims.get(random.nextInt(victims.size()));
                victim.kill();
                victim.start();
            }
        }
    }

    /** Not enough for all, also when a tenth is given back. */
    private static int stock() {
        return SALES * 4 / 5;
    }

    private static int sales() {
        return SALES / TILLS * TILLS;
    }

    /** Until so many have been sold by all. */
    private void await(long sales) {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (tills.stream().mapToLong(till -> till.told().size()).sum() < sales) {
            assertThat(System.nanoTime()).as("it takes too long").isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    private void requireEachOnce() {
        Set<String> all = new TreeSet<>();
        Set<String> voided = new TreeSet<>();
        for (TillProcess till : tills) {
            till.told().forEach((number, what) -> {
                all.add(till.device() + "-" + number);
                if (what.equals("voided")) {
                    voided.add(till.device() + "-" + number);
                }
                assertThat(what).isIn("sold", "queued", "voided");
            });
        }
        assertThat(all).hasSize(sales());

        String outcomes = "SELECT transaction_id FROM inventory_deduction_idempotency WHERE outcome = 'done'";
        List<String> deducted = server.transactions(outcomes + " AND operation = 'deduction'");
        List<String> givenBack = server.transactions(outcomes + " AND operation = 'compensation'");
        String queue = "SELECT transaction_id FROM offline_transaction_queue WHERE status ";
        List<String> waiting = server.transactions(queue + "IN ('pending', 'insufficient_stock')");
        List<String> calledOff = server.transactions(queue + "= 'rejected'");
        // The void of a sale that waits is recorded too, and gives nothing back.
        long restored = givenBack.stream().filter(deducted::contains).count();
        System.out.println(deducted.size() + " deducted, " + restored + " of them given back, " + waiting.size()
                + " wait, " + calledOff.size() + " called off while they waited");

        assertThat(deducted).doesNotHaveDuplicates();
        assertThat(givenBack).doesNotHaveDuplicates();
        assertThat(Stream.of(deducted, waiting, calledOff).flatMap(List::stream))
                .as("each is just one of these")
                .containsExactlyInAnyOrderElementsOf(all);
        assertThat(givenBack).as("voids").containsExactlyInAnyOrderElementsOf(voided);
        assertThat(waiting).as("there is not enough for all").isNotEmpty();
        assertThat(server.croissants()).isEqualTo(stock() - deducted.size() + restored);
        server.requireRightBooks();
    }
}
