package io.atomicinventory.engine.internal.decide;

import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.deduction.CompensationOutcome;
import io.atomicinventory.engine.deduction.DeductedItem;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.deduction.Problem;
import io.atomicinventory.engine.deduction.RestoredItem;
import io.atomicinventory.engine.deduction.Shortage;
import io.atomicinventory.engine.stock.Movement;
import io.atomicinventory.engine.stock.MovementKind;
import io.atomicinventory.engine.stock.MovementOutcome;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The engine's decisions in the words of the oracle, which knows no versions, and of a count only what was found and
 * what it makes of the stock: not how the difference is spread over movements.
 */
final class VerdictText {
    private final RecordedMovements recorded;

    VerdictText(RecordedMovements recorded) {
        this.recorded = recorded;
    }

    Verdict verdict(Decision decision) {
        List<OutcomeRow> rows = decision.rows();
        return new Verdict(
                answer(decision.answer()),
                rows.isEmpty()
                        ? Verdict.NOTHING
                        : String.join(
                                " and ", rows.stream().map(VerdictText::row).toList()),
                effects(decision));
    }

    private static String row(OutcomeRow row) {
        String transactionId = row.transactionId();
        return code(row.result()) + " " + (transactionId == null ? row.key() : named(row.key(), transactionId));
    }

    /** An entry is called as its sale. */
    private static String named(String text, String transactionId) {
        return text.replace(Command.Queued.idOf(transactionId), transactionId);
    }

