package io.atomicinventory.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.atomicinventory.device.client.AtomicInventoryClient;
import io.atomicinventory.device.client.ClientSettings;
import io.atomicinventory.device.queue.Disk;
import io.atomicinventory.device.queue.Entry;
import io.atomicinventory.device.queue.OfflineSaleQueue;
import io.atomicinventory.device.queue.QueueException;
import io.atomicinventory.device.queue.QueueFullException;
import io.atomicinventory.device.queue.QueueSettings;
import io.atomicinventory.device.queue.QueueUnavailableException;
import io.atomicinventory.device.queue.State;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.TestServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The till's disk is full, read-only or gone, while it sells. What it said is kept; what it cannot keep it does not sell. */
class DiskTest {
    @RegisterExtension
    static final OpenServer server = OpenServer.withCafe();

    @TempDir
    private Path folder;

    private Disk disk;
    private Till till;

    @BeforeEach
    void open() {
        server.clear();
        disk = Disk.mount(folder, 4);
        till = till(QueueSettings.defaults().withMinFreeBytes(0));
    }

    @AfterEach
    void close() {
        till.close();
        disk.close();
        server.requireRightBooks();
    }

    private Till till(QueueSettings settings) {
        Clock clock = Clock.systemUTC();
        return Till.of(
                        OfflineSaleQueue.open(disk.file(), settings, clock),
                        new AtomicInventoryClient(
                                URI.create(server.url()),
                                Cafe.CEBU,
                                TestServer.TOKEN,
                                ClientSettings.defaults(),
                                clock),
                        "till")
                .settings(Shop.PATIENT.withSellDeadline(Duration.ofSeconds(5)).withHoldMargin(Duration.ZERO))
                .withoutAutoSync()
                .open();
    }

    private int sold() {
        return 100 - server.cafe().quantity(Cafe.CEBU, "croissant").intValueExact();
    }

    private void sell(String transactionId) {
        assertThat(till.sell(transactionId, Shop.croffles(1))).isInstanceOf(SaleOutcome.Sold.class);
    }

    /** Until it says that it cannot; nothing of that one is sold, and everything else is there. */
    @Test
    void I9_onAFullDiskNothingIsSoldThatCannotBeKeptAndNothingIsLost() {
        sell("before");
        disk.fillUpTo(256 * 1024);
        int sales = 0;
        QueueException problem = null;
        while (problem == null) {
            assertThat(sales).isLessThan(90);
            try {
                // Much at once: 200 lines of long ids.
                till.voidSale("nobody-sold-" + sales + "x".repeat(100), "y".repeat(200));
                sell("sale-" + sales);
                sales++;
            } catch (QueueException e) {
                problem = e;
            }
        }
        assertInstanceOf(QueueUnavailableException.class, problem);
        assertThat(problem).hasMessageContaining("the disk is full").hasMessageContaining("Nothing is lost");
        assertThat(sales).isPositive();
        assertThat(sold()).as("with the one before").isEqualTo(sales + 1);
        assertThatThrownBy(() -> till.sell("full", Shop.croffles(1))).isInstanceOf(QueueException.class);
        assertThat(sold()).isEqualTo(sales + 1);

        disk.tidyUp();
        sell("full");
        // One may have been sold, and that could not be written down: its hold has to end before it is asked for again.
        for (int i = 0; till.syncNow().left() > 0; i++) {
            assertThat(i).as("%s", till.status()).isLessThan(1_000);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        assertThat(till.entries(1_000).stream()
                        .filter(entry -> entry.kind() == Entry.Kind.SALE && entry.state() == State.DONE))
                .hasSize(sold());
    }

    @Test
    void I9_longBeforeADiskIsFullTheTillSaysSo() {
        sell("before");
        till.close();
        // 64 MiB are to be free, and the disk has four in all.
        till = till(QueueSettings.defaults());
        assertThatThrownBy(() -> till.sell("after", Shop.croffles(1)))
                .isInstanceOf(QueueFullException.class)
                .hasMessageContaining("The till's disk is nearly full: 3 MiB are free, and 64 MiB are needed")
                .hasMessageContaining("The sales that are kept already are safe");
        assertThat(sold()).isEqualTo(1);
        assertThat(till.sell("before", Shop.croffles(1))).as("is known").isInstanceOf(SaleOutcome.Sold.class);
        assertThat(till.syncNow().left()).isZero();
    }

    @Test
    void I9_aTillOnAReadOnlyDiskDoesNotBeginAndWhatItKeptIsThereAfterwards() {
        sell("before");
        till.close();
        disk.readOnly(true);
        assertThatThrownBy(() -> till(QueueSettings.defaults().withMinFreeBytes(0)))
                .isInstanceOf(QueueUnavailableException.class)
                .hasMessageContaining(disk.file().toString())
                .hasMessageContaining("cannot be written. Nothing is lost");
        disk.readOnly(false);
        till = till(QueueSettings.defaults().withMinFreeBytes(0));
        sell("after");
        assertThat(till.entries(10)).extracting(Entry::transactionId).containsExactly("after", "before");
    }

    @Test
    void I9_whereTheDiskIsPulledOutNothingIsSold() {
        sell("before");
        disk.close();
        assertThatThrownBy(() -> till.sell("after", Shop.croffles(1)))
                .isInstanceOf(QueueUnavailableException.class)
                .hasMessageContaining("is gone: its disk or folder was taken away");
        assertThat(sold()).isEqualTo(1);
        disk = Disk.mount(folder, 4);
        assertThatThrownBy(() -> till.sell("after", Shop.croffles(1)))
                .as("an empty disk is not the till's")
                .isInstanceOf(QueueUnavailableException.class);
        assertThat(sold()).isEqualTo(1);
    }
}
