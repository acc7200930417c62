package io.atomicinventory.engine.internal.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atomicinventory.engine.deduction.DeductedItem;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.deduction.Problem;
import io.atomicinventory.engine.stock.Movement;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The decisions on thousands of random batches, held against a naive oracle and against the invariants.
 * {@code -Ddecide.seed=N} runs one seed again.
 */
class DeciderPropertyTest {
    private static final int SEEDS = 1_500; // two batches each
    private static final long FRESH_SEED = new Random().nextLong();

    @BeforeAll
    static void sayTheSeed() {
        System.out.println("The fresh seed of this run: -Ddecide.seed=" + FRESH_SEED);
    }

    @Test
    void I1_I2_I5_everyOrderIsDecidedAsTheNaiveOracleDecidesIt() {
        forAllSeeds(scenario -> {
            EngineRun run = EngineRun.of(scenario);
            NaiveBooks oracle = new NaiveBooks(scenario);
            List<Verdict> expected = new ArrayList<>();
            scenario.batches().forEach(batch -> batch.forEach(order -> expected.add(oracle.submit(order))));
            for (int i = 0; i < expected.size(); i++) {
                assertThat(run.verdicts().get(i)).as("order %s", i + 1).isEqualTo(expected.get(i));
            }
            assertThat(run.shelves()).isEqualTo(oracle.shelves());
        });
    }

    @Test
    void I2_aBatchOfManyGivesWhatManyBatchesOfOneGive() {
        forAllSeeds(scenario -> {
            EngineRun batches = EngineRun.of(scenario);
            EngineRun singles = EngineRun.of(scenario.oneByOne());
            assertThat(batches.decisions()).isEqualTo(singles.decisions());
            assertThat(batches.shelves()).isEqualTo(singles.shelves());
        });
    }

    @Test
    void I2_theSameBatchOnTheSameBooksIsDecidedTheSame() {
        forAllSeeds(scenario -> assertThat(EngineRun.of(scenario).decisions())
                .isEqualTo(EngineRun.of(scenario).decisions()));
    }

    @Test
    void I2_aReplayedDeductionAnswersWithTheItemsOfTheFirst() {
        forAllSeeds(scenario -> {
            Map<String, List<DeductedItem>> first = new HashMap<>();
            for (Decision decision : EngineRun.of(scenario).decisions()) {
                if (decision.answer() instanceof DeductionOutcome.Deducted deducted) {
                    assertThat(deducted.replayed()).isEqualTo(first.containsKey(deducted.transactionId()));
                    first.putIfAbsent(deducted.transactionId(), deducted.deductedItems());
                    assertThat(deducted.deductedItems()).isEqualTo(first.get(deducted.transactionId()));
                }
            }
        });
    }

    @Test
    void I2_aBatchSentAgainAfterALostCommitFindsItsOwnAnswersAndWritesNothing() {
        forAllSeeds(scenario -> {
            Scenario one = scenario.with(scenario.batches().subList(0, 1));
            List<Decision> twice = EngineRun.of(one.eachTwice()).decisions();
            for (int i = 0; i < one.orders(); i++) {
                Decision first = twice.get(i);
                Decision again = twice.get(i + one.orders());
                if (first.row() != null) {
                    assertThat(again.answer()).isEqualTo(first.answer());
                    assertThat(again.row()).isNull();
                    assertThat(again.movements()).isEmpty();
                }
            }
        });
    }

    @Test
    void I1_aSaleMovesAllItsItemsAndARefusedOneMovesNothing() {
        forAllSeeds(scenario -> {
            for (Decision decision : EngineRun.of(scenario).decisions()) {
                boolean isNew = decision.answer().success()
                        && decision.row() != null
                        && decision.row().result() == OutcomeRow.Result.DONE;
                if (!isNew) {
                    assertThat(decision.movements()).isEmpty();
                } else if (decision.answer() instanceof DeductionOutcome.Deducted deducted) {
                    assertThat(deducted.replayed()).isFalse();
                    assertThat(decision.movements().stream().map(Movement::stockId))
                            .doesNotHaveDuplicates()
                            .containsExactlyElementsOf(deducted.deductedItems().stream()
                                    .map(DeductedItem::inventoryStockId)
                                    .toList());
                }
            }
        });
    }

