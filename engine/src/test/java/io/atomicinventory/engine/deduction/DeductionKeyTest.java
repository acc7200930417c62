package io.atomicinventory.engine.deduction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Undecided;
import io.atomicinventory.engine.deduction.DeductionOutcome.Deducted;
import io.atomicinventory.engine.deduction.DeductionOutcome.NotDecided;
import io.atomicinventory.engine.deduction.DeductionOutcome.Refused;
import io.atomicinventory.engine.stock.MovementOutcome;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.OpenCafe;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A key is an attempt, a transaction is a sale: what comes back, and what is told apart. */
class DeductionKeyTest {
    @RegisterExtension
    private static final OpenCafe OPEN = new OpenCafe();

    @Test
    void I2_aReplayedKeyReturnsTheFirstOutcomeInFull() {
        DeductionRequest request =
                request("t1", "k1", new SaleItem(Cafe.COFFEE, new BigDecimal("0.5")), new SaleItem(Cafe.CROFFLE, 2));
        Deducted first = (Deducted) deduct(request);
        OPEN.cafe().receive(Cafe.CEBU, "cream", "40", "delivery-1");
        deduct(Cafe.sale("t2", "k2", Cafe.CROFFLE, 7));
        OPEN.cafe().product(Cafe.CROFFLE, "Caramel Croffle", "Croissant piece 9");
        String books = OPEN.books();

        Deducted again = (Deducted) OPEN.otherNode().deductions().deductInventoryAtomic(request);

        assertThat(again.replayed()).isTrue();
        assertThat(again.warnings()).containsExactly("Request already processed (idempotency)");
        assertThat(again.transactionId()).isEqualTo("t1");
        assertThat(again.deductedItems()).isEqualTo(first.deductedItems());
        assertThat(OPEN.books()).isEqualTo(books);
    }

    @Test
    void I2_aKeyIsReplayedWhoeverRepeatsItAndWheneverItHappened() {
        deduct(Cafe.sale("t1", "k1", Cafe.CROFFLE, 1));
        DeductionRequest again = new DeductionRequest(
                "t1",
                Cafe.CEBU,
                List.of(new SaleItem(Cafe.CROFFLE, "another name", BigDecimal.ONE)),
                Actor.of("ben"),
                "k1",
                Instant.now().minus(Duration.ofHours(1)));

        assertThat(((Deducted) deduct(again)).replayed()).isTrue();
    }

    @Test
    void I2_aReplayedRefusalReturnsTheFirstReasonsInFull() {
        OPEN.cafe().product("latte", "Latte", "Cup piece 200", "Milk ml 200");
        DeductionRequest request = request("t1", "k1", new SaleItem("latte", 1), new SaleItem(Cafe.CROFFLE, 200));
        Refused first = (Refused) deduct(request);
        OPEN.cafe().receive(Cafe.CEBU, "cream", "500", "delivery-1");
        String books = OPEN.books();

        Refused again = (Refused) deduct(request);

        assertThat(first.replayed()).isFalse();
        assertThat(first.problems()).hasSize(6);
        assertThat(again).isEqualTo(new Refused("t1", first.problems(), first.shortages(), true));
        assertThat(OPEN.books()).isEqualTo(books);
    }

    @Test
    void I2_aKeyWithAnotherRequestIsReusedAndNothingIsRecorded() {
        DeductionRequest first = Cafe.sale("t1", "k1", Cafe.CROFFLE, 2);
        deduct(first);
        deduct(Cafe.sale("t2", "refused", Cafe.CROFFLE, 1000));
        String books = OPEN.books();

        for (DeductionRequest other : List.of(
                Cafe.sale("t1", "k1", Cafe.CROFFLE, 3),
                Cafe.sale("t1", "k1", Cafe.COFFEE, 2),
                Cafe.sale("t9", "k1", Cafe.CROFFLE, 2),
                Cafe.sale("t1", "k1", "no-such-product", 2),
                request("t1", "k1", new SaleItem(Cafe.CROFFLE, 2), new SaleItem(Cafe.COFFEE, 1)))) {
            assertThat(deduct(other)).isEqualTo(new NotDecided(other.transactionId(), new Undecided.KeyReused("k1")));
        }
        assertThat(deduct(Cafe.sale("t2", "refused", Cafe.CROFFLE, 1)).errors())
                .containsExactly("Idempotency key already used with another request: refused");
        assertThat(OPEN.books()).isEqualTo(books);
        assertThat(((Deducted) deduct(first)).replayed()).isTrue();
    }

