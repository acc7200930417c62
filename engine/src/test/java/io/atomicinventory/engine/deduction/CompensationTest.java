package io.atomicinventory.engine.deduction;

import static io.atomicinventory.engine.deduction.Disposition.RESTOCK;
import static io.atomicinventory.engine.deduction.Disposition.WASTE;
import static io.atomicinventory.engine.testing.Storekeeper.line;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.Undecided;
import io.atomicinventory.engine.deduction.CompensationOutcome.Compensated;
import io.atomicinventory.engine.deduction.CompensationOutcome.NotDecided;
import io.atomicinventory.engine.deduction.CompensationOutcome.NotPossible;
import io.atomicinventory.engine.deduction.CompensationOutcome.Unknown;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.OpenCafe;
import io.atomicinventory.engine.testing.Storekeeper;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a void gives back, how often, and what is written down about it. The sale is of three croffles. */
class CompensationTest {
    private static final List<String> CROFFLE = List.of("croissant", "cream", "caramel", "wax-paper");

    @RegisterExtension
    private static final OpenCafe OPEN = new OpenCafe();

    private Storekeeper cebu;

    @BeforeEach
    void sell() {
        cebu = new Storekeeper(OPEN.engine(), Cafe.CEBU);
        assertThat(cebu.sell("t1", Cafe.CROFFLE, 3).success()).isTrue();
    }

    @Test
    void I6_aVoidGivesBackAllThatTheSaleTook() {
        CompensationOutcome outcome = cebu.giveBack("t1", "void-1");

        assertThat(outcome)
                .isEqualTo(new Compensated(
                        "t1",
                        List.of(
                                restored("croissant", "Croissant", "3", RESTOCK, "97", "100"),
                                restored("cream", "Cream", "3", RESTOCK, "97", "100"),
                                restored("caramel", "Caramel", "3", RESTOCK, "97", "100"),
                                restored("wax-paper", "Wax Paper", "3", RESTOCK, "97", "100")),
                        false,
                        List.of()));
        assertThat(((Compensated) outcome).itemsRestored()).isEqualTo(4);
        assertThat(outcome.success()).isTrue();
        for (String stockId : CROFFLE) {
            assertThat(cebu.quantity(stockId)).isEqualByComparingTo("100");
            assertThat(cebu.movements(stockId)).containsExactly("OPENING 100", "DEDUCTION -3", "COMPENSATION 3");
        }
        assertThat(cebu.quantity("cup")).isEqualByComparingTo("100");
    }

    @Test
    void I6_aVoidByLineGivesBackThatLineAndTheNextOneTheRest() {
        Compensated first = (Compensated) cebu.giveBack("t1", "void-1", line("cream", "1.25", RESTOCK));
        Compensated rest = (Compensated) cebu.giveBack("t1", "void-2");

        assertThat(first.restored()).containsExactly(restored("cream", "Cream", "1.25", RESTOCK, "97", "98.25"));
        assertThat(rest.restored())
                .containsExactly(
                        restored("croissant", "Croissant", "3", RESTOCK, "97", "100"),
                        restored("cream", "Cream", "1.75", RESTOCK, "98.25", "100"),
                        restored("caramel", "Caramel", "3", RESTOCK, "97", "100"),
                        restored("wax-paper", "Wax Paper", "3", RESTOCK, "97", "100"));
        assertThat(rest.warnings()).isEmpty();
    }

    @Test
    void I6_whatWasMadeAlreadyComesBackAndGoesOutAgainAsWaste() {
        Compensated outcome = (Compensated) cebu.giveBackAsWaste("t1", "void-1");

        assertThat(outcome.restored()).contains(restored("cream", "Cream", "3", WASTE, "97", "97"));
        assertThat(outcome.itemsRestored()).isEqualTo(4);
        for (String stockId : CROFFLE) {
            assertThat(cebu.quantity(stockId)).isEqualByComparingTo("97");
            assertThat(cebu.movements(stockId))
                    .containsExactly("OPENING 100", "DEDUCTION -3", "COMPENSATION 3", "WASTE -3");
        }
        assertThat(OPEN.count("inventory_movements WHERE transaction_id = 't1' AND idempotency_key = 'void-1'"))
                .isEqualTo(8);
    }

