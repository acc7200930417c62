package io.atomicinventory.engine.stock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atomicinventory.engine.EngineSettings;
import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.stock.MovementOutcome.OutOfBounds;
import io.atomicinventory.engine.stock.MovementOutcome.Recorded;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.OpenCafe;
import io.atomicinventory.engine.testing.StoppableNode;
import io.atomicinventory.engine.testing.StoppableNode.Caller;
import io.atomicinventory.engine.testing.StoppableNode.Stop;
import io.atomicinventory.engine.testing.Storekeeper;
import io.atomicinventory.engine.testing.Together;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a count does to the books, whatever arrives before and after it. The café has had 100 cups for days. */
class CountTest {
    private static final String CUP_OF_WATER = "water";

    @RegisterExtension
    private static final OpenCafe OPEN = new OpenCafe();

    private final Instant noon = Instant.now().minus(Duration.ofHours(6)).truncatedTo(ChronoUnit.SECONDS);
    private Storekeeper cebu;

    @BeforeEach
    void open() {
        cebu = new Storekeeper(OPEN.engine(), Cafe.CEBU);
        OPEN.cafe().product(CUP_OF_WATER, "Water", "Cup piece 1");
        openedDaysAgo();
    }

    private static void openedDaysAgo() {
        OPEN.database().execute("""
                UPDATE inventory_movements SET occurred_at = occurred_at - interval '9 days',
                                               recorded_at = recorded_at - interval '9 days'
                WHERE kind = 'opening' AND recorded_at > now() - interval '8 days'""");
    }

    private Instant at(int minutes) {
        return noon.plus(Duration.ofMinutes(minutes));
    }

    /** What happens on one day, in the order in which it happens. */
    private enum Event {
        SALE_BEFORE,
        COUNT,
        SALE_BETWEEN,
        LATER_COUNT,
        SALE_AFTER,
        /** It is recorded when it happens, and so after everything that is told late. */
        RECEIPT
    }

    private void tell(Storekeeper keeper, Event event) {
        switch (event) {
            case SALE_BEFORE -> sell(keeper, "before", 7, at(0));
            case COUNT -> keeper.count("cup", "50", at(10), "count");
            case SALE_BETWEEN -> sell(keeper, "between", 5, at(20));
            case LATER_COUNT -> keeper.count("cup", "40", at(30), "later-count");
            case SALE_AFTER -> sell(keeper, "after", 3, at(40));
            case RECEIPT -> keeper.receive("cup", "11", "receipt");
        }
    }

    private static void sell(Storekeeper keeper, String id, int quantity, Instant at) {
        DeductionOutcome outcome = keeper.sell(id, CUP_OF_WATER, quantity, at);
        assertThat(outcome.success()).as("%s", outcome).isTrue();
    }

    /** 720 stores, each of which hears of the day in another order. */
    @Test
    void I10_whateverTheOrderInWhichADayIsHeardOfItEndsWithTheSameStock() throws Exception {
        List<List<Event>> orders = new ArrayList<>();
        permute(new ArrayList<>(), List.of(Event.values()), orders);
        assertThat(orders).hasSize(720);
        branches(orders.size());
        openedDaysAgo();

        Together.call(16, caller -> () -> {
            for (int i = caller; i < orders.size(); i += 16) {
                Storekeeper keeper = new Storekeeper(i % 2 == 0 ? OPEN.engine() : OPEN.otherNode(), "b" + i);
                orders.get(i).forEach(event -> tell(keeper, event));
                assertThat(keeper.quantity("cup")).as("%s", orders.get(i)).isEqualByComparingTo("48"); // 40 - 3 + 11
            }
            return true;
        });
    }

    private static void permute(List<Event> chosen, List<Event> left, List<List<Event>> orders) {
        if (left.isEmpty()) {
            orders.add(List.copyOf(chosen));
        }
        for (Event next : left) {
            List<Event> rest = new ArrayList<>(left);
            rest.remove(next);
            chosen.add(next);
            permute(chosen, rest, orders);
            chosen.removeLast();
        }
    }

