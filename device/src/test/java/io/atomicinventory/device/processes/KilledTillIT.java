package io.atomicinventory.device.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.device.faults.FaultProxy;
import io.atomicinventory.device.faults.Weather;
import io.atomicinventory.device.queue.Entry;
import io.atomicinventory.device.queue.OfflineSaleQueue;
import io.atomicinventory.device.queue.QueueSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A till that sells in a loop is killed again and again, at any instant, with a good network, a bad one and none. */
class KilledTillIT {
    /** {@code -Dkilled.tills=200} for many more. */
    private static final int KILLS = Integer.getInteger("killed.tills", 6);

    private static final long SEED = Long.getLong("killed.seed", System.nanoTime());
    private static final int LATEST_MILLIS = 300;
    private static final Duration LONGEST_START = Duration.ofMinutes(2);
    private static final int MANY = 1_000_000;
    private static final double CHANCE = 0.02;

    @TempDir
    private Path folder;

    private enum Network {
        GOOD,
        BAD,
        NONE
    }

    private volatile Network network = Network.GOOD;

    @Test
    void I9_noSaleThatWasReturnedIsMissingAndNoneIsDoubled() throws Exception {
        System.out.println("-Dkilled.seed=" + SEED);
        Random random = new Random(SEED);
        Weather bad = Weather.random(CHANCE, random);
        Weather none = Weather.random(1, random);
        try (KillableServer server = new KillableServer(folder);
                FaultProxy wire = FaultProxy.plain(server.port(), moment -> switch (network) {
                    case GOOD -> null;
                    case BAD -> bad.at(moment);
                    case NONE -> none.at(moment);
                });
                TillProcess till = new TillProcess(
                        "http://127.0.0.1:" + wire.port(), folder.resolve("till.db"), "till", MANY, 0)) {
            server.deliver(MANY - 100);
            for (int kill = 0; kill < KILLS; kill++) {
                network = Network.values()[kill % Network.values().length];
                int before = till.told().size();
                till.start();
                long deadline = System.nanoTime() + LONGEST_START.toNanos();
                while (till.told().size() == before) {
                    assertThat(System.nanoTime()).as("it sells nothing").isLessThan(deadline);
                    LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
                }
                LockSupport.parkNanos(
                        Duration.ofMillis(random.nextInt(LATEST_MILLIS)).toNanos());
                till.kill();
                requireAllOnDisk(till);
            }
            network = Network.GOOD;
            System.out.println(
                    till.begun() + " begun, " + till.told().size() + " returned, " + wire.done() + " faults");
            sendTheRest(till);

            String done =
                    "SELECT transaction_id FROM inventory_deduction_idempotency WHERE outcome = 'done' AND operation";
            List<String> deducted = server.transactions(done + " = 'deduction'");
            assertThat(deducted).doesNotHaveDuplicates();
            assertThat(deducted).as("what was returned").containsAll(ids(till, told -> true));
            assertThat(deducted).as("what was begun").hasSizeBetween(till.told().size(), till.begun());
            List<String> givenBack = server.transactions(done + " = 'compensation'");
            assertThat(givenBack).doesNotHaveDuplicates().containsAll(ids(till, "voided"::equals));
            assertThat(server.croissants()).isEqualTo(MANY - deducted.size() + givenBack.size());
            server.requireRightBooks();
        }
    }

    /** Of the sales that were told so. */
    private static List<String> ids(TillProcess till, Predicate<String> told) {
        return till.told().entrySet().stream()
                .filter(entry -> told.test(entry.getValue()))
                .map(entry -> "till-" + entry.getKey())
                .toList();
    }

    /** Whoever opens the file finds each that was returned, under one key. */
    private static void requireAllOnDisk(TillProcess till) {
        try (OfflineSaleQueue queue = OfflineSaleQueue.open(till.file(), QueueSettings.defaults(), Clock.systemUTC())) {
            List<String> onDisk = queue.newest(MANY).stream()
                    .filter(entry -> entry.kind() == Entry.Kind.SALE)
                    .map(Entry::transactionId)
                    .toList();
            assertThat(onDisk).doesNotHaveDuplicates();
            assertThat(onDisk).containsAll(ids(till, told -> true));
            assertThat(onDisk.size()).isLessThanOrEqualTo(till.begun());
        }
    }

    /** By one more that has nothing to sell. */
    private static void sendTheRest(TillProcess till) throws Exception {
        try (TillProcess last = till.thatOnlySends()) {
            last.start().finish();
        }
    }
}
