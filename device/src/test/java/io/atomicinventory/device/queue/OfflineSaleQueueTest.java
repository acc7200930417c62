package io.atomicinventory.device.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.atomicinventory.device.client.SaleLine;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OfflineSaleQueueTest {
    private static final List<SaleLine> CROFFLE = List.of(SaleLine.of("caramel-croffle", 1));
    private static final Duration HOLD = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    private Path path;

    @BeforeEach
    void choosePath() {
        path = folder.resolve("till.db");
    }

    private OfflineSaleQueue open() {
        return open(QueueSettings.defaults());
    }

    private OfflineSaleQueue open(QueueSettings settings) {
        return OfflineSaleQueue.open(path, settings, Clock.systemUTC());
    }

    @Test
    void I9_aKeptSaleIsReadByWhoeverOpensTheFileWithItsKey() {
        try (OfflineSaleQueue queue = open()) {
            Entry kept = queue.keepSale(
                            "t-1", List.of(SaleLine.of("a", 2), new SaleLine("b", new BigDecimal("0.1234"))), 5L, null)
                    .entry();
            // While the first still has it: nothing waits to be written.
            try (OfflineSaleQueue other = open()) {
                assertThat(other.next(0, 10)).containsExactly(kept);
                assertThat(kept.isPromised()).isTrue();
                assertThat(kept.skewMillis()).isEqualTo(5);
                assertThat(kept.lines())
                        .extracting(line -> line.quantity().toPlainString())
                        .containsExactly("2", "0.1234");
            }
        }
    }

    @Test
    void I2_aSaleThatIsKeptTwiceIsOneWithOneKeyAndOtherItemsAreAMistake() {
        try (OfflineSaleQueue queue = open()) {
            Entry first = queue.keepSale("t-1", CROFFLE, null, null).entry();
            OfflineSaleQueue.Claim again = queue.keepSale("t-1", CROFFLE, null, null);
            assertThat(again).isEqualTo(new OfflineSaleQueue.Claim(first, false));
            assertThatThrownBy(() -> queue.keepSale("t-1", List.of(SaleLine.of("caramel-croffle", 2)), null, null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("another sale");
            assertThat(queue.counts().kept()).isEqualTo(1);
        }
    }

    @Test
    void I2_onlyARecordedRefusalLeadsToANewKeyBehindWhatWasKeptMeanwhile() {
        try (OfflineSaleQueue queue = open()) {
            Entry first = queue.keepSale("t-1", CROFFLE, null, HOLD).entry();
            Entry takenOver = queue.keepSale("t-1", CROFFLE, null, HOLD).entry();
            assertThat(takenOver.idempotencyKey()).isEqualTo(first.idempotencyKey());
            assertThat(queue.settle(List.of(Settlement.notYet(first, "no answer")), HOLD))
                    .as("the first does not hold it any more")
                    .hasSize(1);
            assertThat(queue.settle(List.of(Settlement.refused(first, "short", "{}")), HOLD))
                    .as("but what is recorded under their key is known for good")
                    .isEmpty();
            assertThat(queue.promise(takenOver, "no answer").state()).isEqualTo(State.REFUSED);

            Entry between = queue.keepSale("t-2", CROFFLE, null, null).entry();
            Entry second = queue.keepSale("t-1", CROFFLE, null, null).entry();
            assertThat(second.idempotencyKey()).isNotEqualTo(first.idempotencyKey());
            assertThat(queue.next(0, 10)).containsExactly(between, second);
            assertThat(queue.keepSale("t-3", CROFFLE, null, null).entry().seq()).isGreaterThan(second.seq());
        }
    }

    @Test
    void I2_whatTheServerCouldNotReadIsRecordedNowhereAndKeepsItsKey() {
        String unread = "{\"type\": \"urn:atomic-inventory:problem:malformed-request\"}";
        try (OfflineSaleQueue queue = open()) {
            Entry first = queue.keepSale("t-1", CROFFLE, null, HOLD).entry();
            queue.settle(List.of(Settlement.refused(first, "malformed", unread)), HOLD);
            assertThat(queue.keepSale("t-1", CROFFLE, null, HOLD).entry().idempotencyKey())
                    .isEqualTo(first.idempotencyKey());
        }
    }

    @Test
    void I9_whoeverIsToldThatASaleIsKeptHasItPromisedWhateverBecameOfTheAttempt() {
        try (OfflineSaleQueue queue = open()) {
            Entry stuck =
                    queue.keepSale("t-stuck", CROFFLE, null, Duration.ZERO).entry();
            queue.settle(List.of(Settlement.stuck(stuck, "no answer")), HOLD);
            OfflineSaleQueue.Claim again = queue.keepSale("t-stuck", CROFFLE, null, HOLD);
            assertThat(again.isOurs()).isFalse();
            assertThat(again.entry().isPromised()).isTrue();
            assertThat(queue.settle(List.of(Settlement.refused(again.entry(), "short", "{}")), HOLD))
                    .hasSize(1);

            // It was refused and begun anew while the first call still waited.
            Entry first = queue.keepSale("t-anew", CROFFLE, null, HOLD).entry();
            queue.settle(List.of(Settlement.refused(first, "short", "{}")), HOLD);
            Entry anew = queue.keepSale("t-anew", CROFFLE, null, HOLD).entry();
            Entry promised = queue.promise(first, "no answer");
            assertThat(promised.idempotencyKey()).isEqualTo(anew.idempotencyKey());
            assertThat(promised.isPromised()).isTrue();
        }
    }

    @Test
    void whatSomebodyIsSendingIsNotSentByTheSynchronisationUntilItsHoldEnds() {
        try (OfflineSaleQueue queue = open()) {
            Entry held = queue.keepSale("t-1", CROFFLE, null, HOLD).entry();
            assertThat(queue.next(0, 10)).isEmpty();
            assertThat(queue.promise(held, "offline").isPromised()).isTrue();
            assertThat(queue.next(0, 10)).extracting(Entry::transactionId).containsExactly("t-1");

            queue.keepSale("t-2", CROFFLE, null, Duration.ZERO);
            assertThat(queue.next(0, 10)).as("whoever held it has died").hasSize(2);
        }
    }

    @Test
    void whatIsSettledIsForgottenAfterAWhileAndWhatIsNotNever() {
        try (OfflineSaleQueue queue = open(QueueSettings.defaults().withKeepSettled(Duration.ZERO))) {
            Entry done = queue.keepSale("done", CROFFLE, null, null).entry();
            Entry waiting = queue.keepSale("waiting", CROFFLE, null, null).entry();
            queue.keepSale("kept", CROFFLE, null, null);
            queue.settle(
                    List.of(Settlement.done(done, "{}"), Settlement.waiting(waiting, "q-1", "short")), Duration.ZERO);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            queue.forgetOld();
            assertThat(queue.newest(10)).extracting(Entry::transactionId).containsExactly("kept", "waiting");
            assertThat(queue.due(10)).extracting(Entry::queueId).containsExactly("q-1");
        }
    }

    @Test
    void I9_aDamagedFileIsKeptAsideAndSaidSo() throws Exception {
        try (OfflineSaleQueue queue = open()) {
            queue.keepSale("t-1", CROFFLE, null, null);
        }
        byte[] bytes = Files.readAllBytes(path);
        Arrays.fill(bytes, 4096, bytes.length, (byte) 7);
        Files.write(path, bytes);

        CorruptQueueException damaged = catchThrowableOfType(CorruptQueueException.class, this::open);
        assertThat(damaged).hasMessageContaining("kept as").hasMessageContaining("start the till again");
        assertThat(Files.readAllBytes(damaged.keptAside())).isEqualTo(bytes);
        assertThat(path).doesNotExist();
        try (OfflineSaleQueue queue = open()) {
            assertThat(queue.counts().kept()).isZero();
        }
        assertThat(damaged.keptAside()).exists();
    }

    @Test
    void aFileThatIsNoneOfOursIsKeptAsideToo() throws Exception {
        Files.writeString(path, "My shopping list, and much more than that: ".repeat(100));
        CorruptQueueException damaged = catchThrowableOfType(CorruptQueueException.class, this::open);
        assertThat(Files.readString(damaged.keptAside())).startsWith("My shopping list");
    }

    @Test
    void aFileOfANewerVersionIsRefusedAndLeftAlone() throws SQLException {
        open().close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = 99");
        }
        assertThatThrownBy(this::open)
                .isInstanceOf(QueueUnavailableException.class)
                .hasMessageContaining("newer version");
        assertThat(path).exists();
    }

    @Test
    void whatIsCommittedIsOnTheDisk() throws SQLException {
        try (OfflineSaleQueue queue = open()) {
            queue.keepSale("t-1", CROFFLE, null, null);
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
                    Statement statement = connection.createStatement();
                    var mode = statement.executeQuery("PRAGMA journal_mode")) {
                assertThat(mode.getString(1)).isEqualTo("wal");
            }
            assertThat(queue.pragma("synchronous")).as("FULL").isEqualTo("2");
        }
    }

    @Test
    void I9_aTillThatKeepsTooMuchSaysSoAndKeepsWhatItHas() {
        try (OfflineSaleQueue queue = open(QueueSettings.defaults().withMaxKept(2))) {
            queue.keepSale("t-1", CROFFLE, null, null);
            Entry second = queue.keepSale("t-2", CROFFLE, null, null).entry();
            assertThatThrownBy(() -> queue.keepSale("t-3", CROFFLE, null, null))
                    .isInstanceOf(QueueFullException.class)
                    .hasMessageContaining("Connect it");
            assertThat(queue.counts().kept()).isEqualTo(2);
            queue.settle(List.of(Settlement.done(second, "{}")), Duration.ZERO);
            assertThat(queue.keepSale("t-3", CROFFLE, null, null).isOurs()).isTrue();
        }
        try (OfflineSaleQueue queue = open(QueueSettings.defaults().withMinFreeBytes(Long.MAX_VALUE))) {
            assertThatThrownBy(() -> queue.keepSale("t-4", CROFFLE, null, null))
                    .isInstanceOf(QueueFullException.class)
                    .hasMessageContaining("nearly full");
        }
    }

    private static int keepUntilRefused(OfflineSaleQueue queue, Class<? extends QueueException> refusal, String text) {
        List<SaleLine> large = Collections.nCopies(200, SaleLine.of("p".repeat(128), 1));
        int[] kept = {0};
        assertThatThrownBy(() -> {
                    while (kept[0] < 100) {
                        queue.keepSale("t-" + kept[0], large, null, null);
                        kept[0]++;
                    }
                })
                .isInstanceOf(refusal)
                .hasMessageContaining(text);
        return kept[0];
    }

    @Test
    void I9_aFileThatIsAsLargeAsItMayBeKeepsWhatItHasAndHasRoomForWhatMakesRoom() {
        try (OfflineSaleQueue queue = open(QueueSettings.defaults().withMaxFileBytes(1024 * 1024))) {
            int kept = keepUntilRefused(queue, QueueFullException.class, "as large as it may be");
            assertThat(queue.counts().kept()).isEqualTo(kept).isGreaterThan(10);
            assertThat(queue.settle(List.of(Settlement.done(queue.next(0, 1).getFirst(), "{}")), Duration.ZERO))
                    .isEmpty();
        }
    }

    @Test
    void I9_aDiskThatIsFullAllTheSameSaysSoAndKeepsWhatItHas() {
        try (OfflineSaleQueue queue = open()) {
            queue.pragma("max_page_count = 100");
            int kept = keepUntilRefused(queue, QueueUnavailableException.class, "the disk is full");
            assertThat(queue.counts().kept()).isEqualTo(kept).isGreaterThan(5);
            queue.pragma("max_page_count = 100000");
            assertThat(queue.keepSale("t-after", CROFFLE, null, null).isOurs()).isTrue();
        }
    }

    @Test
    void I9_aFolderThatVanishesIsFoundOutAtTheNextSale() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        path = disk.resolve("till.db");
        try (OfflineSaleQueue queue = open()) {
            queue.keepSale("t-1", CROFFLE, null, null);
            Path away = Files.move(disk, folder.resolve("unplugged"));
            assertThatThrownBy(() -> queue.keepSale("t-2", CROFFLE, null, null))
                    .isInstanceOf(QueueUnavailableException.class)
                    .hasMessageContaining("is gone");
            Files.move(away, disk);
            assertThat(queue.keepSale("t-2", CROFFLE, null, null).isOurs()).isTrue();
            assertThat(queue.counts().kept()).isEqualTo(2);
        }
        path = folder.resolve("nowhere").resolve("till.db");
        assertThatThrownBy(this::open)
                .isInstanceOf(QueueUnavailableException.class)
                .hasMessageContaining("folder");
    }
}
