package io.atomicinventory.server.signin;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.exposure.ClientNetwork;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Whoever guesses waits longer and longer, and nobody is locked out. */
class SignInDelaysTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5_000_000_000L); // it wraps around
    private final SignInDelays delays = new SignInDelays(nanos::get);
    private int lastAddress;

    /** Another one each time. */
    private String address() {
        lastAddress++;
        return "10.1." + lastAddress / 250 + "." + lastAddress % 250;
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private long failAndWaitSeconds(String account, String address) {
        Duration wait = delays.attempt(account, address);
        pass(wait);
        if (!wait.isZero()) {
            assertThat(delays.attempt(account, address)).isZero();
        }
        return wait.toSeconds();
    }

    @Test
    void fromTheThirdFailureOfAnAccountTheNextAttemptWaitsTwiceAsLongUpToAMinute() {
        for (long seconds : new long[] {0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60, 60, 60, 60, 60}) {
            assertThat(failAndWaitSeconds("ana", address())).isEqualTo(seconds);
        }
        assertThat(delays.attempt("ben", address())).isZero();
    }

    @Test
    void whileItWaitsAnAttemptIsRefusedAndDoesNotMakeTheWaitLonger() {
        for (int i = 0; i < 3; i++) {
            delays.attempt("ana", address());
        }
        assertThat(delays.attempt("ana", address())).isEqualTo(Duration.ofSeconds(1));
        pass(Duration.ofMillis(400));
        assertThat(delays.attempt("ana", address())).isEqualTo(Duration.ofMillis(600));
        pass(Duration.ofMillis(600));
        assertThat(delays.attempt("ana", address())).isZero();
    }

    @Test
    void fromTheTenthFailureOfAnAddressItWaitsWhoeverIsTried() {
        for (int i = 0; i < 10; i++) {
            assertThat(delays.attempt("person-" + i, "10.0.0.1")).isZero();
        }
        assertThat(delays.attempt("ana", "10.0.0.1")).isEqualTo(Duration.ofSeconds(1));
        assertThat(delays.attempt("", "10.0.0.1")).isEqualTo(Duration.ofSeconds(1));
        assertThat(delays.attempt("ana", "10.0.0.2")).isZero();
    }

    @Test
    void addressesOfOneIPv6NetworkAreOne() {
        for (int i = 0; i < 10; i++) {
            assertThat(delays.attempt("person-" + i, "2001:db8:0:7::" + i)).isZero();
        }
        assertThat(delays.attempt("ana", "2001:db8:0:7:ffff::1%eth0")).isPositive();
        assertThat(delays.attempt("ana", "2001:db8:0:8::1")).isZero();
        assertThat(ClientNetwork.of("::ffff:10.0.0.1")).isEqualTo(ClientNetwork.of("10.0.0.1"));
        assertThat(ClientNetwork.of("no:address")).isEqualTo(ClientNetwork.of("another"));
    }

    @Test
    void aSuccessClearsTheAccountAndNotTheAddress() {
        for (int i = 0; i < 9; i++) {
            failAndWaitSeconds("ana", "10.0.0.1");
        }
        Duration wait = delays.attempt("ana", "10.0.0.1");
        pass(wait);
        assertThat(delays.attempt("ana", "10.0.0.1")).isZero();
        delays.succeeded("ana", "10.0.0.1");
        assertThat(delays.attempt("ana", "10.0.0.2")).isZero();
        assertThat(delays.attempt("ben", "10.0.0.1")).isZero();
        assertThat(delays.attempt("cleo", "10.0.0.1")).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void manyAtOnceAreCountedBeforeTheyEnd() {
        for (int i = 0; i < 3; i++) {
            assertThat(delays.attempt("ana", address())).isZero();
        }
        assertThat(delays.attempt("ana", address())).isPositive();
    }

    @Test
    void anAttemptThatCameToNothingDoesNotCount() {
        for (int i = 0; i < 50; i++) {
            assertThat(delays.attempt("ana", "10.0.0.1")).isZero();
            delays.cameToNothing("ana", "10.0.0.1");
        }
    }

    @Test
    void afterAQuarterOfAnHourItIsForgotten() {
        for (int i = 0; i < 8; i++) {
            failAndWaitSeconds("ana", "10.0.0.1");
        }
        pass(Duration.ofMinutes(15));
        for (int i = 0; i < 3; i++) {
            assertThat(delays.attempt("ana", "10.0.0.1")).isZero();
        }
    }

    @Test
    void theWaitInWordsIsLongEnough() {
        assertThat(new TooManyAttempts(Duration.ofMillis(400)).inWords()).contains("Wait 1 second,");
        assertThat(new TooManyAttempts(Duration.ofMillis(1_001)).inWords()).contains("Wait 2 seconds,");
    }
}
