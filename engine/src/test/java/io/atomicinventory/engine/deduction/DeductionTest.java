package io.atomicinventory.engine.deduction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Undecided;
import io.atomicinventory.engine.deduction.DeductionOutcome.Deducted;
import io.atomicinventory.engine.deduction.DeductionOutcome.NotDecided;
import io.atomicinventory.engine.deduction.DeductionOutcome.Refused;
import io.atomicinventory.engine.stock.Movement;
import io.atomicinventory.engine.stock.MovementKind;
import io.atomicinventory.engine.stock.StockItemSettings;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.OpenCafe;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a sale that can be made does to the books, what is written down about it, and how it is found again. */
class DeductionTest {
    @RegisterExtension
    private static final OpenCafe OPEN = new OpenCafe();

    @Test
    void I1_aSaleTakesEveryIngredient() {
        DeductionOutcome outcome = deduct(Cafe.sale("t1", "k1", Cafe.CROFFLE, 3));

        assertThat(outcome.success()).isTrue();
        assertThat(outcome.errors()).isEmpty();
        assertThat(outcome)
                .isEqualTo(new Deducted(
                        "t1",
                        List.of(
                                taken("croissant", "Croissant", "3", "100", "97"),
                                taken("cream", "Cream", "3", "100", "97"),
                                taken("caramel", "Caramel", "3", "100", "97"),
                                taken("wax-paper", "Wax Paper", "3", "100", "97")),
                        false,
                        List.of()));
        for (String stockId : List.of("croissant", "cream", "caramel", "wax-paper")) {
            assertThat(OPEN.cafe().quantity(Cafe.CEBU, stockId)).isEqualByComparingTo("97");
        }
        assertThat(OPEN.cafe().quantity(Cafe.CEBU, "cup")).isEqualByComparingTo("100");
    }

    @Test
    void I1_severalProductsOnOneStockItemAreTakenTogether() {
        OPEN.cafe().product("paper-bag", "Paper Bag", "Wax Paper piece 2", "wax  PAPER piece 1");

        DeductionOutcome outcome = deduct(request(
                "t1", "k1", new SaleItem("paper-bag", 2), new SaleItem(Cafe.CROFFLE, 1), new SaleItem("paper-bag", 1)));

        assertThat(((Deducted) outcome).deductedItems())
                .contains(taken("wax-paper", "Wax Paper, wax  PAPER", "10", "100", "90"));
        assertThat(OPEN.count("inventory_movements WHERE stock_id = 'wax-paper' AND kind = 'deduction'"))
                .isEqualTo(1);
    }

    @Test
    void I1_fractionsAreTakenExactly() {
        DeductionOutcome outcome = deduct(request("t1", "k1", new SaleItem(Cafe.COFFEE, new BigDecimal("2.50"))));

        assertThat(((Deducted) outcome).deductedItems())
                .containsExactly(
                        taken("coffee-beans", "Coffee Beans", "0.045", "100", "99.955"),
                        taken("cup", "Cup", "2.5", "100", "97.5"));
        assertThat(OPEN.cafe().quantity(Cafe.CEBU, "coffee-beans")).isEqualByComparingTo("99.955");
    }

    @Test
    void I4_aSaleIsAMovementOfEachStockItemInTheNameOfItsActor() {
        deduct(new DeductionRequest(
                "t1", Cafe.CEBU, List.of(new SaleItem(Cafe.CROFFLE, 3)), new Actor("till-7", "ben"), "k1", null));

        Movement movement = latest("cream");
        assertThat(movement.kind()).isEqualTo(MovementKind.DEDUCTION);
        assertThat(movement.version()).isEqualTo(2);
        assertThat(movement.quantityChange()).isEqualByComparingTo("-3");
        assertThat(movement.previousQuantity()).isEqualByComparingTo("100");
        assertThat(movement.newQuantity()).isEqualByComparingTo("97");
        assertThat(movement.transactionId()).isEqualTo("t1");
        assertThat(movement.idempotencyKey()).isEqualTo("k1");
        assertThat(movement.who()).isEqualTo("till-7");
        assertThat(movement.claimedUserId()).isEqualTo("ben");
    }