    @Test
    void I2_aKeyIsOneForSalesAndReceipts() {
        deduct(Cafe.sale("t1", "k1", Cafe.CROFFLE, 1));
        OPEN.cafe().receive(Cafe.CEBU, "cream", "5", "k2");

        assertThat(OPEN.cafe().receive(Cafe.CEBU, "cream", "5", "k1"))
                .isEqualTo(new MovementOutcome.NotDecided(new Undecided.KeyReused("k1")));
        assertThat(deduct(Cafe.sale("t2", "k2", Cafe.CROFFLE, 1)))
                .isEqualTo(new NotDecided("t2", new Undecided.KeyReused("k2")));
        assertThat(OPEN.cafe().quantity(Cafe.CEBU, "cream")).isEqualByComparingTo("104");
    }

    @Test
    void I2_aRefusedKeyStaysRefusedAfterARestockAndANewKeySucceeds() {
        DeductionRequest refused = Cafe.sale("t1", "k1", Cafe.CROFFLE, 101);
        assertThat(deduct(refused)).isInstanceOf(Refused.class);
        for (String item : List.of("croissant", "cream", "caramel", "wax-paper")) {
            OPEN.cafe().receive(Cafe.CEBU, item, "1", "delivery-" + item);
        }

        assertThat(((Refused) deduct(refused)).replayed()).isTrue();
        assertThat(OPEN.cafe().quantity(Cafe.CEBU, "cream")).isEqualByComparingTo("101");

        Deducted deducted = (Deducted) deduct(Cafe.sale("t1", "k2", Cafe.CROFFLE, 101));
        assertThat(deducted.replayed()).isFalse();
        assertThat(OPEN.cafe().quantity(Cafe.CEBU, "cream")).isEqualByComparingTo("0");
        assertThat(((Refused) deduct(refused)).replayed()).isTrue();
    }

    @Test
    void I2_aTransactionThatWasOnlyRefusedMayComeBackWithOtherItems() {
        deduct(Cafe.sale("t1", "k1", Cafe.CROFFLE, 101));

        assertThat(deduct(Cafe.sale("t1", "k2", Cafe.CROFFLE, 100)).success()).isTrue();
    }

    @Test
    void I2_aNewKeyOfADeductedTransactionIsAReplayAndIsBoundToItForEver() {
        Deducted first = (Deducted) deduct(Cafe.sale("t1", "k1", Cafe.CROFFLE, 2));
        Deducted second = (Deducted) deduct(Cafe.sale("t1", "k2", Cafe.CROFFLE, 2));

        assertThat(second.replayed()).isTrue();
        assertThat(second.deductedItems()).isEqualTo(first.deductedItems());
        assertThat(OPEN.cafe().quantity(Cafe.CEBU, "cream")).isEqualByComparingTo("98");
        assertThat(OPEN.count("inventory_deduction_idempotency WHERE idempotency_key = 'k2' AND outcome = 'replayed'"))
                .isEqualTo(1);
        assertThat(deduct(Cafe.sale("t1", "k2", Cafe.CROFFLE, 2))).isEqualTo(second);
        assertThat(deduct(Cafe.sale("t2", "k2", Cafe.CROFFLE, 2)))
                .isEqualTo(new NotDecided("t2", new Undecided.KeyReused("k2")));
        assertThat(deduct(Cafe.sale("t1", "k2", Cafe.CROFFLE, 3)))
                .isEqualTo(new NotDecided("t1", new Undecided.KeyReused("k2")));
    }

