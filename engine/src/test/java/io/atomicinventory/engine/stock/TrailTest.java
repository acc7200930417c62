package io.atomicinventory.engine.stock;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.deduction.DeductionRequest;
import io.atomicinventory.engine.deduction.SaleItem;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.OpenCafe;
import io.atomicinventory.engine.testing.Storekeeper;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The trail explains any figure, of now and of any time before. */
class TrailTest {
    @RegisterExtension
    private static final OpenCafe OPEN = new OpenCafe();

    private Storekeeper cebu;

    @BeforeEach
    void open() {
        cebu = new Storekeeper(OPEN.engine(), Cafe.CEBU);
    }

    @Test
    void I10_soldTimesRecipeTimesFactorIsWhatASaleTook() {
        Cafe cafe = OPEN.cafe();
        cafe.product("latte", "Latte", "Coffee Beans gram 18", "Robusta gram 9.5", "Cup piece 1");
        cafe.map(Cafe.CEBU, "Robusta", "gram", "coffee-beans", "0.0012");
        DeductionOutcome sold = sell("t1", new SaleItem("latte", new BigDecimal("2.5")), new SaleItem(Cafe.COFFEE, 3));
        cafe.product("latte", "Flat White", "Coffee Beans gram 20", "Cup piece 1");
        cafe.map(Cafe.CEBU, "Coffee Beans", "gram", "coffee-beans", "0.002");
        DeductionOutcome soldLater = sell("t2", new SaleItem("latte", 2));
        assertThat(sold.success() && soldLater.success()).isTrue();

        List<TrailEntry> trail = trail("coffee-beans");

        assertThat(trail).extracting(entry -> entry.movement().transactionId()).containsExactly("t2", "t1", null);
        assertThat(trail.get(1).uses())
                .containsExactly(
                        use("latte", "Latte", "2.5", 1, "Coffee Beans", "18", "0.001"),
                        use("latte", "Latte", "2.5", 1, "Robusta", "9.5", "0.0012"),
                        use(Cafe.COFFEE, "Americano", "3", 1, "Coffee Beans", "18", "0.001"));
        assertThat(trail.getFirst().uses())
                .containsExactly(use("latte", "Flat White", "2", 2, "Coffee Beans", "20", "0.002"));
        for (TrailEntry entry : trail.subList(0, 2)) {
            assertThat(entry.uses().stream()
                            .map(use ->
                                    use.sold().multiply(use.recipeQuantity()).multiply(use.conversionFactor()))
                            .reduce(BigDecimal.ZERO, BigDecimal::add))
                    .isEqualByComparingTo(entry.movement().quantityChange().negate());
        }
        assertThat(trail.getLast().uses()).isEmpty();
        assertThat(trail.stream().map(TrailEntry::movement))
                .containsExactlyElementsOf(OPEN.engine()
                        .stock()
                        .movements(Cafe.CEBU, "coffee-beans", null, 10)
                        .items());
    }

    @Test
    void I10_eachMovementSaysWhoWhyAndOfWhichSale() {
        cebu.sell("t1", Cafe.COFFEE, 2);
        cebu.giveBack("t1", "void-1");
        cebu.waste("cup", "1", "w1");
        cebu.reverse("cup", 4, "x1");

        assertThat(trail("cup").reversed().stream().map(TrailEntry::movement).skip(1))
                .allSatisfy(movement -> assertThat(movement.who()).isEqualTo("ben"))
                .extracting(movement -> movement.kind() + " " + movement.transactionId() + " " + movement.why() + " "
                        + movement.reverses())
                .containsExactly(
                        "DEDUCTION t1 null null",
                        "COMPENSATION t1 wrong order null",
                        "WASTE null broken null",
                        "REVERSAL null mistake 4");
    }

    /** Hundreds of movements, many of which were recorded at one time: found by halving as by looking at each. */
    @Test
    void I10_whatTheBooksSaidAtAnyTimeIsFound() {
        for (int batch = 0; batch < 12; batch++) {
            List<DeductionRequest> sales = new ArrayList<>();
            for (int sale = 0; sale <= batch; sale++) {
                String id = "t" + batch + "-" + sale;
                sales.add(Cafe.sale(id, id, Cafe.COFFEE, 1));
            }
            OPEN.engine().deductions().deductInventoryAtomic(sales);
            cebu.adjust("cup", "1.5", "a" + batch);
        }
        cebu.count("cup", "50", Instant.now().minus(Duration.ofHours(3)), "c1");
        cebu.sell("late", Cafe.COFFEE, 3, Instant.now().minus(Duration.ofHours(4)));
        List<Movement> movements =
                OPEN.engine().stock().movements(Cafe.CEBU, "cup", null, 1000).items();
        assertThat(movements).hasSizeGreaterThan(90);

        TreeSet<Instant> times = new TreeSet<>();
        movements.forEach(movement -> times.add(Objects.requireNonNull(movement.recordedAt())));
        for (Instant time : List.copyOf(times)) {
            times.addAll(List.of(time.minusNanos(1_000), time.plusNanos(1_000)));
        }
        times.addAll(List.of(Instant.EPOCH, times.last().plus(Duration.ofDays(400))));
        for (Instant time : times) {
            Optional<Movement> last = movements.stream()
                    .filter(movement ->
                            !Objects.requireNonNull(movement.recordedAt()).isAfter(time))
                    .max(Comparator.comparingLong(Movement::version));
            StockAt found = OPEN.engine().stock().findAt(Cafe.CEBU, "cup", time).orElseThrow();
            assertThat(found.quantity())
                    .as("at %s", time)
                    .isEqualByComparingTo(last.map(Movement::newQuantity).orElse(BigDecimal.ZERO));
            assertThat(found.version()).isEqualTo(last.map(Movement::version).orElse(0L));
            assertThat(found.at()).isEqualTo(time);
        }
    }

    @Test
    void I10_beforeItsFirstMovementThereWasNothingAndOfAnUnknownItemThereIsNoAnswer() {
        StockService stock = OPEN.engine().stock();
        OPEN.cafe().stock(Cafe.CEBU, "lid", new StockItemSettings("lid", "piece", null, false, true, null));
        Instant yesterday = Instant.now().minus(Duration.ofDays(1));

        assertThat(stock.findAt(Cafe.CEBU, "cup", yesterday).orElseThrow().quantity())
                .isZero();
        assertThat(stock.findAt(Cafe.CEBU, "cup", yesterday).orElseThrow().version())
                .isZero();
        assertThat(stock.findAt(Cafe.CEBU, "lid", Instant.now()).orElseThrow().quantity())
                .isZero();
        assertThat(Stream.of(stock.findAt(Cafe.CEBU, "nothing", yesterday), stock.findAt("nowhere", "cup", yesterday)))
                .allMatch(Optional::isEmpty);
    }

    private static DeductionOutcome sell(String id, SaleItem... items) {
        return OPEN.engine()
                .deductions()
                .deductInventoryAtomic(new DeductionRequest(id, Cafe.CEBU, List.of(items), "ana", id + "-key"));
    }

    private static List<TrailEntry> trail(String stockId) {
        return OPEN.engine().stock().trail(Cafe.CEBU, stockId, null, 1000).items();
    }

    private static TrailEntry.Use use(
            String productId,
            String name,
            String sold,
            int recipeVersion,
            String ingredient,
            String quantity,
            String factor) {
        return new TrailEntry.Use(
                productId,
                name,
                new BigDecimal(sold),
                recipeVersion,
                ingredient,
                "gram",
                new BigDecimal(quantity),
                new BigDecimal(factor));
    }
}