    @Test
    void I5_aStockItemGoesBelowZeroOnlyWhereItsSettingsAllowIt() {
        OPEN.cafe()
                .stock(Cafe.CEBU, "cup", new StockItemSettings("cup", "piece", null, true, true, new BigDecimal("0")));

        Deducted deducted = (Deducted) deduct(Cafe.sale("t1", "k1", Cafe.COFFEE, 150));

        assertThat(deducted.deductedItems()).contains(taken("cup", "Cup", "150", "100", "-50"));
        assertThat(OPEN.cafe().quantity(Cafe.CEBU, "cup")).isEqualByComparingTo("-50");
    }

    @Test
    void I5_whatIsHeldIsNotForSale() {
        OPEN.database().execute("UPDATE inventory_stock SET held = 98 WHERE stock_id = 'cream'");

        Refused refused = (Refused) deduct(Cafe.sale("t1", "k1", Cafe.CROFFLE, 3));
        assertThat(refused.errors()).containsExactly("Caramel Croffle - Cream: Need 3, Have 2 (Short: 1)");
        assertThat(deduct(Cafe.sale("t1", "k2", Cafe.CROFFLE, 2)).success()).isTrue();
    }

    @Test
    void I5_anOverdraftThatWasApprovedForOneSaleIsNotSpentOnAnother() {
        OPEN.database()
                .execute("UPDATE inventory_stock SET quantity = -5, approved_overdraft = 5 WHERE stock_id = 'cream'");

        Refused refused = (Refused) deduct(Cafe.sale("t1", "k1", Cafe.CROFFLE, 1));
        assertThat(refused.errors()).containsExactly("Caramel Croffle - Cream: Need 1, Have -5 (Short: 6)");

        OPEN.cafe().receive(Cafe.CEBU, "cream", "3", "delivery-1");
        assertThat(OPEN.engine().stock().find(Cafe.CEBU, "cream").orElseThrow().approvedOverdraft())
                .isEqualByComparingTo("2");
        OPEN.cafe().receive(Cafe.CEBU, "cream", "4", "delivery-2");
        assertThat(deduct(Cafe.sale("t1", "k2", Cafe.CROFFLE, 3)).errors())
                .containsExactly("Caramel Croffle - Cream: Need 3, Have 2 (Short: 1)");
    }

    @Test
    void I10_aMovementKeepsWhenItHappenedAndWhenItWasRecorded() {
        Instant happened = Instant.now().minus(Duration.ofDays(2)).truncatedTo(ChronoUnit.MICROS);
        Instant before = databaseTime();
        deduct(request("t1", "k1", happened));
        Instant after = databaseTime();

        Movement movement = latest("cream");
        assertThat(movement.occurredAt()).isEqualTo(happened);
        assertThat(movement.recordedAt()).isBetween(before, after);
        RecordedDeduction recorded =
                OPEN.engine().deductions().findDeduction(Cafe.CEBU, "t1").orElseThrow();
        assertThat(recorded.occurredAt()).isEqualTo(happened);
        assertThat(recorded.recordedAt()).isEqualTo(movement.recordedAt());
    }

    @Test
    void I10_withoutATimeASaleHappenedWhenItWasRecorded() {
        deduct(Cafe.sale("t1", "k1", Cafe.CROFFLE, 1));

        Movement movement = latest("cream");
        assertThat(movement.occurredAt()).isEqualTo(movement.recordedAt());
    }

    @Test
    void I10_aSaleIsToldAtMostFiveMinutesAheadAndThirtyDaysBack() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        AtomicInventory engine = AtomicInventory.on(OPEN.pool())
                .clock(Clock.fixed(now, ZoneOffset.UTC))
                .open();
        String books = OPEN.books();

        for (Instant outside : List.of(
                now.plus(Duration.ofMinutes(5)).plusMillis(1),
                now.minus(Duration.ofDays(30)).minusMillis(1))) {
            assertThatThrownBy(() -> engine.deductions().deductInventoryAtomic(request("t1", "k1", outside)))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessage("occurredAt: must be at most 5 minutes ahead and 30 days back");
        }
        assertThat(OPEN.books()).isEqualTo(books);