    @Test
    void I2_aDeductedTransactionIsReplayedEvenWhenItCouldNotBeMadeAnyMore() {
        deduct(Cafe.sale("t1", "k1", Cafe.CROFFLE, 100));
        OPEN.engine().catalog().deleteMapping(Cafe.CEBU, "Caramel", "portion");

        assertThat(((Deducted) deduct(Cafe.sale("t1", "k2", Cafe.CROFFLE, 100))).replayed())
                .isTrue();
        assertThat(((Deducted) deduct(Cafe.sale("t1", "k1", Cafe.CROFFLE, 100))).replayed())
                .isTrue();
    }

    @Test
    void I2_theLinesOfAProductAreTheSameRequestInAnyOrderAndNotation() {
        SaleItem coffee = new SaleItem(Cafe.COFFEE, 1);
        deduct(request("t1", "k1", new SaleItem(Cafe.CROFFLE, 2), coffee));

        List<List<SaleItem>> same = List.of(
                List.of(coffee, new SaleItem(Cafe.CROFFLE, 2)),
                List.of(new SaleItem(Cafe.CROFFLE, 1), coffee, new SaleItem(Cafe.CROFFLE, 1)),
                List.of(new SaleItem(Cafe.CROFFLE, new BigDecimal("2.0")), coffee),
                List.of(
                        new SaleItem(Cafe.CROFFLE, new BigDecimal("0.5000")),
                        new SaleItem(Cafe.COFFEE, new BigDecimal("1e0")),
                        new SaleItem(Cafe.CROFFLE, "Croffle", new BigDecimal("1.5"))));
        for (List<SaleItem> items : same) {
            assertThat(((Deducted) deduct(request("t1", "k1", items.toArray(SaleItem[]::new)))).replayed())
                    .isTrue();
            assertThat(((Deducted) deduct(request("t1", "key-" + same.indexOf(items), items.toArray(SaleItem[]::new))))
                            .replayed())
                    .isTrue();
        }
        assertThat(OPEN.cafe().quantity(Cafe.CEBU, "cream")).isEqualByComparingTo("98");
    }

    @Test
    void I3_aKeyAndATransactionBelongToTheirStore() {
        OPEN.cafe().store("davao");
        OPEN.cafe().stock("davao", "cup", "10");
        OPEN.cafe().stock("davao", "coffee-beans", "10");
        OPEN.cafe().map("davao", "Cup", "piece", "cup", "1");
        OPEN.cafe().map("davao", "Coffee Beans", "gram", "coffee-beans", "0.001");
        deduct(Cafe.sale("t1", "k1", Cafe.COFFEE, 1));

        Deducted elsewhere = (Deducted)
                deduct(new DeductionRequest("t1", "davao", List.of(new SaleItem(Cafe.COFFEE, 2)), "ana", "k1"));

        assertThat(elsewhere.replayed()).isFalse();
        assertThat(OPEN.cafe().quantity("davao", "cup")).isEqualByComparingTo("8");
        assertThat(OPEN.cafe().quantity(Cafe.CEBU, "cup")).isEqualByComparingTo("99");
    }