    @Test
    void I6_restockAndWasteCountTowardsTheSameBoundAlsoWithinOneVoid() {
        Compensated outcome =
                (Compensated) cebu.giveBack("t1", "void-1", line("cream", "2", WASTE), line("cream", "2", RESTOCK));

        assertThat(outcome.restored())
                .containsExactly(
                        restored("cream", "Cream", "2", WASTE, "97", "97"),
                        restored("cream", "Cream", "1", RESTOCK, "97", "98"));
        assertThat(outcome.itemsRestored()).isEqualTo(1);
        assertThat(outcome.warnings()).containsExactly("cream: asked for 2 back, 1 was left of 3");
    }

    @Test
    void I6_whoAsksForMoreGetsWhatIsLeftAndIsTold() {
        cebu.giveBack("t1", "void-1", line("cream", "2.5", RESTOCK));

        Compensated outcome =
                (Compensated) cebu.giveBack("t1", "void-2", line("cream", "9", RESTOCK), line("caramel", "3", RESTOCK));

        assertThat(outcome.restored())
                .containsExactly(
                        restored("cream", "Cream", "0.5", RESTOCK, "99.5", "100"),
                        restored("caramel", "Caramel", "3", RESTOCK, "97", "100"));
        assertThat(outcome.warnings()).containsExactly("cream: asked for 9 back, 0.5 was left of 3");
    }

    @Test
    void I6_aSecondVoidGivesNothingBackSaysSoAndKeepsItsKey() {
        cebu.giveBack("t1", "void-1");
        List<String> warnings = List.of("Transaction t1 has nothing left to give back");

        assertThat(cebu.giveBack("t1", "void-2")).isEqualTo(new Compensated("t1", List.of(), false, warnings));
        assertThat(cebu.giveBack("t1", "void-2")).isEqualTo(new Compensated("t1", List.of(), true, warnings));
        assertThat(cebu.giveBack("t1", "void-3", line("cream", "1", WASTE)))
                .isEqualTo(new Compensated(
                        "t1",
                        List.of(),
                        false,
                        Stream.concat(Stream.of("cream: asked for 1 back, 0 was left of 3"), warnings.stream())
                                .toList()));
        assertThat(cebu.quantity("cream")).isEqualByComparingTo("100");
    }

    @Test
    void I2_aVoidThatIsSentAgainIsAnsweredInFullAndGivesNothingBackAgain() {
        Compensated first =
                (Compensated) cebu.giveBack("t1", "void-1", line("cream", "9", RESTOCK), line("caramel", "1", WASTE));
        String books = OPEN.books();

        for (Storekeeper node : List.of(cebu, new Storekeeper(OPEN.otherNode(), Cafe.CEBU))) {
            assertThat(node.giveBack("t1", "void-1", line("cream", "9.0", RESTOCK), line("caramel", "1", WASTE)))
                    .isEqualTo(new Compensated("t1", first.restored(), true, first.warnings()));
        }
        assertThat(OPEN.books()).isEqualTo(books);
    }

    @Test
    void I2_aKeyIsThatOfOneRequest() {
        cebu.giveBack("t1", "void-1", line("cream", "1", RESTOCK));
        String books = OPEN.books();

        for (CompensationOutcome outcome : List.of(
                cebu.giveBack("t1", "void-1"),
                cebu.giveBackAsWaste("t1", "void-1"),
                cebu.giveBack("t1", "void-1", line("cream", "2", RESTOCK)),
                cebu.giveBack("t1", "void-1", line("cream", "1", WASTE)),
                cebu.giveBack("t2", "void-1", line("cream", "1", RESTOCK)))) {
            assertThat(outcome).isEqualTo(new NotDecided(outcome.transactionId(), new Undecided.KeyReused("void-1")));
        }
        assertThat(cebu.giveBack("t1", "t1-key")).isEqualTo(new NotDecided("t1", new Undecided.KeyReused("t1-key")));
        assertThat(OPEN.engine().deductions().deductInventoryAtomic(Cafe.sale("t2", "void-1", Cafe.COFFEE, 1)))
                .isEqualTo(new DeductionOutcome.NotDecided("t2", new Undecided.KeyReused("void-1")));
        assertThat(OPEN.books()).isEqualTo(books);
    }

