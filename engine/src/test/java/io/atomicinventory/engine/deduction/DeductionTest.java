package io.atomicinventory.engine.deduction;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeductionTest {
    private TestDatabase database;
    private AtomicInventory engine;
    private Cafe cafe;

    @BeforeEach
    void open() {
        database = new TestDatabase();
        engine = database.engine();
        cafe = Cafe.open(engine);
    }

    @AfterEach
    void booksAreRight() {
        assertThat(engine.verifier().verify()).isEmpty();
        database.close();
    }

    @Test
    void I1_aSaleTakesEveryIngredient() {
        DeductionOutcome outcome = engine.deductions().deductInventoryAtomic(Cafe.sale("t1", "k1", Cafe.CROFFLE, 3));

        assertThat(outcome.success()).as(outcome.toString()).isTrue();
        assertThat(cafe.quantity(Cafe.CEBU, "croissant")).isEqualByComparingTo("97");
        assertThat(cafe.quantity(Cafe.CEBU, "wax-paper")).isEqualByComparingTo("97");
    }
}