    /** Stores {@code b0}, {@code b1}, ... that have cups. */
    private static void branches(int number) {
        String each = " FROM generate_series(0, " + (number - 1) + ") AS n";
        OPEN.database()
                .execute(
                        "INSERT INTO stores (store_id, name, timezone) SELECT 'b' || n, 'Store ' || n, 'Asia/Manila'"
                                + each,
                        "INSERT INTO inventory_stock (store_id, stock_id, item, unit, quantity, version)"
                                + " SELECT 'b' || n, 'cup', 'cup', 'piece', 100, 1" + each,
                        "INSERT INTO inventory_movements (store_id, stock_id, version, kind, quantity_change,"
                                + " previous_quantity, new_quantity, who, occurred_at) SELECT 'b' || n, 'cup', 1,"
                                + " 'opening', 100, 0, 100, 'ana', now()" + each,
                        "INSERT INTO conversion_mappings SELECT 'b' || n, recipe_ingredient_name,"
                                + " recipe_ingredient_unit, ingredient_label, unit_label, stock_id, conversion_factor"
                                + each + ", conversion_mappings WHERE store_id = 'cebu' AND stock_id = 'cup'");
    }

    @Test
    void I10_aCountSetsTheDifferenceAgainstWhatHadMovedByItsTime() {
        sell(cebu, "before", 7, at(0));
        sell(cebu, "after", 3, at(40));
        cebu.receive("cup", "11", "receipt");

        Recorded count = (Recorded) cebu.count("cup", "50", at(10), "count");

        assertThat(count.movement().kind()).isEqualTo(MovementKind.COUNT);
        assertThat(count.movement().quantityChange()).isEqualByComparingTo("-43"); // 93 were there, 50 were found
        assertThat(count.movement().occurredAt()).isEqualTo(at(10));
        assertThat(Objects.requireNonNull(count.movement().recordedAt())).isAfter(at(10));
        assertThat(count.warnings()).isEmpty();
        assertThat(cebu.quantity("cup")).isEqualByComparingTo("58");
        assertThat(cup().countedAt()).isEqualTo(at(10));
    }

    @Test
    void I10_aSaleOfBeforeTheCountIsInItAlreadyAndBothShowInTheTrail() {
        cebu.count("cup", "2", at(10), "count");

        // More than there is: it is not refused, since it was gone when the cups were counted.
        DeductionOutcome.Deducted sale = (DeductionOutcome.Deducted) cebu.sell("late", CUP_OF_WATER, 90, at(0));

        assertThat(sale.warnings())
                .containsExactly("cup: the sale was included in the count of " + at(10) + "; the stock is unchanged");
        assertThat(cebu.quantity("cup")).isEqualByComparingTo("2");
        assertThat(cebu.movements("cup")).containsExactly("OPENING 100", "COUNT -98", "CORRECTION 90", "DEDUCTION -90");
        assertThat(OPEN.engine().stock().movements(Cafe.CEBU, "cup", null, 2).items())
                .allSatisfy(movement -> {
                    assertThat(movement.occurredAt()).isEqualTo(at(0));
                    assertThat(movement.transactionId()).isEqualTo("late");
                    assertThat(movement.idempotencyKey()).isEqualTo("late-key");
                })
                .extracting(Movement::why)
                .containsExactly(null, "included in the count of " + at(10));
        assertThat(((DeductionOutcome.Deducted) cebu.sell("late", CUP_OF_WATER, 90, at(0))).warnings())
                .containsExactly(
                        "Request already processed (idempotency)",
                        "cup: the sale was included in the count of " + at(10) + "; the stock is unchanged");
    }

    @Test
    void I10_onlyTheRowsThatWereCountedSinceAreLeftAsTheyAre() {
        cebu.count("cup", "2", at(10), "count");

        DeductionOutcome coffee = cebu.sell("late", Cafe.COFFEE, 5, at(0));
        DeductionOutcome refused = cebu.sell("much", Cafe.COFFEE, 10_000, at(0));

        assertThat(coffee.success()).isTrue();
        assertThat(cebu.quantity("cup")).isEqualByComparingTo("2");
        assertThat(cebu.quantity("coffee-beans")).isEqualByComparingTo("99.91");
        assertThat(((DeductionOutcome.Refused) refused).shortages())
                .extracting(shortage -> shortage.inventoryStockId())
                .containsExactly("coffee-beans");
    }

