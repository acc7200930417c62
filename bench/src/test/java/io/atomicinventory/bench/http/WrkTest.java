package io.atomicinventory.bench.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WrkTest {
    @Test
    void theSalesOfABatchAreCountedAndNotItsRequests() {
        Wrk.Result result = Wrk.result("Running 2s test\nRESULT 50 2000000 1 2 1500 9000\n", 100);

        assertThat(result).isEqualTo(new Wrk.Result(2_500, 5_000, 3, 1.5, 9));
    }

    @Test
    void anOutputWithoutAResultIsShown() {
        assertThatThrownBy(() -> Wrk.result("unable to connect", 1)).hasMessageContaining("unable to connect");
    }
}
