package io.atomicinventory.server.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/** With a clock that stands still unless it is told to go on. */
class RateLimitsTest {
    private final AtomicLong nanos = new AtomicLong();

    private final TimeMeter clock = new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return nanos.get();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    };

    private RateLimits limits(int token, int address) {
        Duration any = Duration.ofSeconds(1);
        return new RateLimits(
                new LimitSettings(token, address, DataSize.ofMegabytes(1), DataSize.ofMegabytes(1), 16, any, any, any),
                clock);
    }

    private static int goOnFor(RateLimits limits, String address) {
        int times = 0;
        while (limits.address(address).isEmpty()) {
            times++;
        }
        return times;
    }

    @Test
    void aTokenMayAskForTwoSecondsAtOnceAndThenAsOftenAsItIsAllowed() {
        RateLimits limits = limits(10, 0);
        for (int i = 0; i < 20; i++) {
            assertThat(limits.token("till-1")).isEmpty();
        }
        assertThat(limits.token("till-1")).contains(Duration.ofMillis(100));
        assertThat(limits.token("till-1")).as("who waits uses nothing up").contains(Duration.ofMillis(100));
        assertThat(limits.token("till-2")).isEmpty();
        nanos.addAndGet(Duration.ofMillis(100).toNanos());
        assertThat(limits.token("till-1")).isEmpty();
        assertThat(limits.token("till-1")).isPresent();
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        for (int i = 0; i < 20; i++) {
            assertThat(limits.token("till-1")).isEmpty();
        }
        assertThat(limits.token("till-1")).isPresent();
    }

    @Test
    void anAddressMayAskForFiveSecondsAtOnce() {
        RateLimits limits = limits(0, 20);
        assertThat(goOnFor(limits, "198.51.100.1")).isEqualTo(100);
        assertThat(limits.address("198.51.100.1")).contains(Duration.ofMillis(50));
        assertThat(goOnFor(limits, "198.51.100.2")).isEqualTo(100);
    }

    @Test
    void aNetworkOfIpv6IsOneCaller() {
        RateLimits limits = limits(0, 1);
        assertThat(goOnFor(limits, "2001:db8:0:1::1")).isEqualTo(5);
        assertThat(limits.address("2001:db8:0:1:ffff:ffff:ffff:ffff")).isPresent();
        assertThat(limits.address("2001:DB8:0:1::2%eth0")).isPresent();
        assertThat(limits.address("2001:db8:0:2::1")).isEmpty();
        assertThat(goOnFor(limits, "::ffff:198.51.100.1")).isEqualTo(5);
        assertThat(limits.address("198.51.100.1")).as("the same in other words").isPresent();
    }

    @Test
    void whateverIsNoAddressIsOneCaller() {
        RateLimits limits = limits(0, 1);
        assertThat(goOnFor(limits, "garbage")).isEqualTo(5);
        for (String text : List.of("", "other garbage", "localhost", "1.2.3", "x".repeat(100_000))) {
            assertThat(limits.address(text)).isPresent();
        }
    }

    @Test
    void noneIsAnyNumber() {
        RateLimits limits = limits(0, 0);
        for (int i = 0; i < 10_000; i++) {
            assertThat(limits.token("till-1")).isEmpty();
            assertThat(limits.address("198.51.100.1")).isEmpty();
        }
    }

    @Test
    void manyAtOnceGetNoMoreThanOne() throws Exception {
        RateLimits limits = limits(100, 0);
        List<Future<Integer>> works = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 8; i++) {
                works.add(executor.submit(() -> {
                    int gone = 0;
                    for (int j = 0; j < 500; j++) {
                        gone += limits.token("till-1").isEmpty() ? 1 : 0;
                    }
                    return gone;
                }));
            }
        }
        int all = 0;
        for (Future<Integer> work : works) {
            all += work.get();
        }
        assertThat(all).isEqualTo(200);
    }

    /** Or a stranger with many addresses would fill the memory. */
    @Test
    void noMoreThanSoManyCallersAreRemembered() {
        RateLimits limits = limits(0, 1);
        for (int i = 0; i < 300_000; i++) {
            limits.address("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255));
        }
        assertThat(limits.remembered()).isLessThanOrEqualTo(100_000);
    }
}