    @Test
    void I5_aSaleOfAfterTheCountIsRefusedForShortageAsEver() {
        cebu.count("cup", "2", at(10), "count");

        assertThat(cebu.sell("late", CUP_OF_WATER, 3, at(11))).isInstanceOf(DeductionOutcome.Refused.class);
        assertThat(cebu.sell("now", CUP_OF_WATER, 3)).isInstanceOf(DeductionOutcome.Refused.class);
        assertThat(cebu.sell("few", CUP_OF_WATER, 2, at(11)).success()).isTrue();
        assertThat(cebu.quantity("cup")).isZero();
    }

    /** Whoever counts at the moment of a sale has seen it: whichever of the two arrives first. */
    @Test
    void I10_aSaleAtTheVeryTimeOfTheCountIsInIt() {
        OPEN.cafe().stock(Cafe.CEBU, "lid", "100");
        OPEN.cafe().map(Cafe.CEBU, "Lid", "piece", "lid", "1");
        OPEN.cafe().product("lids", "Lids", "Lid piece 1");
        openedDaysAgo();

        cebu.count("cup", "50", at(10), "count-cup");
        sell(cebu, "cup-late", 4, at(10));
        assertThat(cebu.sell("lid-first", "lids", 4, at(10)).success()).isTrue();
        cebu.count("lid", "50", at(10), "count-lid");

        assertThat(cebu.quantity("cup")).isEqualByComparingTo("50");
        assertThat(cebu.quantity("lid")).isEqualByComparingTo("50");
    }

    @Test
    void I10_aCountOfBeforeTheLastOneHoldsUntilThatAndTheStockIsUnchanged() {
        cebu.count("cup", "40", at(30), "later-count");

        Recorded late = (Recorded) cebu.count("cup", "50", at(10), "count");

        assertThat(late.warnings()).containsExactly("The stock is unchanged: superseded by the count of " + at(30));
        assertThat(late.movement().quantityChange()).isEqualByComparingTo("-50");
        assertThat(cebu.movements("cup")).containsExactly("OPENING 100", "COUNT -60", "COUNT -50", "CORRECTION 50");
        assertThat(cup().countedAt()).isEqualTo(at(30));
        assertThat(cebu.count("cup", "50", at(10), "count"))
                .isEqualTo(new Recorded(late.movement(), true, late.warnings()));
    }

    @Test
    void I4_aCountThatFindsWhatIsInTheBooksIsAMovementOfNothing() {
        Recorded count = (Recorded) cebu.count("cup", "100", null, "count");

        assertThat(count.movement().quantityChange()).isZero();
        assertThat(cup().countedAt()).isEqualTo(count.movement().occurredAt());
        assertThat(cebu.version("cup")).isEqualTo(2);
    }

    @Test
    void I10_aCountIsOfTheLast72HoursAndAtMostFiveMinutesAhead() {
        Instant now = Instant.now();
        OutOfBounds bounds = new OutOfBounds("countedAt: must be at most 5 minutes ahead and 72 hours back");
        String books = OPEN.books();

        assertThat(cebu.count("cup", "50", now.minus(Duration.ofDays(3)), "k")).isEqualTo(bounds);
        assertThat(cebu.count("cup", "50", now.plus(Duration.ofMinutes(6)), "k"))
                .isEqualTo(bounds);
        assertThat(cebu.count("cup", "50", now.plus(Duration.ofDays(3_650)), "k"))
                .isEqualTo(bounds);
        assertThat(OPEN.books()).isEqualTo(books);

        assertThat(cebu.count("cup", "50", now.minus(Duration.ofDays(3).minusMinutes(1)), "back")
                        .success())
                .isTrue();
        Recorded ahead = (Recorded) cebu.count("cup", "60", now.plus(Duration.ofMinutes(4)), "ahead");
        assertThat(ahead.movement().occurredAt()).isEqualTo(ahead.movement().recordedAt());
        assertThat(ahead.movement().occurredAt()).isBefore(now.plus(Duration.ofMinutes(4)));
    }

