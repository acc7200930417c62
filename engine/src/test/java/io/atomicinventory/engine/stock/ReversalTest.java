package io.atomicinventory.engine.stock;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.Undecided;
import io.atomicinventory.engine.stock.MovementOutcome.NotPossible;
import io.atomicinventory.engine.stock.MovementOutcome.OutOfBounds;
import io.atomicinventory.engine.stock.MovementOutcome.Recorded;
import io.atomicinventory.engine.stock.MovementOutcome.Refused;
import io.atomicinventory.engine.stock.MovementOutcome.UnknownMovement;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.OpenCafe;
import io.atomicinventory.engine.testing.Storekeeper;
import io.atomicinventory.engine.testing.Together;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What was entered wrongly is taken back, once. The café has had 100 cups for days. */
class ReversalTest {
    private static final String CUP_OF_WATER = "water";

    @RegisterExtension
    private static final OpenCafe OPEN = new OpenCafe();

    private final Instant noon = Instant.now().minus(Duration.ofHours(6)).truncatedTo(ChronoUnit.SECONDS);
    private Storekeeper cebu;

    @BeforeEach
    void open() {
        cebu = new Storekeeper(OPEN.engine(), Cafe.CEBU);
        OPEN.cafe().product(CUP_OF_WATER, "Water", "Cup piece 1");
        OPEN.database().execute("""
                UPDATE inventory_movements SET occurred_at = occurred_at - interval '9 days',
                                               recorded_at = recorded_at - interval '9 days'""");
    }

    private Instant at(int minutes) {
        return noon.plus(Duration.ofMinutes(minutes));
    }

    @Test
    void I4_whatWasEnteredWronglyIsTakenBackByAMovementThatNamesIt() {
        cebu.receive("cup", "30", "r1");
        cebu.adjust("cup", "-5", "a1");
        cebu.waste("cup", "2", "w1");
        Movement receipt = OPEN.engine()
                .stock()
                .movements(Cafe.CEBU, "cup", "3", 1)
                .items()
                .getFirst();

        Recorded reversal = (Recorded) cebu.reverse("cup", 2, "x1");

        assertThat(reversal.movement().kind()).isEqualTo(MovementKind.REVERSAL);
        assertThat(reversal.movement().reverses()).isEqualTo(2);
        assertThat(reversal.movement().quantityChange()).isEqualByComparingTo("-30");
        assertThat(reversal.movement().why()).isEqualTo("mistake");
        assertThat(reversal.movement().who()).isEqualTo("ben");
        assertThat(reversal.movement().occurredAt()).isEqualTo(receipt.occurredAt());
        assertThat(reversal.warnings()).isEmpty();
        cebu.reverse("cup", 3, "x2");
        cebu.reverse("cup", 4, "x3");
        assertThat(cebu.quantity("cup")).isEqualByComparingTo("100");
        assertThat(cebu.movements("cup"))
                .endsWith("RECEIPT 30", "ADJUSTMENT -5", "WASTE -2", "REVERSAL -30", "REVERSAL 5", "REVERSAL 2");
    }

    @Test
    void I2_aMovementIsTakenBackOnceAndItsReversalReplayed() {
        cebu.receive("cup", "30", "r1");
        Recorded reversal = (Recorded) cebu.reverse("cup", 2, "x1");
        String books = OPEN.books();

        assertThat(cebu.reverse("cup", 2, "x1")).isEqualTo(new Recorded(reversal.movement(), true, List.of()));
        assertThat(cebu.reverse("cup", 2, "x2"))
                .isEqualTo(new NotPossible("Movement 2 of cup was already reversed by movement 3"));
        assertThat(cebu.reverse("cup", 1, "x1"))
                .isEqualTo(new MovementOutcome.NotDecided(new Undecided.KeyReused("x1")));
        assertThat(OPEN.books()).isEqualTo(books);
    }