    static String of(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    private static String code(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private List<String> effects(Decision decision) {
        Map<String, List<Movement>> ofRows = new LinkedHashMap<>();
        decision.movements()
                .forEach(movement -> ofRows.computeIfAbsent(movement.stockId(), id -> new ArrayList<>())
                        .add(movement));
        List<String> effects = new ArrayList<>();
        ofRows.forEach((stockId, movements) ->
                effects.add(stockId + ": " + of(movements.getFirst().previousQuantity()) + " -> "
                        + of(movements.getLast().newQuantity()) + " by " + how(movements)));
        QueueChange change = decision.queue();
        if (change != null) {
            effects.add(text(change));
        }
        return effects;
    }

    private static String text(QueueChange change) {
        QueueRow row = change.row();
        return "queue " + row.transactionId() + ": " + code(row.status()) + " attempt " + row.attempt() + " failures "
                + row.failures()
                + switch (change) {
                    case QueueChange.Added added ->
                        " added " + code(added.reason()) + (added.waitsForPerson() ? " for a person" : "") + " at "
                                + added.occurredAt() + " because "
                                + problems(Objects.requireNonNull(added.why()).problems());
                    case QueueChange.Changed changed -> text(changed);
                };
    }

    private static String text(QueueChange.Changed change) {
        OutcomeData.RefusalData why = change.why();
        String met = why == null ? "" : " met " + problems(why.problems());
        return change.decision() == null
                ? (change.waitsForPerson() ? " for a person" : "") + " again after "
                        + Duration.between(change.now(), change.nextAttemptAt()) + met
                : " decided " + code(change.decision()) + " by " + change.decidedBy() + " because " + change.note()
                        + met;
    }

    private String how(List<Movement> movements) {
        Movement first = movements.getFirst();
        if (first.kind() == MovementKind.COUNT) {
            return (movements.size() == 1 ? "a count" : "a count of before another") + " at " + first.occurredAt();
        }
        if (isOfACount(first)) {
            return "taking back a count";
        }
        return String.join(", ", movements.stream().map(VerdictText::how).toList());
    }

    private boolean isOfACount(Movement movement) {
        Long reverses = movement.reverses();
        return reverses != null
                && recorded.find(movement.stockId(), reverses).orElseThrow().kind() == MovementKind.COUNT;
    }

    private static String how(Movement movement) {
        return code(movement.kind()) + " " + of(movement.quantityChange()) + " at " + movement.occurredAt()
                + (movement.transactionId() == null ? "" : " for " + movement.transactionId());
    }

    private String answer(Outcome outcome) {
        return switch (outcome) {
            case DeductionOutcome.Deducted deducted ->
                "deducted " + deducted.transactionId() + " "
                        + deducted.deductedItems().stream()
                                .map(VerdictText::text)
                                .toList()
                        + " replayed=" + deducted.replayed() + " " + deducted.warnings();
            case DeductionOutcome.Refused refused ->
                "refused " + refused.transactionId() + " "
                        + text(refused.problems(), refused.shortages(), refused.replayed());
            case DeductionOutcome.Queued queued ->
                "queued " + queued.transactionId() + " "
                        + text(queued.problems(), queued.shortages(), queued.replayed())
                        + (queued.warnings().isEmpty() ? "" : " " + queued.warnings());
            case DeductionOutcome.NotDecided notDecided ->
                "not decided: " + named(notDecided.why().text(), notDecided.transactionId());
            case Rejections.Answer rejection ->
                rejection.success()
                        ? "rejected replayed=" + rejection.isReplay()
                        : "not rejected: " + rejection.errors();
            case EngineRun.NoEntry none -> "no such entry";
            case CompensationOutcome.Compensated done ->
                "given back " + done.transactionId() + " "
                        + done.restored().stream().map(VerdictText::text).toList() + " replayed=" + done.replayed()
                        + " " + done.warnings();
            case CompensationOutcome.Unknown unknown -> "unknown: " + unknown.text();
            case CompensationOutcome.NotPossible not -> "not possible: " + not.text();
            case CompensationOutcome.NotDecided notDecided ->
                "not decided: " + notDecided.why().text();
            case MovementOutcome.Recorded done ->
                "recorded " + text(done.movement()) + " replayed=" + done.replayed()
                        + (done.warnings().isEmpty() ? "" : " unchanged");
            case MovementOutcome.Refused refused ->
                "refused " + text(refused.problems(), refused.shortages(), refused.replayed());
            case MovementOutcome.UnknownMovement unknown -> "no such movement";
            case MovementOutcome.NotPossible not ->
                "not possible: "
                        + (not.text().contains("already reversed")
                                ? "already reversed"
                                : not.text().replaceAll(".* is of the kind | and belongs to a sale|:.*", ""));
            case MovementOutcome.OutOfBounds out -> "out of bounds: " + out.text();
            case MovementOutcome.NotDecided notDecided ->
                "not decided: " + notDecided.why().text();
            default -> throw new AssertionError("an answer of another kind: " + outcome);
        };
    }

    private String text(Movement movement) {
        boolean isOfACount = movement.kind() == MovementKind.COUNT || isOfACount(movement);
        return code(movement.kind()) + " of " + movement.stockId()
                + (isOfACount ? "" : " " + of(movement.quantityChange())) + " because " + movement.why();
    }

    private static String text(DeductedItem item) {
        return item.inventoryStockId() + " [" + item.ingredientName() + "] " + of(item.quantityDeducted()) + " "
                + item.unit() + ": " + of(item.previousStock()) + " -> " + of(item.newStock());
    }

    private static String text(RestoredItem item) {
        return item.inventoryStockId() + " [" + item.ingredientName() + "] " + of(item.quantityRestored()) + " "
                + item.unit() + " " + item.disposition().code() + ": " + of(item.previousStock()) + " -> "
                + of(item.newStock());
    }

    private static String text(List<Problem> problems, List<Shortage> shortages, boolean replayed) {
        return problems(problems)
                + " short of "
                + shortages.stream()
                        .map(shortage -> shortage.inventoryStockId() + " " + shortage.text())
                        .toList()
                + " replayed=" + replayed;
    }

    private static List<String> problems(List<Problem> problems) {
        return problems.stream()
                .map(problem -> problem.reason() + " " + problem.text())
                .toList();
    }
}
