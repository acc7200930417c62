package io.atomicinventory.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TargetTest {
    @Test
    void aTargetIsMetAtItsBoundAndMissedBeyondIt() {
        assertThat(Target.atLeast("speed", 7, 7, "%.1f").verdict()).isEqualTo("met");
        assertThat(Target.atLeast("speed", 7, 6.9, "%.1f").verdict()).isEqualTo("**MISSED**");
        assertThat(Target.atMost("latency", 6, 6, "%.1f").verdict()).isEqualTo("met");
        assertThat(Target.atMost("latency", 6, 6.1, "%.1f").verdict()).isEqualTo("**MISSED**");
    }

    @Test
    void whatWasNotMeasuredIsNeitherMetNorMissed() {
        Markdown page = new Markdown();

        Target.write(page, List.of(Target.atLeast("speed", 7, Double.NaN, "%.1f ×")));

        assertThat(page.toString()).contains("| speed | ≥ 7.0 × | n/a | not measured |");
    }
}