    @Test
    void I2_ofManyWhoTakeTheSameMovementBackExactlyOneDoes() throws Exception {
        for (int round = 1; round <= 5; round++) {
            String key = "r" + round;
            long version = ((Recorded) cebu.receive("cup", "7", key)).movement().version();

            List<MovementOutcome> outcomes = Together.call(
                    16,
                    caller -> () -> new Storekeeper(caller % 2 == 0 ? OPEN.engine() : OPEN.otherNode(), Cafe.CEBU)
                            .reverse("cup", version, key + "-x" + caller));

            assertThat(outcomes).filteredOn(Recorded.class::isInstance).hasSize(1);
            assertThat(outcomes).filteredOn(NotPossible.class::isInstance).hasSize(15);
            assertThat(cebu.quantity("cup")).isEqualByComparingTo("100");
        }
    }

    @Test
    void I8_onlyWhatAPersonEnteredOfThisItemCanBeTakenBack() {
        cebu.sell("t1", CUP_OF_WATER, 3);
        cebu.giveBackAsWaste("t1", "v1");
        OPEN.cafe().store("davao");
        OPEN.cafe().stock("davao", "cup", "0");
        cebu.transfer("davao", "cup", "1", "tr1");
        cebu.receive("cup", "1", "r1");
        cebu.reverse("cup", 6, "x1");
        assertThat(cebu.movements("cup"))
                .containsExactly(
                        "OPENING 100",
                        "DEDUCTION -3",
                        "COMPENSATION 3",
                        "WASTE -3",
                        "TRANSFER_OUT -1",
                        "RECEIPT 1",
                        "REVERSAL -1");
        String books = OPEN.books();

        for (long version : List.of(1L, 2L, 3L, 4L, 5L, 7L)) {
            assertThat(cebu.reverse("cup", version, "x2"))
                    .as("movement %s", version)
                    .isInstanceOf(NotPossible.class);
        }
        assertThat(cebu.reverse("cup", 8, "x2")).isEqualTo(new UnknownMovement("Stock item cup has no movement 8"));
        assertThat(OPEN.books()).isEqualTo(books);
    }

    @Test
    void I5_aReversalThatWouldLeaveLessThanNothingIsRefusedAndStaysSo() {
        cebu.receive("cup", "30", "r1");
        cebu.sell("t1", CUP_OF_WATER, 120);

        Refused refused = (Refused) cebu.reverse("cup", 2, "x1");

        assertThat(refused.errors()).containsExactly("Reversal - cup: Need 30, Have 10 (Short: 20)");
        cebu.receive("cup", "30", "r2");
        assertThat(cebu.reverse("cup", 2, "x1")).isEqualTo(new Refused(refused.problems(), refused.shortages(), true));
        assertThat(cebu.reverse("cup", 2, "x2").success()).isTrue();
        assertThat(cebu.quantity("cup")).isEqualByComparingTo("10");
    }

    @Test
    void I5_whereTheRowAllowsItAReversalGoesBelowZero() {
        OPEN.cafe().stock(Cafe.CEBU, "cup", new StockItemSettings("cup", "piece", null, true, true, null));
        long version = ((Recorded) cebu.receive("cup", "30", "r1")).movement().version();
        cebu.sell("t1", CUP_OF_WATER, 120);

        assertThat(cebu.reverse("cup", version, "x1").success()).isTrue();
        assertThat(cebu.quantity("cup")).isEqualByComparingTo("-20");
    }

    @Test
    void I4_aReversalBeyondTheGreatestBalanceChangesNothingAndItsKeyStaysFree() {
        cebu.waste("cup", "50", "w1");
        cebu.receive("cup", "99999999949.9999", "flood");
        String books = OPEN.books();

        assertThat(cebu.reverse("cup", 2, "x1"))
                .isEqualTo(new OutOfBounds("version: the balance would exceed 99999999999.9999"));
        assertThat(OPEN.books()).isEqualTo(books);
    }

