package io.atomicinventory.engine.internal.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.stock.StockItem;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** One day of one shelf, told in every order in which it can be told. */
class ArrivalOrderTest {
    private static final Instant EVENING = Instant.parse("2026-03-04T20:00:00Z");
    private static final Scenario.Order SOLD_1_AT_8 = sale("sold-1", "08:00", "1");
    private static final Scenario.Order COUNTED_50_AT_9 = count("count-9", "09:00", "50");
    private static final Scenario.Order SOLD_2_AT_10 = sale("sold-2", "10:00", "2");
    private static final Scenario.Order COUNTED_45_AT_11 = count("count-11", "11:00", "45");
    private static final Scenario.Order COUNTED_40_AT_12 = count("count-12", "12:00", "40");
    private static final Scenario.Order SOLD_4_AT_13 = sale("sold-4", "13:00", "4");
    private static final List<Scenario.Order> DAY =
            List.of(SOLD_1_AT_8, COUNTED_50_AT_9, SOLD_2_AT_10, COUNTED_45_AT_11, COUNTED_40_AT_12, SOLD_4_AT_13);

    @Test
    void I4_whateverArrivesFirstTheLastCountHolds() {
        inEveryOrder(DAY, day -> assertThat(quantity(day)).isEqualByComparingTo("36"));
    }

    @Test
    void I4_withoutTheLastCountTheOneBeforeItHolds() {
        inEveryOrder(DAY, day -> assertThat(quantity(day, takeBack("count-12"))).isEqualByComparingTo("41"));
        inEveryOrder(
                DAY,
                day -> assertThat(quantity(day, takeBack("count-11"), takeBack("count-12")))
                        .isEqualByComparingTo("44"));
        inEveryOrder(
                DAY,
                day -> assertThat(quantity(day, takeBack("count-9"), takeBack("count-12")))
                        .isEqualByComparingTo("41"));
    }

    @Test
    void I4_withoutItsCountsARowIsWhatItWasAndWhatMoved() {
        inEveryOrder(
                DAY,
                day -> inEveryOrder(
                        List.of(takeBack("count-9"), takeBack("count-11"), takeBack("count-12")),
                        back -> assertThat(quantity(day, back.toArray(Scenario.Order[]::new)))
                                .isEqualByComparingTo("93")));
    }

    @Test
    void I4_aCountThatIsTakenBackBetweenTwoOthersLeavesNothing() {
        inEveryOrder(
                List.of(SOLD_1_AT_8, COUNTED_50_AT_9, takeBack("count-9"), COUNTED_45_AT_11, COUNTED_40_AT_12), day -> {
                    if (day.indexOf(COUNTED_50_AT_9) < day.indexOf(takeBack("count-9"))) {
                        assertThat(quantity(day)).isEqualByComparingTo("40");
                        assertThat(quantity(day, takeBack("count-12"))).isEqualByComparingTo("45");
                    }
                });
    }

    /** As from a form whose times have no seconds. */
    @Test
    void I4_ofTwoCountsOfTheSameTimeTheOneThatCameLaterHoldsUntilItIsTakenBack() {
        Scenario.Order corrected = count("count-9-again", "09:00", "60");

        assertThat(quantity(List.of(COUNTED_50_AT_9, corrected))).isEqualByComparingTo("60");
        assertThat(quantity(List.of(COUNTED_50_AT_9, corrected), takeBack("count-9-again")))
                .isEqualByComparingTo("50");
        assertThat(quantity(List.of(COUNTED_50_AT_9, corrected), takeBack("count-9")))
                .isEqualByComparingTo("60");
    }

    private static BigDecimal quantity(List<Scenario.Order> day, Scenario.Order... then) {
        List<Scenario.Batch> batches = new ArrayList<>();
        for (Scenario.Order order : day) {
            batches.add(new Scenario.Batch(EVENING.plusSeconds(batches.size()), List.of(order)));
        }
        for (Scenario.Order order : then) {
            batches.add(new Scenario.Batch(EVENING.plusSeconds(batches.size()), List.of(order)));
        }
        EngineRun run = EngineRun.of(new Scenario(
                List.of(new Scenario.Dish(
                        "coffee", "Coffee", true, 1, List.of(new Scenario.Part("cup", "piece", "1")))),
                List.of(new Scenario.Link("cup", "piece", "cups", "1")),
                List.of(new Scenario.Shelf("cups", "Cup", "100", "0", 1, false, "0", true)),
                Scenario.OnShortage.REFUSE,
                List.of(),
                batches));
        assertThat(run.decisions())
                .allSatisfy(decision -> assertThat(decision.answer().success()).isTrue());
        return run.stock().stream().map(StockItem::quantity).findFirst().orElseThrow();
    }

    private static void inEveryOrder(List<Scenario.Order> orders, Consumer<List<Scenario.Order>> check) {
        permute(List.of(), orders, check);
    }

    private static void permute(
            List<Scenario.Order> first, List<Scenario.Order> rest, Consumer<List<Scenario.Order>> check) {
        if (rest.isEmpty()) {
            check.accept(first);
        }
        for (Scenario.Order next : rest) {
            List<Scenario.Order> more = new ArrayList<>(first);
            more.add(next);
            permute(more, rest.stream().filter(order -> !order.equals(next)).toList(), check);
        }
    }

    private static Scenario.Order sale(String key, String time, String quantity) {
        return new Scenario.SaleOrder(
                key, key.hashCode(), key, at(time), List.of(new Scenario.Line("coffee", null, quantity)));
    }

    private static Scenario.Order count(String key, String time, String quantity) {
        return new Scenario.BookingOrder(key, key.hashCode(), Scenario.What.COUNT, "cups", quantity, null, at(time));
    }

    private static Scenario.Order takeBack(String key) {
        return new Scenario.ReversalOrder("not-" + key, key.hashCode(), "cups", key);
    }

    private static Instant at(String time) {
        return Instant.parse("2026-03-04T" + time + ":00Z");
    }
}