    @Test
    void I5_aCountThatWouldLeaveLessThanNothingIsRefusedAndStaysSo() {
        sell(cebu, "after", 30, at(40));

        MovementOutcome outcome = cebu.count("cup", "20", at(10), "count");

        assertThat(((MovementOutcome.Refused) outcome).replayed()).isFalse();
        assertThat(outcome.errors()).containsExactly("Count - cup: Need 80, Have 70 (Short: 10)");
        cebu.receive("cup", "500", "receipt");
        assertThat(((MovementOutcome.Refused) cebu.count("cup", "20", at(10), "count")).replayed())
                .isTrue();
        assertThat(cebu.quantity("cup")).isEqualByComparingTo("570");
    }

    @Test
    void I5_aCountMakesUpForWhatWasBelowZero() {
        OPEN.database()
                .execute("UPDATE inventory_stock SET quantity = -5, approved_overdraft = 5 WHERE stock_id = 'cup'");

        cebu.count("cup", "0", null, "count");

        assertThat(cebu.quantity("cup")).isZero();
        assertThat(cup().approvedOverdraft()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "0.00001", "100000000000"})
    void I4_aCountOfNoExactQuantityIsRefused(String quantity) {
        assertThatThrownBy(() -> cebu.count("cup", quantity, null, "count"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("countedQuantity: ");
    }

    /** They meet in one batch, at one time of the database; still each comes after the one before it. */
    @Test
    @SuppressWarnings("try") // the lane is stopped as long as its block lasts
    void I10_countsAndSalesOfOneBatchAreInTheirOrder() throws Exception {
        Caller<MovementOutcome> first;
        Caller<DeductionOutcome> between;
        Caller<MovementOutcome> second;
        Caller<DeductionOutcome> after;
        try (StoppableNode node =
                new StoppableNode(OPEN.database(), EngineSettings.defaults().withLanes(1))) {
            Storekeeper keeper = new Storekeeper(node.engine(), Cafe.CEBU);
            try (Stop stop = node.stop()) {
                first = Caller.waiting(() -> keeper.count("cup", "50", null, "first"));
                between = Caller.waiting(() -> keeper.sell("between", CUP_OF_WATER, 1));
                second = Caller.waiting(() -> keeper.count("cup", "30", null, "second"));
                after = Caller.waiting(() -> keeper.sell("after", CUP_OF_WATER, 1));
            }
            assertThat(after.answer().success()).isTrue();
            assertThat(node.commits(2)).last().isEqualTo(new StoppableNode.Commit(1, 4));
        }
        assertThat(between.answer().success()).isTrue();
        Movement counted = ((Recorded) first.answer()).movement();
        assertThat(((Recorded) second.answer()).movement().occurredAt()).isAfter(counted.occurredAt());
        assertThat(cebu.movements("cup"))
                .containsExactly("OPENING 100", "COUNT -50", "DEDUCTION -1", "COUNT -19", "DEDUCTION -1");
        assertThat(cebu.quantity("cup")).isEqualByComparingTo("29");
        List<Movement> movements = OPEN.engine()
                .stock()
                .movements(Cafe.CEBU, "cup", null, 4)
                .items()
                .reversed();
        assertThat(movements).extracting(Movement::occurredAt).isSorted();
        assertThat(movements.get(1).occurredAt()).isAfter(movements.get(0).occurredAt());
        assertThat(movements.get(3).occurredAt()).isAfter(movements.get(2).occurredAt());
        // What the callers were told is what is in the books.
        assertThat(movements.get(0)).isEqualTo(counted);
        assertThat(movements.get(2)).isEqualTo(((Recorded) second.answer()).movement());
    }

    private static StockItem cup() {
        return OPEN.engine().stock().find(Cafe.CEBU, "cup").orElseThrow();
    }
}
