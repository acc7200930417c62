package io.atomicinventory.engine.internal.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.internal.ledger.Attempt.Failed;
import io.atomicinventory.engine.internal.ledger.Attempt.Step;
import io.atomicinventory.engine.internal.ledger.Attempt.Why;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AttemptTest {
    private static final Failed WAITED_FOR_A_KEY = new Failed(Why.LOCK, Step.WRITE, Set.of("cream"), null);
    private static final Failed RAN_OUT_OF_TIME = new Failed(Why.LOCK, Step.READ, Set.of("caramel", "cream"), null);
    private static final Failed LOST = new Failed(Why.CONNECTION, Step.COMMIT, Set.of("cream"), null);
    private static final Stopwatch IN_TIME = new Stopwatch(Duration.ofMinutes(1));
    private static final Stopwatch OVER = new Stopwatch(Duration.ZERO);

    @Test
    void I2_aTryThatTheDeadlineCutShortDoesNotHideWhoWasInTheWayBefore() {
        assertThat(RAN_OUT_OF_TIME.after(WAITED_FOR_A_KEY, OVER)).isEqualTo(WAITED_FOR_A_KEY);
        assertThat(RAN_OUT_OF_TIME.after(null, OVER)).isEqualTo(RAN_OUT_OF_TIME);
        assertThat(RAN_OUT_OF_TIME.after(WAITED_FOR_A_KEY, IN_TIME)).isEqualTo(RAN_OUT_OF_TIME);
    }

    @Test
    void I2_aCommitWithoutAnAnswerIsNeverHidden() {
        assertThat(LOST.after(WAITED_FOR_A_KEY, OVER)).isEqualTo(LOST);
        assertThat(RAN_OUT_OF_TIME.after(LOST, OVER)).isEqualTo(RAN_OUT_OF_TIME);
    }
}
