package io.atomicinventory.engine.stock;

import static io.atomicinventory.engine.testing.Cafe.ANA;
import static io.atomicinventory.engine.testing.Cafe.CEBU;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.testing.OpenCafe;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Counts that are told in another order than that in which they were made, on the real books. */
class CountsOutOfOrderTest {
    @RegisterExtension
    static final OpenCafe CAFE = new OpenCafe();

    private final Instant morning = Instant.now().minus(Duration.ofHours(8));

    @BeforeEach
    void theCafeHasBeenOpenSinceYesterday() {
        CAFE.database()
                .execute("UPDATE inventory_movements SET occurred_at = occurred_at - '1 day'::interval,"
                        + " recorded_at = recorded_at - '1 day'::interval");
    }

    /** The oldest is told last: it holds until the next one, and not until the newest. */
    @Test
    void I4_whenTheLastCountIsTakenBackTheOneBeforeItHolds() {
        count("newest", 3, "70");
        count("middle", 2, "80");
        count("oldest", 1, "90");
        assertThat(quantity()).isEqualByComparingTo("70");

        takeBack("newest");

        assertThat(quantity()).isEqualByComparingTo("80");
    }

    @Test
    void I4_aCountThatWasTakenBackLeavesNothingBehind() {
        count("oldest", 1, "90");
        count("middle", 2, "80");
        count("newest", 3, "70");

        takeBack("oldest");
        takeBack("newest");
        assertThat(quantity()).isEqualByComparingTo("80");

        takeBack("middle");
        assertThat(quantity()).isEqualByComparingTo("100");
    }

    /** As from a form whose times have no seconds. */
    @Test
    void I4_ofTwoCountsOfTheSameTimeTheOneThatWasToldLaterHoldsUntilItIsTakenBack() {
        count("first", 1, "90");
        count("again", 1, "80");
        assertThat(quantity()).isEqualByComparingTo("80");

        takeBack("again");

        assertThat(quantity()).isEqualByComparingTo("90");
    }

    /** The opening says what was there when the item was entered: a count of before it adds nothing to that. */
    @Test
    void I4_aCountOfBeforeTheItemWasEnteredChangesNothing() {
        CAFE.cafe().stock(CEBU, "straw", "100");
        MovementOutcome.Recorded counted = (MovementOutcome.Recorded) CAFE.engine()
                .stock()
                .count(new CountRequest(CEBU, "straw", new BigDecimal("90"), morning, null, ANA, "early"));
        assertThat(counted.warnings()).hasSize(1);
        assertThat(CAFE.cafe().quantity(CEBU, "straw")).isEqualByComparingTo("100");

        CAFE.engine()
                .stock()
                .reverse(new ReversalRequest(CEBU, "straw", counted.movement().version(), "a mistake", ANA, "not"));

        assertThat(CAFE.cafe().quantity(CEBU, "straw")).isEqualByComparingTo("100");
    }

    private void count(String key, long hour, String found) {
        Instant at = morning.plus(Duration.ofHours(hour));
        assertThat(CAFE.engine()
                        .stock()
                        .count(new CountRequest(CEBU, "cup", new BigDecimal(found), at, null, ANA, key)))
                .isInstanceOf(MovementOutcome.Recorded.class);
    }

    private static void takeBack(String key) {
        long version = Long.parseLong(CAFE.database()
                .value("SELECT version FROM inventory_movements WHERE kind = 'count' AND idempotency_key = '" + key
                        + "'"));
        assertThat(CAFE.engine()
                        .stock()
                        .reverse(new ReversalRequest(CEBU, "cup", version, "a mistake", ANA, "not-" + key)))
                .isInstanceOf(MovementOutcome.Recorded.class);
    }

    private static BigDecimal quantity() {
        return CAFE.cafe().quantity(CEBU, "cup");
    }
}