    @Test
    void I4_everyQuantityIsTheOpeningAndItsMovementsWithoutAGap() {
        forAllSeeds(scenario -> {
            Map<String, BigDecimal> quantities = new HashMap<>();
            Map<String, Long> versions = new HashMap<>();
            scenario.shelves().forEach(shelf -> {
                quantities.put(shelf.stockId(), new BigDecimal(shelf.quantity()));
                versions.put(shelf.stockId(), shelf.version());
            });
            EngineRun run = EngineRun.of(scenario);
            for (Decision decision : run.decisions()) {
                for (Movement movement : decision.movements()) {
                    assertThat(movement.version()).isEqualTo(versions.merge(movement.stockId(), 1L, Long::sum));
                    assertThat(movement.previousQuantity()).isEqualByComparingTo(quantities.get(movement.stockId()));
                    BigDecimal after = quantities.merge(movement.stockId(), movement.quantityChange(), BigDecimal::add);
                    assertThat(movement.newQuantity()).isEqualByComparingTo(after);
                }
            }
            run.stock().forEach(item -> {
                assertThat(item.quantity()).isEqualByComparingTo(quantities.get(item.stockId()));
                assertThat(item.version()).isEqualTo(versions.get(item.stockId()));
            });
        });
    }

    @Test
    void I5_noSaleTakesAShelfBelowZeroOrIntoWhatIsHeldWhereThatIsNotAllowed() {
        forAllSeeds(scenario -> {
            for (Decision decision : EngineRun.of(scenario).decisions()) {
                for (Movement movement : decision.movements()) {
                    Scenario.Shelf shelf = scenario.shelf(movement.stockId());
                    boolean takes = movement.quantityChange().signum() < 0;
                    if (takes && !shelf.allowNegative()) {
                        assertThat(movement.newQuantity()).isGreaterThanOrEqualTo(new BigDecimal(shelf.held()));
                    }
                }
            }
        });
    }

    @Test
    void theRandomBatchesReachEveryAnswerAndEveryReason() {
        Set<String> reached = new TreeSet<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            for (Verdict verdict : EngineRun.of(RandomScenarios.of(seed)).verdicts()) {
                String answer = verdict.answer();
                reached.add(verdict.row().split(" ", 2)[0] + ", " + answer.split(" ", 2)[0]
                        + (answer.contains("replayed=true") ? " again" : ""));
                for (Problem.Reason reason : Problem.Reason.values()) {
                    if (answer.contains(reason.name())) {
                        reached.add(reason.name());
                    }
                }
                if (answer.startsWith("not decided: ")) {
                    reached.add(answer.split(" ", 4)[2]);
                }
            }
        }
        assertThat(reached)
                .contains("done, deducted", "done, received", "refused, refused", "replayed, deducted again")
                .contains("nothing, deducted again", "nothing, refused again", "nothing, received again")
                .contains("nothing, out", "Unknown", "Idempotency")
                .containsAll(
                        Arrays.stream(Problem.Reason.values()).map(Enum::name).toList());
    }

    @Test
    void aFailingScenarioIsShrunkToTheOrdersThatMatter() {
        Property sellsTheGhost = scenario ->
                assertThat(EngineRun.of(scenario).verdicts().toString()).doesNotContain("Unknown product");
        assertThatThrownBy(() -> forAllSeeds(sellsTheGhost))
                .hasMessageContaining("-Ddecide.seed=")
                .hasMessageContaining("1 order fails");
    }

    @FunctionalInterface
    private interface Property {
        void check(Scenario scenario);
    }

    private static void forAllSeeds(Property property) {
        Long only = Long.getLong("decide.seed");
        if (only != null) {
            check(only, property);
            return;
        }
        for (long seed = 1; seed <= SEEDS; seed++) {
            check(seed, property);
        }
        check(FRESH_SEED, property);
    }

    private static void check(long seed, Property property) {
        Scenario scenario = RandomScenarios.of(seed);
        Throwable failure = failure(scenario, property);
        if (failure != null) {
            Scenario least = shrunk(scenario, property);
            Throwable cause = failure(least, property);
            throw new AssertionError(
                    "-Ddecide.seed=" + seed + ": " + least.orders()
                            + (least.orders() == 1 ? " order fails" : " orders fail") + "\n" + least.describe(),
                    cause == null ? failure : cause);
        }
    }

    /** Drops one order after the other for as long as it still fails. */
    private static Scenario shrunk(Scenario failing, Property property) {
        Scenario least = failing;
        for (int place = 0; place < least.orders(); ) {
            Scenario fewer = least.without(place);
            if (failure(fewer, property) == null) {
                place++;
            } else {
                least = fewer;
                place = 0;
            }
        }
        return least;
    }

    private static @Nullable Throwable failure(Scenario scenario, Property property) {
        try {
            property.check(scenario);
            return null;
        } catch (RuntimeException | AssertionError e) {
            return e;
        }
    }
}