    @Test
    void I2_aBatchDecidesInItsOrderAsIfEachWereSentAlone() {
        deduct(Cafe.sale("t0", "k0", Cafe.COFFEE, 1));
        List<DeductionOutcome> outcomes = deductAll(List.of(
                Cafe.sale("t1", "k1", Cafe.CROFFLE, 60),
                Cafe.sale("t2", "k2", Cafe.CROFFLE, 60),
                Cafe.sale("t1", "k1", Cafe.CROFFLE, 60),
                Cafe.sale("t1", "k3", Cafe.CROFFLE, 60),
                Cafe.sale("t1", "k4", Cafe.CROFFLE, 61),
                Cafe.sale("t9", "k1", Cafe.CROFFLE, 60),
                Cafe.sale("t2", "k2", Cafe.CROFFLE, 60),
                Cafe.sale("t3", "k5", Cafe.CROFFLE, 40),
                Cafe.sale("t0", "k0", Cafe.COFFEE, 1),
                Cafe.sale("t4", "k6", "no-such-product", 1)));

        assertThat(outcomes.stream().map(DeductionKeyTest::shortForm))
                .containsExactly(
                        "deducted t1",
                        "refused t2 Caramel Croffle - Croissant: Need 60, Have 40 (Short: 20)",
                        "deducted t1 again",
                        "deducted t1 again",
                        "refused t1 Transaction t1 was already deducted with other items",
                        "not decided t9 Idempotency key already used with another request: k1",
                        "refused t2 Caramel Croffle - Croissant: Need 60, Have 40 (Short: 20) again",
                        "deducted t3",
                        "deducted t0 again",
                        "refused t4 Unknown product: no-such-product");
        assertThat(((Deducted) outcomes.get(7)).deductedItems().getFirst().previousStock())
                .isEqualByComparingTo("40");
        assertThat(OPEN.cafe().quantity(Cafe.CEBU, "cream")).isEqualByComparingTo("0");
        assertThat(OPEN.count("inventory_deduction_idempotency")).isEqualTo(7);
    }

    @Test
    void I2_aFullBatchInAnyOrderOfItsKeysIsDeductedOnce() {
        OPEN.cafe().receive(Cafe.CEBU, "cup", "400", "delivery-1");
        List<DeductionRequest> requests = new ArrayList<>(IntStream.range(0, 500)
                .mapToObj(i -> Cafe.sale("t" + i, "k" + (i * 7919) % 500, Cafe.COFFEE, 1))
                .toList());

        assertThat(deductAll(requests)).allMatch(outcome -> outcome instanceof Deducted d && !d.replayed());
        Collections.reverse(requests);
        assertThat(deductAll(requests)).allMatch(outcome -> outcome instanceof Deducted d && d.replayed());
        assertThat(OPEN.cafe().quantity(Cafe.CEBU, "cup")).isEqualByComparingTo("0");
    }

    @Test
    void I3_aBatchIsOfOneStoreAndOfOneToFiveHundredSales() {
        DeductionRequest cebu = Cafe.sale("t1", "k1", Cafe.COFFEE, 1);
        DeductionRequest davao = new DeductionRequest("t2", "davao", cebu.items(), "ana", "k2");
        String books = OPEN.books();

        assertThatThrownBy(() -> deductAll(List.of())).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> deductAll(Collections.nCopies(501, cebu))).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> deductAll(List.of(cebu, davao)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("storeId");
        assertThat(OPEN.books()).isEqualTo(books);
    }

    private static String shortForm(DeductionOutcome outcome) {
        return switch (outcome) {
            case Deducted deducted -> "deducted " + deducted.transactionId() + (deducted.replayed() ? " again" : "");
            case Refused refused ->
                "refused " + refused.transactionId() + " " + refused.errors().getFirst()
                        + (refused.replayed() ? " again" : "");
            case DeductionOutcome.Queued queued ->
                "queued " + queued.transactionId() + (queued.replayed() ? " again" : "");
            case NotDecided not ->
                "not decided " + not.transactionId() + " " + not.errors().getFirst();
        };
    }

    private static DeductionOutcome deduct(DeductionRequest request) {
        return OPEN.engine().deductions().deductInventoryAtomic(request);
    }

    private static List<DeductionOutcome> deductAll(List<DeductionRequest> requests) {
        return OPEN.engine().deductions().deductInventoryAtomic(requests);
    }

    private static DeductionRequest request(String transactionId, String key, SaleItem... items) {
        return new DeductionRequest(transactionId, Cafe.CEBU, List.of(items), "ana", key);
    }
}