    /** The count has put the mistake right already. */
    @Test
    void I10_aReceiptOfBeforeTheLastCountIsTakenBackWithoutAChangeOfTheStock() {
        cebu.receive("cup", "30", "r1");
        cebu.count("cup", "97", null, "c1");

        Recorded reversal = (Recorded) cebu.reverse("cup", 2, "x1");

        assertThat(reversal.warnings())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("The stock is unchanged: it was counted at ");
        assertThat(cebu.movements("cup")).endsWith("COUNT -33", "CORRECTION 30", "REVERSAL -30");
        assertThat(cebu.quantity("cup")).isEqualByComparingTo("97");

        // Without the count there is neither the receipt nor what the count had found.
        cebu.reverse("cup", 3, "x2");
        assertThat(cebu.quantity("cup")).isEqualByComparingTo("100");
    }

    @Test
    void I10_withoutTheCountASaleThatWasInItCountsAfterAll() {
        cebu.count("cup", "50", at(10), "c1");
        cebu.sell("in-it", CUP_OF_WATER, 7, at(0));
        cebu.sell("after", CUP_OF_WATER, 3, at(20));
        assertThat(cebu.quantity("cup")).isEqualByComparingTo("47");

        Recorded reversal = (Recorded) cebu.reverse("cup", 2, "x1");

        assertThat(reversal.movement().quantityChange()).isEqualByComparingTo("50");
        assertThat(cebu.quantity("cup")).isEqualByComparingTo("90");
        assertThat(cebu.movements("cup")).endsWith("DEDUCTION -3", "REVERSAL 50", "REVERSAL -7");
        assertThat(OPEN.engine().stock().find(Cafe.CEBU, "cup").orElseThrow().countedAt())
                .isNull();
        cebu.sell("late", CUP_OF_WATER, 1, at(0));
        assertThat(cebu.quantity("cup")).isEqualByComparingTo("89");
    }

    @Test
    void I10_withoutTheLastCountTheOneBeforeItHoldsAgain() {
        cebu.count("cup", "50", at(10), "c1");
        cebu.count("cup", "40", at(30), "c2");
        cebu.sell("in-both", CUP_OF_WATER, 7, at(0));
        cebu.sell("in-the-last", CUP_OF_WATER, 5, at(20));
        assertThat(cebu.quantity("cup")).isEqualByComparingTo("40");

        cebu.reverse("cup", 3, "x1");

        assertThat(cebu.quantity("cup")).isEqualByComparingTo("45");
        assertThat(OPEN.engine().stock().find(Cafe.CEBU, "cup").orElseThrow().countedAt())
                .isEqualTo(at(10));
    }

    @Test
    void I10_aCountThatALaterOneSupersededIsTakenBackWithoutAChangeOfTheStock() {
        cebu.count("cup", "40", at(30), "c2");
        cebu.count("cup", "50", at(10), "c1");

        Recorded reversal = (Recorded) cebu.reverse("cup", 3, "x1");

        assertThat(reversal.warnings()).containsExactly("The stock is unchanged: superseded by the count of " + at(30));
        assertThat(cebu.quantity("cup")).isEqualByComparingTo("40");
        cebu.reverse("cup", 2, "x2");
        assertThat(cebu.quantity("cup")).isEqualByComparingTo("100");
    }

    /** Somebody types 20, sees that it was not so, and takes it back: what was entered before for that time holds. */
    @Test
    void I10_ofTwoCountsOfOneTimeTheOneThatWasEnteredLastHolds() {
        cebu.count("cup", "50", at(10), "c1");
        cebu.count("cup", "20", at(10), "c2");
        assertThat(cebu.quantity("cup")).isEqualByComparingTo("20");

        cebu.reverse("cup", 3, "x1");
        assertThat(cebu.quantity("cup")).isEqualByComparingTo("50");

        cebu.count("cup", "30", at(10), "c3");
        cebu.reverse("cup", 2, "x2");
        assertThat(cebu.quantity("cup")).isEqualByComparingTo("30");
        cebu.reverse("cup", 5, "x3");
        assertThat(cebu.quantity("cup")).isEqualByComparingTo("100");
    }
}
