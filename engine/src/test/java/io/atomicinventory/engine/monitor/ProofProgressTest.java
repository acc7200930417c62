package io.atomicinventory.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.OpenCafe;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A proof of many stock items says how far it is, and leaves none of them out. */
class ProofProgressTest {
    @RegisterExtension
    private static final OpenCafe CAFE = new OpenCafe();

    private static final String MANY = """
            INSERT INTO inventory_stock (store_id, stock_id, item, unit, quantity)
            SELECT 'many', 'item-' || lpad(i::text, 5, '0'), 'Item', 'piece', 1 FROM generate_series(1, 1200) i""";

    private static List<Integer> proved(AtomicInventory engine, List<Violation> violations) {
        List<Integer> done = new ArrayList<>();
        List<Integer> totals = new ArrayList<>();
        violations.addAll(engine.verifier().verify("many", (at, total, step) -> {
            done.add(at);
            totals.add(total);
            assertThat(step.isEmpty()).isEqualTo(at == total);
        }));
        assertThat(totals).containsOnly(done.getLast());
        return done;
    }

    @Test
    void I4_theProofMovesOnThroughTheStockItemsAndEachIsLookedAt() {
        CAFE.cafe().store("many");
        int whole = proved(CAFE.engine(), new ArrayList<>()).getLast();
        CAFE.database().execute(MANY);

        List<Violation> violations = new ArrayList<>();
        List<Integer> done = proved(CAFE.engine(), violations);
        assertThat(violations).isEmpty();
        assertThat(done).isSorted().doesNotHaveDuplicates();
        assertThat(done.getLast()).isEqualTo(whole + 2 * 4);

        String damaged = "stock_id IN ('item-00001', 'item-00500', 'item-00501', 'item-01001', 'item-01200')";
        CAFE.database().execute("DELETE FROM inventory_movements WHERE " + damaged);
        proved(CAFE.engine(), violations);
        assertThat(violations)
                .extracting(Violation::subject)
                .containsExactlyInAnyOrder("item-00001", "item-00500", "item-00501", "item-01001", "item-01200");
        // As it was entered.
        CAFE.database().execute("""
                INSERT INTO inventory_movements (store_id, stock_id, version, kind, quantity_change, previous_quantity,
                                                 new_quantity, who, occurred_at)
                SELECT 'many', stock_id, 1, 'external', 1, 0, 1, 'ana', now() FROM inventory_stock
                WHERE %s""".formatted(damaged));
    }

    @Test
    void aProofIsCancelledBetweenTwoSteps() {
        assertThatThrownBy(() -> CAFE.engine().verifier().verify(Cafe.CEBU, (done, total, step) -> {
                    if (done == 2) {
                        throw new CancellationException("enough");
                    }
                }))
                .isInstanceOf(CancellationException.class)
                .hasMessage("enough");
    }
}
