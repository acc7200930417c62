package io.atomicinventory.device.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.device.faults.FaultProxy;
import io.atomicinventory.device.faults.Weather;
import io.atomicinventory.device.queue.OfflineSaleQueue;
import io.atomicinventory.device.queue.QueueSettings;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes sell with one file, and both synchronise in the background: one at a time. */
class TwoProcessesIT {
    private static final int EACH = 60;
    private static final int PAUSE_MILLIS = 5;

    @TempDir
    private Path folder;

    private volatile boolean isCutOff = true;

    @Test
    void I2_I9_whatTwoProcessesKeepInOneFileIsSentByOneOfThemAtATimeAndOnce() throws Exception {
        Path file = folder.resolve("till.db");
        Weather none = Weather.random(1, new Random());
        try (KillableServer server = new KillableServer(folder);
                FaultProxy wire = FaultProxy.plain(server.port(), moment -> isCutOff ? none.at(moment) : null);
                TillProcess left = process(wire, file, "left");
                TillProcess right = process(wire, file, "right")) {
            server.deliver(2 * EACH);
            left.start();
            right.start();
            await(() -> left.hasSoldAll() && right.hasSoldAll());
            assertThat(left.told().values()).doesNotContain("sold");

            try (OfflineSaleQueue queue = OfflineSaleQueue.open(file, QueueSettings.defaults(), Clock.systemUTC())) {
                try (FileChannel channel = FileChannel.open(
                                folder.resolve("till.db.sync"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        FileLock somebodyElses = channel.lock()) {
                    assertThat(somebodyElses.isValid()).isTrue();
                    int kept = queue.counts().kept();
                    assertThat(kept).isGreaterThanOrEqualTo(2 * EACH);
                    isCutOff = false;
                    // Each of them looks twenty times a second.
                    LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
                    assertThat(queue.counts().kept())
                            .as("while somebody else synchronises")
                            .isEqualTo(kept);
                }
                await(() -> queue.counts().kept() == 0);
            }
            left.finish();
            right.finish();
            List<String> deducted = server.transactions("SELECT transaction_id FROM inventory_deduction_idempotency"
                    + " WHERE outcome = 'done' AND operation = 'deduction'");
            assertThat(deducted).hasSize(2 * EACH).doesNotHaveDuplicates();
            server.requireRightBooks();
        }
    }

    private static TillProcess process(FaultProxy wire, Path file, String device) {
        return new TillProcess("http://127.0.0.1:" + wire.port(), file, device, EACH, PAUSE_MILLIS);
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it takes too long").isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }
}
