package io.atomicinventory.engine.internal.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.deduction.DeductedItem;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.deduction.Problem;
import io.atomicinventory.engine.queue.QueueDecision;
import io.atomicinventory.engine.queue.QueueStatus;
import io.atomicinventory.engine.stock.Movement;
import io.atomicinventory.engine.stock.MovementKind;
import io.atomicinventory.engine.stock.StockItem;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    private static final int SEEDS = 1_500; // with a dozen orders each
    private static final long FRESH_SEED = new Random().nextLong();

    private static final List<String> ANSWERS = List.of(
            "Idempotency key already used",
            "Unknown stock item",
            "No deduction of",
            "took nothing of",
            "was rejected in the queue",
            "waits in the queue with other items",
            "asked for",
            "nothing left to give back",
            "waste: ",
            "was voided in part",
            "was voided;",
            "included in the count of",
            "no such movement",
            "already reversed",
            "not possible: deduction",
            "not possible: waste",
            "INSUFFICIENT_STOCK Adjustment",
            "INSUFFICIENT_STOCK Waste",
            "INSUFFICIENT_STOCK Count",
            "INSUFFICIENT_STOCK Reversal",
            "out of bounds: quantity:",
            "out of bounds: countedAt",
            "out of bounds: countedQuantity",
            "out of bounds: version",
            "not possible: stock item",
            "no such entry",
            "not rejected",
            "rejected replayed=true",
            "row=replayed queue:",
            "below zero by the store's policy",
            "approved by till-1",
            " deducted, ",
            "added insufficient_stock",
            "added offline for a person",
            "insufficient_stock attempt 2 failures 0 again after PT0S",
            "pending attempt 2 failures 2 again after PT30S",
            "pending attempt 1 failures 2 for a person again after PT30S",
            "decided synced",
            "decided already_deducted",
            "decided approved by",
            "decided approved_available",
            "decided rejected",
            "decided voided");

    @BeforeAll
    static void sayTheSeed() {
        System.out.println("The fresh seed of this run: -Ddecide.seed=" + FRESH_SEED);
    }

    @Test
    void I1_I2_I5_I6_everyOrderIsDecidedAsTheNaiveOracleDecidesIt() {
        forAllSeeds(DeciderPropertyTest::checkAgainstTheOracle);
    }

    @Test
    void I1_I2_I5_I6_everyBatchThatComesTwiceIsDecidedAsTheNaiveOracleDecidesIt() {
        forAllSeeds(scenario -> checkAgainstTheOracle(scenario.eachTwice()));
    }

    private static void checkAgainstTheOracle(Scenario scenario) {
        EngineRun run = EngineRun.of(scenario);
        NaiveBooks oracle = new NaiveBooks(scenario);
        List<Verdict> expected = NaiveBooks.of(scenario, oracle);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(run.verdicts().get(i)).as("order %s", i + 1).isEqualTo(expected.get(i));
        }
        assertThat(run.shelves()).isEqualTo(oracle.shelves());
    }

    @Test
    void I2_aBatchOfManyGivesWhatManyBatchesOfOneGive() {
        forAllSeeds(scenario -> {
            EngineRun batches = EngineRun.of(scenario.eachTwice());
            EngineRun singles = EngineRun.of(scenario.eachTwice().oneByOne());
            assertThat(decided(batches)).isEqualTo(decided(singles));
            assertThat(batches.shelves()).isEqualTo(singles.shelves());
        });
    }

    /** All of it but when it was recorded, which is one time for all of a batch. */
    private static List<String> decided(EngineRun run) {
        return run.decisions().stream()
                .map(decision -> decision.toString().replaceAll("recordedAt=[^,]*, ", ""))
                .toList();
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
            int orders = one.orders().size();
            for (int i = 0; i < orders; i++) {
                Decision first = twice.get(i);
                Decision again = twice.get(i + orders);
                if (first.row() != null) {
                    assertThat(withoutNewsOfVoids(again.answer())).isEqualTo(withoutNewsOfVoids(first.answer()));
                    assertThat(again.row()).isNull();
                    assertThat(again.movements()).isEmpty();
                }
            }
        });
    }

    /** A sale is told that it was voided meanwhile. */
    private static Outcome withoutNewsOfVoids(Outcome answer) {
        return answer instanceof DeductionOutcome.Deducted deducted
                ? new DeductionOutcome.Deducted(
                        deducted.transactionId(),
                        deducted.deductedItems(),
                        deducted.replayed(),
                        deducted.warnings().stream()
                                .filter(warning -> !warning.contains(" was voided"))
                                .toList())
                : answer;
    }

    @Test
    void I2_whatWaitsNeedNotBeShownToSalesThatComeDirectly() {
        forAllSeeds(scenario -> assertThat(EngineRun.guessing(scenario).decisions())
                .isEqualTo(EngineRun.of(scenario).decisions()));
    }

    @Test
    void I2_aTransactionIsDeductedOnceOrRejectedOnceAndNeverBoth() {
        forAllSeeds(scenario -> {
            Set<String> settled = new HashSet<>();
            for (Decision decision : EngineRun.of(scenario.eachTwice()).decisions()) {
                for (OutcomeRow row : decision.rows()) {
                    if (row.isDeducted() || row.isRejected()) {
                        assertThat(settled.add(Objects.requireNonNull(row.transactionId())))
                                .as("settled by %s", row)
                                .isTrue();
                    }
                }
            }
        });
    }

    @Test
    void I2_anEntryThatIsSettledNeverChanges() {
        forAllSeeds(scenario -> {
            Set<String> settled = new HashSet<>();
            for (Decision decision : EngineRun.of(scenario.eachTwice()).decisions()) {
                QueueChange change = decision.queue();
                if (change != null) {
                    assertThat(settled).doesNotContain(change.row().transactionId());
                    if (!change.row().isOpen()) {
                        settled.add(change.row().transactionId());
                    }
                }
            }
        });
    }

    @Test
    void I2_aTryThatIsRecordedAsRefusedHasARaisedAttemptAfterItAndOneThatFindsTheSameRecordsNothing() {
        forAllSeeds(scenario -> {
            Map<String, Boolean> wasShort = new HashMap<>();
            for (Decision decision : EngineRun.of(scenario.eachTwice()).decisions()) {
                if (decision.queue() instanceof QueueChange.Changed change
                        && change.row().isOpen()) {
                    boolean isRecorded = decision.row() != null;
                    assertThat(change.row().attempt()).isEqualTo(change.before().attempt() + (isRecorded ? 1 : 0));
                    if (isRecorded) {
                        boolean isShort = change.row().status() == QueueStatus.INSUFFICIENT_STOCK
                                && change.row().failures() == 0;
                        assertThat(wasShort.put(change.row().transactionId(), isShort))
                                .as("recorded before")
                                .isNotEqualTo(isShort);
                    }
                }
            }
        });
    }

    @Test
    void I1_aSaleMovesAllItsItemsAndWhatIsNotDoneMovesNothing() {
        forAllSeeds(scenario -> {
            for (Decision decision : EngineRun.of(scenario).decisions()) {
                boolean isNew = decision.answer().success()
                        && decision.row() != null
                        && decision.row().result() == OutcomeRow.Result.DONE;
                if (!isNew) {
                    assertThat(decision.movements()).isEmpty();
                    assertThat(decision.givenBack()).isEmpty();
                } else if (decision.answer() instanceof DeductionOutcome.Deducted deducted) {
                    assertThat(deducted.replayed()).isFalse();
                    assertThat(decision.movements().stream()
                                    .filter(movement -> movement.kind() == MovementKind.DEDUCTION)
                                    .map(Movement::stockId))
                            .doesNotHaveDuplicates()
                            .containsExactlyElementsOf(deducted.deductedItems().stream()
                                    .map(DeductedItem::inventoryStockId)
                                    .toList());
                }
            }
        });
    }

    @Test
    void I6_whatIsGivenBackIsNeverMoreThanWasTaken() {
        forAllSeeds(scenario -> {
            Map<String, BigDecimal> left = new HashMap<>();
            for (Decision decision : EngineRun.of(scenario).decisions()) {
                for (Movement movement : decision.movements()) {
                    String line = movement.transactionId() + " " + movement.stockId();
                    if (movement.kind() == MovementKind.DEDUCTION || movement.kind() == MovementKind.COMPENSATION) {
                        left.merge(line, movement.quantityChange().negate(), BigDecimal::add);
                        assertThat(left.get(line)).isNotNegative();
                    }
                }
            }
        });
    }

    @Test
    void I4_aCountSetsWhatHadMovedByItsTimeWhateverComesAfterIt() {
        forAllSeeds(scenario -> {
            EngineRun run = EngineRun.of(scenario);
            for (Scenario.Shelf shelf : scenario.shelves()) {
                List<Movement> ofRow = run.decisions().stream()
                        .flatMap(decision -> decision.movements().stream())
                        .filter(movement -> movement.stockId().equals(shelf.stockId()))
                        .toList();
                for (Movement count : lastCountsOfTheirTimes(ofRow)) {
                    BigDecimal then = ofRow.stream()
                            .filter(movement -> !movement.occurredAt().isAfter(count.occurredAt()))
                            .map(Movement::quantityChange)
                            .reduce(new BigDecimal(shelf.quantity()), BigDecimal::add);
                    assertThat(then).as("at %s", count).isEqualByComparingTo(run.found(count));
                }
            }
        });
    }

    private static List<Movement> lastCountsOfTheirTimes(List<Movement> ofRow) {
        Set<Long> takenBack = new HashSet<>();
        ofRow.stream().map(Movement::reverses).filter(Objects::nonNull).forEach(takenBack::add);
        Map<Instant, Movement> last = new HashMap<>();
        ofRow.stream()
                .filter(movement -> movement.kind() == MovementKind.COUNT && !takenBack.contains(movement.version()))
                .forEach(count -> last.put(count.occurredAt(), count));
        return List.copyOf(last.values());
    }

    @Test
    void I4_aMovementIsTakenBackOnceAndInFull() {
        forAllSeeds(scenario -> {
            Map<String, Movement> all = new HashMap<>();
            Set<String> takenBack = new HashSet<>();
            for (Decision decision : EngineRun.of(scenario).decisions()) {
                for (Movement movement : decision.movements()) {
                    all.put(movement.stockId() + " " + movement.version(), movement);
                    assertThat(movement.kind() == MovementKind.REVERSAL).isEqualTo(movement.reverses() != null);
                    if (movement.reverses() != null) {
                        String named = movement.stockId() + " " + movement.reverses();
                        assertThat(takenBack.add(named)).as("taken back once").isTrue();
                        Movement first = Objects.requireNonNull(all.get(named));
                        assertThat(movement.quantityChange())
                                .isEqualByComparingTo(first.quantityChange().negate());
                        assertThat(movement.occurredAt()).isEqualTo(first.occurredAt());
                    }
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
    void I5_nothingTakesAShelfBelowZeroWhereThatIsNotAllowedAndNoSaleIntoWhatIsHeld() {
        forAllSeeds(scenario -> {
            for (Decision decision : EngineRun.of(scenario).decisions()) {
                Map<String, BigDecimal> changes = new HashMap<>();
                decision.movements()
                        .forEach(movement ->
                                changes.merge(movement.stockId(), movement.quantityChange(), BigDecimal::add));
                for (StockItem item : decision.stock()) {
                    boolean takes = changes.getOrDefault(item.stockId(), BigDecimal.ZERO)
                                    .signum()
                            < 0;
                    if (takes && !item.allowNegative() && !isAllowedBelow(scenario, decision)) {
                        boolean isSale = decision.answer() instanceof DeductionOutcome;
                        assertThat(item.quantity()).isGreaterThanOrEqualTo(isSale ? item.held() : BigDecimal.ZERO);
                    }
                }
            }
        });
    }

    /** By a person who approved it in full, or by the store for sales that come directly. */
    private static boolean isAllowedBelow(Scenario scenario, Decision decision) {
        return decision.queue() instanceof QueueChange.Changed change
                ? change.decision() == QueueDecision.APPROVED
                : scenario.onShortage() == Scenario.OnShortage.ALLOW
                        && decision.answer() instanceof DeductionOutcome.Deducted;
    }

    @Test
    void I5_anApprovedOverdraftIsWhatIsBelowZeroAndGrowsOnlyByASaleThatIsAllowedTo() {
        forAllSeeds(scenario -> {
            Map<String, BigDecimal> overdrafts = new HashMap<>();
            scenario.shelves().forEach(shelf -> overdrafts.put(shelf.stockId(), new BigDecimal(shelf.overdraft())));
            for (Decision decision : EngineRun.of(scenario).decisions()) {
                for (StockItem item : decision.stock()) {
                    BigDecimal debt = item.quantity().negate().max(BigDecimal.ZERO);
                    BigDecimal before = Objects.requireNonNull(overdrafts.get(item.stockId()));
                    if (item.allowNegative()) {
                        assertThat(item.approvedOverdraft()).isLessThanOrEqualTo(debt);
                    } else {
                        assertThat(item.approvedOverdraft()).isEqualByComparingTo(debt);
                    }
                    if (!isAllowedBelow(scenario, decision) || item.allowNegative()) {
                        assertThat(item.approvedOverdraft()).isLessThanOrEqualTo(before);
                    }
                    overdrafts.put(item.stockId(), item.approvedOverdraft());
                }
            }
        });
    }

    @Test
    void theRandomBatchesReachEveryAnswerAndEveryReason() {
        Set<String> reached = new TreeSet<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            EngineRun run = EngineRun.guessing(RandomScenarios.of(seed));
            if (run.conflicts() > 0) {
                reached.add("a conflict");
            }
            for (Verdict verdict : run.verdicts()) {
                String answer = verdict.answer();
                String start = answer.split("[ :]", 2)[0];
                reached.add(verdict.row().split(" ", 2)[0] + ", "
                        + (start.equals("recorded") ? answer.split(" ", 3)[1] : start)
                        + (answer.contains("replayed=true") ? " again" : "")
                        + (answer.endsWith(" unchanged") ? " unchanged" : ""));
                for (String part : ANSWERS) {
                    if (verdict.toString().contains(part)) {
                        reached.add(part);
                    }
                }
                for (Problem.Reason reason : Problem.Reason.values()) {
                    if (answer.contains(reason.name())) {
                        reached.add(reason.name());
                    }
                }
            }
        }
        assertThat(reached)
                .contains("done, deducted", "refused, refused", "replayed, deducted again")
                .contains("queued, queued", "nothing, queued again", "a conflict")
                .contains("done, receipt", "done, adjustment", "done, waste", "done, count", "done, reversal")
                .contains("done, count unchanged", "done, reversal unchanged", "done, given")
                .contains("nothing, deducted again", "nothing, refused again", "nothing, receipt again")
                .contains("nothing, given again", "nothing, count again", "nothing, reversal again")
                .containsAll(ANSWERS)
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
                    "-Ddecide.seed=" + seed + ": " + least.orders().size()
                            + (least.orders().size() == 1 ? " order fails" : " orders fail") + "\n" + least.describe(),
                    cause == null ? failure : cause);
        }
    }

    /** Drops one order after the other for as long as it still fails. */
    private static Scenario shrunk(Scenario failing, Property property) {
        Scenario least = failing;
        for (int place = 0; place < least.orders().size(); ) {
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
