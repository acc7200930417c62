package io.atomicinventory.engine.stock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Undecided;
import io.atomicinventory.engine.stock.MovementOutcome.NotDecided;
import io.atomicinventory.engine.stock.MovementOutcome.OutOfBounds;
import io.atomicinventory.engine.stock.MovementOutcome.Recorded;
import io.atomicinventory.engine.stock.MovementOutcome.Refused;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.OpenCafe;
import io.atomicinventory.engine.testing.Storekeeper;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Adjustments and waste. There are 100 cups. */
class BookingTest {
    @RegisterExtension
    private static final OpenCafe OPEN = new OpenCafe();

    private Storekeeper cebu;

    @BeforeEach
    void open() {
        cebu = new Storekeeper(OPEN.engine(), Cafe.CEBU);
    }

    @Test
    void I4_anAdjustmentIsAMovementInTheNameOfWhoAnswersForIt() {
        Movement up = ((Recorded) cebu.adjust("cup", "7.5", "a1")).movement();
        Movement down = ((Recorded) cebu.adjust("cup", "-0.25", "a2")).movement();

        assertThat(up.kind()).isEqualTo(MovementKind.ADJUSTMENT);
        assertThat(up.newQuantity()).isEqualByComparingTo("107.5");
        assertThat(up.who()).isEqualTo("ben");
        assertThat(up.claimedUserId()).isEqualTo("till-7");
        assertThat(up.why()).isEqualTo("found");
        assertThat(up.occurredAt()).isEqualTo(up.recordedAt());
        assertThat(down.newQuantity()).isEqualByComparingTo("107.25");
        assertThat(OPEN.engine().stock().movements(Cafe.CEBU, "cup", null, 2).items())
                .containsExactly(down, up);
    }

    @Test
    void I4_wasteIsAMovementOutOfTheStock() {
        Movement waste = ((Recorded) cebu.waste("cup", "100", "w1")).movement();

        assertThat(waste.kind()).isEqualTo(MovementKind.WASTE);
        assertThat(waste.quantityChange()).isEqualByComparingTo("-100");
        assertThat(waste.why()).isEqualTo("broken");
        assertThat(cebu.quantity("cup")).isZero();
    }

    @Test
    void I2_aBookingThatIsSentAgainIsTheSameMovement() {
        Movement adjusted = ((Recorded) cebu.adjust("cup", "-5", "a1")).movement();
        Movement wasted = ((Recorded) cebu.waste("cup", "5", "w1")).movement();
        String books = OPEN.books();

        Storekeeper other = new Storekeeper(OPEN.otherNode(), Cafe.CEBU);
        assertThat(other.adjust("cup", "-5.00", "a1")).isEqualTo(new Recorded(adjusted, true, List.of()));
        assertThat(other.waste("cup", "5", "w1")).isEqualTo(new Recorded(wasted, true, List.of()));
        for (MovementOutcome reused : List.of(
                other.adjust("cup", "-6", "a1"),
                other.adjust("cream", "-5", "a1"),
                other.waste("cup", "5", "a1"),
                other.count("cup", "5", null, "a1"),
                other.reverse("cup", 1, "a1"),
                other.receive("cup", "5", "a1"))) {
            assertThat(reused).isEqualTo(new NotDecided(new Undecided.KeyReused("a1")));
        }
        assertThat(OPEN.books()).isEqualTo(books);
    }

    @Test
    void I5_nothingTakesMoreThanThereIsAndTheRefusalStays() {
        Refused wasted = (Refused) cebu.waste("cup", "100.5", "w1");
        Refused adjusted = (Refused) cebu.adjust("cup", "-101", "a1");

        assertThat(wasted.errors()).containsExactly("Waste - cup: Need 100.5, Have 100 (Short: 0.5)");
        assertThat(adjusted.errors()).containsExactly("Adjustment - cup: Need 101, Have 100 (Short: 1)");
        cebu.receive("cup", "500", "r1");
        assertThat(cebu.waste("cup", "100.5", "w1"))
                .isEqualTo(new Refused(wasted.problems(), wasted.shortages(), true));
        assertThat(cebu.adjust("cup", "-101", "a1"))
                .isEqualTo(new Refused(adjusted.problems(), adjusted.shortages(), true));
        assertThat(cebu.quantity("cup")).isEqualByComparingTo("600");
        assertThat(cebu.waste("cup", "100.5", "w2").success()).isTrue();
    }

