package io.atomicinventory.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.EngineSettings;
import io.atomicinventory.engine.deduction.SaleItem;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.TestDatabase;
import io.atomicinventory.examples.PaymentHandler.Decision;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The example works, and reacts to each outcome. */
class PaymentHandlerTest {
    private static final List<SaleItem> TWO_CROFFLES = List.of(new SaleItem(Cafe.CROFFLE, 2));

    private TestDatabase database;
    private AtomicInventory engine;
    private Cafe cafe;
    private PaymentHandler payments;

    @BeforeEach
    void open() {
        database = new TestDatabase();
        engine = database.engine(EngineSettings.defaults().withRequestTimeout(Duration.ofSeconds(2)));
        cafe = Cafe.open(engine);
        payments = new PaymentHandler(engine.deductions());
    }

    @AfterEach
    void booksAreRight() {
        assertThat(engine.verifier().verify()).isEmpty();
        database.close();
    }

    @Test
    void aPaymentIsCapturedOnceItsStockIsTaken_andARetryTakesNothingMore() {
        assertThat(payments.pay(Cafe.CEBU, "t1", 1, "ana", TWO_CROFFLES)).isEqualTo(new Decision.Capture("t1"));
        assertThat(payments.pay(Cafe.CEBU, "t1", 1, "ana", TWO_CROFFLES)).isEqualTo(new Decision.Capture("t1"));
        assertThat(cafe.quantity(Cafe.CEBU, "croissant")).isEqualByComparingTo("98");
    }

    @Test
    void aPaymentFailsWhenTheDeductionFails_andSucceedsWithANewAttemptAfterARestock() {
        List<SaleItem> many = List.of(new SaleItem(Cafe.CROFFLE, 101));

        Decision declined = payments.pay(Cafe.CEBU, "t1", 1, "ana", many);
        assertThat(declined)
                .isEqualTo(new Decision.Decline(
                        List.of(
                                "Caramel Croffle - Croissant: Need 101, Have 100 (Short: 1)",
                                "Caramel Croffle - Cream: Need 101, Have 100 (Short: 1)",
                                "Caramel Croffle - Caramel: Need 101, Have 100 (Short: 1)",
                                "Caramel Croffle - Wax Paper: Need 101, Have 100 (Short: 1)"),
                        List.of("Croissant", "Cream", "Caramel", "Wax Paper")));

        for (String item : List.of("croissant", "cream", "caramel", "wax-paper")) {
            cafe.receive(Cafe.CEBU, item, "10", "delivery-" + item);
        }
        assertThat(payments.pay(Cafe.CEBU, "t1", 1, "ana", many)).isEqualTo(declined);
        assertThat(payments.pay(Cafe.CEBU, "t1", 2, "ana", many)).isEqualTo(new Decision.Capture("t1"));
    }

    @Test
    void anUndecidedOutcomeIsAskedForAgain() throws SQLException {
        try (Connection other = database.owner().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT FROM inventory_stock WHERE stock_id = 'cream' FOR UPDATE");
            assertThat(payments.pay(Cafe.CEBU, "t1", 1, "ana", TWO_CROFFLES))
                    .isEqualTo(new Decision.AskAgain("Version conflict on inventory_stock_id: cream"));
            other.rollback();
        }
        assertThat(payments.pay(Cafe.CEBU, "t1", 1, "ana", TWO_CROFFLES)).isEqualTo(new Decision.Capture("t1"));
    }

    @Test
    void aMistakeOfTheProgramIsNotTakenForARefusal() {
        payments.pay(Cafe.CEBU, "t1", 1, "ana", TWO_CROFFLES);
        assertThatThrownBy(() -> payments.pay(Cafe.CEBU, "t1", 1, "ana", List.of(new SaleItem(Cafe.COFFEE, 1))))
                .hasMessage("Idempotency key already used with another request: t1:1");
        assertThatThrownBy(() -> payments.pay("nowhere", "t1", 1, "ana", TWO_CROFFLES))
                .hasMessage("Unknown store: nowhere");
    }
}