        Instant latest = now.plus(Duration.ofMinutes(5));
        Instant earliest = now.minus(Duration.ofDays(30));
        assertThat(engine.deductions()
                        .deductInventoryAtomic(request("t1", "k1", latest))
                        .success())
                .isTrue();
        assertThat(engine.deductions().deductInventoryAtomic(request("t2", "k2", earliest)))
                .isInstanceOf(DeductionOutcome.Queued.class); // older than 72 hours, so a person decides
    }

    @Test
    void I8_anUnknownStoreIsToldAndNothingIsRecorded() {
        String books = OPEN.books();
        DeductionRequest request =
                new DeductionRequest("t1", "davao", List.of(new SaleItem(Cafe.CROFFLE, 1)), "ana", "k1");

        assertThat(deduct(request)).isEqualTo(new NotDecided("t1", new Undecided.UnknownStore("davao")));
        assertThat(deduct(request).errors()).containsExactly("Unknown store: davao");
        assertThat(OPEN.books()).isEqualTo(books);
    }

    @Test
    void I8_aDeductionRecordsTheRecipeVersionThatItUsed() {
        deduct(Cafe.sale("t1", "k1", Cafe.CROFFLE, 1));
        OPEN.cafe().product(Cafe.CROFFLE, "Caramel Croffle", "Croissant piece 2", "Cream serving 1");
        deduct(request("t2", "k2", new SaleItem(Cafe.COFFEE, 1), new SaleItem(Cafe.CROFFLE, 4)));

        assertThat(find("t1").items())
                .containsExactly(
                        new RecordedDeduction.SoldItem(Cafe.CROFFLE, "Caramel Croffle", BigDecimal.valueOf(1), 1));
        assertThat(find("t2").items())
                .containsExactly(
                        new RecordedDeduction.SoldItem(Cafe.COFFEE, "Americano", BigDecimal.valueOf(1), 1),
                        new RecordedDeduction.SoldItem(Cafe.CROFFLE, "Caramel Croffle", BigDecimal.valueOf(4), 2));
    }

    @Test
    void I2_aRecordedDeductionIsFoundByItsTransactionAndARefusedOneIsNot() {
        Deducted deducted = (Deducted) deduct(new DeductionRequest(
                "t1",
                Cafe.CEBU,
                List.of(new SaleItem(Cafe.COFFEE, new BigDecimal("1.5"))),
                new Actor("till-7", "ben"),
                "k1",
                null));
        deduct(Cafe.sale("t1", "k2", Cafe.CROFFLE, 1));
        deduct(Cafe.sale("t2", "k3", Cafe.CROFFLE, 101));

        RecordedDeduction found = find("t1");
        assertThat(found.idempotencyKey()).isEqualTo("k1");
        assertThat(found.deductedItems()).isEqualTo(deducted.deductedItems());
        assertThat(found.restored()).isEmpty();
        assertThat(found.who()).isEqualTo("till-7");
        assertThat(found.claimedUserId()).isEqualTo("ben");
        assertThat(OPEN.engine().deductions().findDeduction(Cafe.CEBU, "t2")).isEmpty();
        assertThat(OPEN.engine().deductions().findDeduction(Cafe.CEBU, "t9")).isEmpty();
    }

    @Test
    void I3_aDeductionIsNotFoundInAnotherStore() {
        OPEN.cafe().store("davao");
        deduct(Cafe.sale("t1", "k1", Cafe.CROFFLE, 1));

        assertThat(OPEN.engine().deductions().findDeduction("davao", "t1")).isEmpty();
        assertThat(OPEN.engine()
                        .deductions()
                        .deductions("davao", Instant.EPOCH, Instant.now().plusSeconds(60), null, 10)
                        .items())
                .isEmpty();
    }

    @Test
    void I2_pagesListEveryDeductionOnceInTheOrderOfRecording() {
        List<String> expected = new ArrayList<>();
        for (int i = 1; i <= 7; i++) {
            deduct(Cafe.sale("t" + i, "k" + i, Cafe.COFFEE, 1));
            deduct(Cafe.sale("t" + i, "again-" + i, Cafe.COFFEE, 1));
            deduct(Cafe.sale("refused-" + i, "r" + i, Cafe.COFFEE, 1000));
            expected.add("t" + i);
        }
        // A batch has one moment of recording: the transaction ids break the tie.
        deductAll(
                Cafe.sale("t9", "k9", Cafe.COFFEE, 1),
                Cafe.sale("t8", "k8", Cafe.COFFEE, 1),
                Cafe.sale("t10", "k10", Cafe.COFFEE, 1));
        expected.addAll(List.of("t10", "t8", "t9"));

        assertThat(pages(Instant.EPOCH, Instant.now().plusSeconds(60), 1)).isEqualTo(expected);
        assertThat(pages(Instant.EPOCH, Instant.now().plusSeconds(60), 3)).isEqualTo(expected);
        assertThat(pages(Instant.EPOCH, Instant.now().plusSeconds(60), 10)).isEqualTo(expected);
        assertThat(pages(find("t2").recordedAt(), find("t5").recordedAt(), 2)).containsExactly("t2", "t3", "t4");
    }

    @Test
    void I2_aPageIsAskedForWithinItsBoundsAndGoesOnFromTheOneBefore() {
        AtomicInventoryService deductions = OPEN.engine().deductions();
        for (int limit : new int[] {0, -1, 1001}) {
            assertThatThrownBy(() -> deductions.deductions(Cafe.CEBU, Instant.EPOCH, Instant.now(), null, limit))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessage("limit: must be from 1 to 1000");
        }
        for (String after : List.of("", "t1", "yesterday_t1")) {
            assertThatThrownBy(() -> deductions.deductions(Cafe.CEBU, Instant.EPOCH, Instant.now(), after, 10))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessage("after: must be the next of the page before");
        }
    }

    private static List<String> pages(Instant from, Instant to, int limit) {
        List<String> ids = new ArrayList<>();
        var page = OPEN.engine().deductions().deductions(Cafe.CEBU, from, to, null, limit);
        while (true) {
            assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
            page.items().forEach(deduction -> ids.add(deduction.transactionId()));
            if (page.next() == null) {
                return ids;
            }
            page = OPEN.engine().deductions().deductions(Cafe.CEBU, from, to, page.next(), limit);
        }
    }

    private static DeductionOutcome deduct(DeductionRequest request) {
        return OPEN.engine().deductions().deductInventoryAtomic(request);
    }

    private static List<DeductionOutcome> deductAll(DeductionRequest... requests) {
        return OPEN.engine().deductions().deductInventoryAtomic(List.of(requests));
    }

    private static DeductionRequest request(String transactionId, String key, SaleItem... items) {
        return new DeductionRequest(transactionId, Cafe.CEBU, List.of(items), "ana", key);
    }

    private static DeductionRequest request(String transactionId, String key, Instant occurredAt) {
        return new DeductionRequest(
                transactionId, Cafe.CEBU, List.of(new SaleItem(Cafe.CROFFLE, 1)), Cafe.ANA, key, occurredAt);
    }

    private static DeductedItem taken(String stockId, String ingredient, String amount, String from, String to) {
        return new DeductedItem(
                stockId, ingredient, "piece", new BigDecimal(amount), new BigDecimal(from), new BigDecimal(to));
    }

    private static RecordedDeduction find(String transactionId) {
        return OPEN.engine()
                .deductions()
                .findDeduction(Cafe.CEBU, transactionId)
                .orElseThrow();
    }

    private static Movement latest(String stockId) {
        return OPEN.engine()
                .stock()
                .movements(Cafe.CEBU, stockId, null, 1)
                .items()
                .getFirst();
    }

    private static Instant databaseTime() {
        return Instant.parse(OPEN.database()
                .value("SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"));
    }
}