    @Test
    void I5_whereTheRowAllowsItABookingGoesBelowZero() {
        OPEN.cafe().stock(Cafe.CEBU, "cup", new StockItemSettings("cup", "piece", null, true, true, BigDecimal.ZERO));

        assertThat(cebu.waste("cup", "101", "w1").success()).isTrue();
        assertThat(cebu.adjust("cup", "-4", "a1").success()).isTrue();
        assertThat(cebu.quantity("cup")).isEqualByComparingTo("-5");
    }

    /** What a person has approved for a sale is nobody else's. */
    @Test
    void I5_anApprovedOverdraftIsNotThereForABooking() {
        OPEN.database()
                .execute("UPDATE inventory_stock SET quantity = -3, approved_overdraft = 5 WHERE stock_id = 'cup'");

        assertThat(cebu.waste("cup", "1", "w1")).isInstanceOf(Refused.class);
        assertThat(cebu.adjust("cup", "-1", "a1")).isInstanceOf(Refused.class);
        assertThat(cebu.adjust("cup", "1", "a2").success()).isTrue();
        assertThat(cebu.quantity("cup")).isEqualByComparingTo("-2");
    }

    @Test
    void I4_aBookingBeyondTheGreatestBalanceChangesNothingAndItsKeyStaysFree() {
        String books = OPEN.books();

        assertThat(cebu.adjust("cup", "99999999999.9999", "a1"))
                .isEqualTo(new OutOfBounds("quantityChange: the balance would exceed 99999999999.9999"));
        assertThat(OPEN.books()).isEqualTo(books);
        assertThat(cebu.adjust("cup", "99999999899.9999", "a1").success()).isTrue();
    }

    @Test
    void I8_aBookingOfAnUnknownItemIsNotDecided() {
        NotDecided unknown = new NotDecided(new Undecided.UnknownStockItem(Cafe.CEBU, "lid"));

        assertThat(cebu.adjust("lid", "1", "k")).isEqualTo(unknown);
        assertThat(cebu.waste("lid", "1", "k")).isEqualTo(unknown);
        assertThat(cebu.count("lid", "1", null, "k")).isEqualTo(unknown);
        assertThat(cebu.reverse("lid", 1, "k")).isEqualTo(unknown);
        assertThat(new Storekeeper(OPEN.engine(), "nowhere").waste("cup", "1", "k"))
                .isEqualTo(new NotDecided(new Undecided.UnknownStore("nowhere")));
        assertThat(OPEN.count("inventory_deduction_idempotency")).isZero();
    }

    @Test
    void I4_anItemThatIsSwitchedOffIsBookedAllTheSame() {
        OPEN.cafe().stock(Cafe.CEBU, "cup", new StockItemSettings("cup", "piece", null, false, false, null));

        assertThat(cebu.waste("cup", "1", "w1").success()).isTrue();
        assertThat(cebu.adjust("cup", "-1", "a1").success()).isTrue();
        assertThat(cebu.count("cup", "90", null, "c1").success()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.00001", "100000000000", "-100000000000"})
    void I4_anAdjustmentOfNoExactQuantityIsRefused(String change) {
        assertThatThrownBy(() -> cebu.adjust("cup", change, "a1"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("quantityChange: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "0.00001", "100000000000"})
    void I4_wasteOfNoExactQuantityIsRefused(String quantity) {
        assertThatThrownBy(() -> cebu.waste("cup", quantity, "w1"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("quantity: ");
    }
}