    @Test
    void I8_whatTheStoreHasNotSoldIsNotGivenBackAndTheKeyStaysFree() {
        OPEN.cafe().store("davao");
        cebu.sell("short", Cafe.CROFFLE, 1_000);
        String books = OPEN.books();

        assertThat(cebu.giveBack("t2", "void-1"))
                .isEqualTo(new Unknown("t2", "No deduction of transaction t2 in store cebu"));
        assertThat(cebu.giveBack("short", "void-1"))
                .isEqualTo(new Unknown("short", "No deduction of transaction short in store cebu"));
        assertThat(new Storekeeper(OPEN.engine(), "davao").giveBack("t1", "void-1"))
                .isEqualTo(new Unknown("t1", "No deduction of transaction t1 in store davao"));
        assertThat(new Storekeeper(OPEN.engine(), "nowhere").giveBack("t1", "void-1"))
                .isEqualTo(new NotDecided("t1", new Undecided.UnknownStore("nowhere")));
        assertThat(OPEN.books()).isEqualTo(books);

        cebu.sell("t2", Cafe.CROFFLE, 1);
        assertThat(((Compensated) cebu.giveBack("t2", "void-1")).replayed()).isFalse();
    }

    @Test
    void I1_aLineThatTheSaleDidNotTakeKeepsTheOthersFromBeingGivenBack() {
        String books = OPEN.books();

        CompensationOutcome outcome =
                cebu.giveBack("t1", "void-1", line("cream", "1", RESTOCK), line("cup", "1", RESTOCK));

        assertThat(outcome).isEqualTo(new Unknown("t1", "Transaction t1 took nothing of stock item cup"));
        assertThat(OPEN.books()).isEqualTo(books);
    }

    @Test
    void I6_whatIsGivenBackIsWhatWasTakenWhateverBecameOfTheMenu() {
        Cafe cafe = OPEN.cafe();
        cafe.stock(Cafe.CEBU, "oat-cream", "50");
        cafe.map(Cafe.CEBU, "Cream", "serving", "oat-cream", "2");
        cafe.saveProduct(Cafe.CROFFLE, "Caramel Croffle", false, "Croissant piece 5");
        OPEN.database()
                .execute(
                        "DELETE FROM conversion_mappings WHERE recipe_ingredient_name = 'caramel'",
                        "UPDATE inventory_stock SET is_active = false WHERE stock_id = 'wax-paper'");

        Compensated outcome = (Compensated) cebu.giveBack("t1", "void-1");

        assertThat(outcome.restored().stream().map(RestoredItem::inventoryStockId))
                .containsExactlyElementsOf(CROFFLE);
        for (String stockId : CROFFLE) {
            assertThat(cebu.quantity(stockId)).isEqualByComparingTo("100");
        }
        assertThat(cebu.quantity("oat-cream")).isEqualByComparingTo("50");
    }

    @Test
    void I2_aLateDuplicateOfAVoidedSaleIsAReplayThatSaysSo() {
        String replayed = "Request already processed (idempotency)";
        cebu.giveBack("t1", "void-1", line("cream", "1", RESTOCK));
        assertThat(((DeductionOutcome.Deducted) cebu.sell("t1", Cafe.CROFFLE, 3)).warnings())
                .containsExactly(replayed, "Transaction t1 was voided in part; nothing was deducted again");

        cebu.giveBack("t1", "void-2");
        for (String key : List.of("t1-key", "another", "another")) {
            DeductionOutcome.Deducted late = (DeductionOutcome.Deducted) OPEN.engine()
                    .deductions()
                    .deductInventoryAtomic(new DeductionRequest(
                            "t1", Cafe.CEBU, List.of(new SaleItem(Cafe.CROFFLE, 3)), Storekeeper.BEN, key, null));
            assertThat(late.replayed()).isTrue();
            assertThat(late.deductedItems()).hasSize(4);
            assertThat(late.warnings())
                    .containsExactly(replayed, "Transaction t1 was voided; nothing was deducted again");
        }
        assertThat(cebu.quantity("cream")).isEqualByComparingTo("100");
    }

