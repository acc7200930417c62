package io.atomicinventory.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.testing.Blocked;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.OpenCafe;
import java.time.Instant;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A process is killed in the middle of a synchronisation, again and again. */
class KilledSyncTest {
    private static final int ENTRIES = Integer.getInteger("killed.entries", 2_000);
    private static final int KILLS = Integer.getInteger("killed.kills", 4);
    private static final long SEED = Long.getLong("killed.seed", System.nanoTime());

    @RegisterExtension
    private static final OpenCafe OPEN = new OpenCafe();

    @Test
    void I2_aSyncThatIsKilledAgainAndAgainDeductsEachEntryOnceInTheEnd() throws Exception {
        int fitting = ENTRIES - ENTRIES / 20;
        OPEN.cafe().receive(Cafe.CEBU, "cup", Integer.toString(fitting - 100), "cups");
        OPEN.cafe().receive(Cafe.CEBU, "coffee-beans", Integer.toString(ENTRIES), "beans");
        ManyEntries.queue(
                OPEN,
                IntStream.range(0, ENTRIES).boxed().toList(),
                Instant.now().minusSeconds(3L * ENTRIES));
        Random random = new Random(SEED);
        System.out.println("-Dkilled.seed=" + SEED);

        int inTheMiddle = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            long before = settled();
            // Each gets somewhat further than the one before; the last of them not to the end.
            long until = before + 1 + random.nextLong(Math.max(1, (fitting - before) / (KILLS - kill)));
            try (SyncingProcess process = SyncingProcess.start(OPEN.database())) {
                Blocked.await("a sync", () -> settled() >= until || !process.isAlive());
                Thread.sleep(random.nextInt(60));
            }
            long after = settled();
            if (after < fitting) {
                inTheMiddle++;
            }
            assertThat(OPEN.engine().verifier().verify()).isEmpty();
            System.out.println("killed at " + after + " of " + fitting);
        }
        assertThat(inTheMiddle).isPositive();

        new Counter(OPEN.engine()).sync();

        assertThat(OPEN.count("offline_transaction_queue WHERE decision = 'synced'"))
                .isEqualTo(fitting);
        assertThat(OPEN.count("offline_transaction_queue WHERE status = 'insufficient_stock'"))
                .isEqualTo(ENTRIES - fitting);
        assertThat(OPEN.count("inventory_movements WHERE kind = 'deduction' AND stock_id = 'cup'"))
                .isEqualTo(fitting);
        assertThat(OPEN.cafe().quantity(Cafe.CEBU, "cup")).isEqualByComparingTo("0");
    }

    private static long settled() {
        return OPEN.count("offline_transaction_queue WHERE decision IS NOT NULL");
    }
}
