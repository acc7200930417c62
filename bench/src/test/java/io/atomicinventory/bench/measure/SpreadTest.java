package io.atomicinventory.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void theMedianIsTheMiddleAndTheSpreadIsFromTheLeastToTheMost() {
        assertThat(Spread.of(9, 1, 3)).isEqualTo(new Spread(3, 1, 9));
        assertThat(Spread.of(4, 2)).isEqualTo(new Spread(3, 2, 4));
        assertThat(Spread.of()).isEqualTo(Spread.NONE);
    }
}
