package io.atomicinventory.bench.growth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GrowthTest {
    @Test
    void theLargestSizeIsTheOneThatWasAskedFor() {
        assertThat(Growth.sizes(30_000_000)).containsExactly(0L, 1_000_000L, 10_000_000L, 30_000_000L);
        assertThat(Growth.sizes(5_000_000)).containsExactly(0L, 1_000_000L, 5_000_000L);
        assertThat(Growth.sizes(200_000)).containsExactly(0L, 200_000L);
        assertThat(Growth.sizes(1_000_000)).containsExactly(0L, 1_000_000L);
    }
}