    @Test
    void I6_theLogSaysWhatWasTakenGivenBackAndWhyByWhomAndWhen() {
        cebu.giveBack("t1", "void-1", line("cream", "1", RESTOCK), line("cream", "0.5", WASTE));
        cebu.giveBackAsWaste("t1", "void-2");

        assertThat(OPEN.database().value("""
                        SELECT string_agg(concat_ws(' ', sequence, idempotency_key, trim_scale(deducted),
                                                    trim_scale(restored_before), trim_scale(restored_now),
                                                    disposition, reason, who, claimed_by), E'\\n' ORDER BY sequence)
                        FROM inventory_compensation_log
                        WHERE store_id = 'cebu' AND transaction_id = 't1' AND stock_id = 'cream'""")).isEqualTo("""
                        1 void-1 3 0 1 restock wrong order ben till-7
                        2 void-1 3 1 0.5 waste wrong order ben till-7
                        3 void-2 3 1.5 1.5 waste burnt ben till-7""");
        assertThat(OPEN.count("inventory_compensation_log")).isEqualTo(6);
        assertThat(OPEN.count("""
                        inventory_compensation_log l JOIN inventory_movements m USING (store_id, stock_id, transaction_id)
                        WHERE m.kind = 'compensation' AND m.idempotency_key = l.idempotency_key
                          AND m.quantity_change = l.restored_now AND m.recorded_at = l.recorded_at
                          AND m.why = l.reason AND m.who = l.who""")).isEqualTo(6);
        assertThat(OPEN.engine()
                        .deductions()
                        .findDeduction(Cafe.CEBU, "t1")
                        .orElseThrow()
                        .restored())
                .filteredOn(restored -> restored.inventoryStockId().equals("cream"))
                .extracting(RecordedDeduction.Restored::disposition)
                .containsExactly("restock", "waste", "waste");
    }

    @Test
    void I5_aVoidBelowZeroPaysTheApprovedOverdraftBack() {
        OPEN.database()
                .execute("UPDATE inventory_stock SET quantity = -5, approved_overdraft = 5 WHERE stock_id = 'cream'");

        Compensated outcome =
                (Compensated) cebu.giveBack("t1", "void-1", line("cream", "1", WASTE), line("cream", "2", RESTOCK));

        assertThat(outcome.restored())
                .containsExactly(
                        restored("cream", "Cream", "1", WASTE, "-5", "-5"),
                        restored("cream", "Cream", "2", RESTOCK, "-5", "-3"));
        assertThat(OPEN.engine().stock().find(Cafe.CEBU, "cream").orElseThrow().approvedOverdraft())
                .isEqualByComparingTo("3");
    }

    @Test
    void I4_aVoidBeyondTheGreatestBalanceChangesNothingAndItsKeyStaysFree() {
        cebu.receive("cream", "99999999902.9999", "flood");
        String books = OPEN.books();

        CompensationOutcome outcome = cebu.giveBack("t1", "void-1");

        assertThat(outcome)
                .isEqualTo(new NotPossible("t1", "stock item cream: the balance would exceed 99999999999.9999"));
        assertThat(OPEN.books()).isEqualTo(books);
        cebu.waste("cream", "3", "spilt");
        assertThat(((Compensated) cebu.giveBack("t1", "void-1")).replayed()).isFalse();
    }

    private static RestoredItem restored(
            String stockId, String name, String quantity, Disposition disposition, String previous, String next) {
        return new RestoredItem(
                stockId,
                name,
                "piece",
                new BigDecimal(quantity),
                disposition,
                new BigDecimal(previous),
                new BigDecimal(next));
    }
}
