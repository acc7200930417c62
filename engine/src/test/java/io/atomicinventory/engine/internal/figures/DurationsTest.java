package io.atomicinventory.engine.internal.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DurationsTest {
    @Test
    void aPercentileIsNeverLessThanTheTruthAndAtMostHalfAsMuchAgain() {
        Random random = new Random(7);
        for (int run = 0; run < 200; run++) {
            long[] micros = random.longs(1 + random.nextInt(300), 0, 1L << (5 + random.nextInt(21)))
                    .sorted()
                    .toArray();
            long[] numbers = new long[Durations.BUCKETS];
            Arrays.stream(micros).forEach(one -> numbers[Durations.bucket(one)]++);
            long max = micros[micros.length - 1];
            for (int percent : new int[] {50, 95, 99, 100}) {
                long truth = micros[(micros.length * percent + 99) / 100 - 1];
                assertThat(Durations.percentile(numbers, percent, max))
                        .as("%d %% of run %d", percent, run)
                        .isBetween(truth, truth > 31_000_000 ? max : Math.max(250, truth * 3 / 2 + 1));
            }
        }
    }

    @Test
    void ofNothingItIsNothing() {
        assertThat(Durations.percentile(new long[Durations.BUCKETS], 99, 0)).isZero();
    }
}
