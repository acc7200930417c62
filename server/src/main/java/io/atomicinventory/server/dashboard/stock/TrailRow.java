package io.atomicinventory.server.dashboard.stock;

import io.atomicinventory.engine.stock.Movement;
import io.atomicinventory.engine.stock.MovementKind;
import io.atomicinventory.engine.stock.MovementOutcome;
import io.atomicinventory.engine.stock.TrailEntry;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A movement in plain words.
 *
 * @param sold what a sale made of the item, such as "2 × Americano"
 * @param mayBeTakenBack as far as is known here; the engine decides
 */
record TrailRow(Movement movement, String kind, String change, List<String> sold, boolean mayBeTakenBack) {

    static TrailRow of(TrailEntry entry, Set<Long> reversed) {
        Movement movement = entry.movement();
        List<String> sold = entry.uses().stream()
                .map(use -> use.sold().toPlainString() + " × " + use.productName())
                .distinct()
                .toList();
        return new TrailRow(
                movement,
                kind(movement.kind()),
                signed(movement.quantityChange()),
                sold,
                movement.isReversible() && !reversed.contains(movement.version()));
    }

    /** The versions that were taken back by any of these. */
    static Set<Long> reversed(List<Movement> movements) {
        return movements.stream()
                .map(Movement::reverses)
                .filter(Objects::nonNull)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What a booking changed: "Received 24 piece: 76 → 100." Where more than that was to be said, the engine says it. */
    static List<String> told(MovementOutcome.Recorded recorded, String unit) {
        Movement movement = recorded.movement();
        List<String> told = new ArrayList<>();
        told.add(
                recorded.warnings().isEmpty()
                        ? "%s %s %s: %s → %s."
                                .formatted(
                                        kind(movement.kind()),
                                        amount(movement),
                                        unit,
                                        movement.previousQuantity().toPlainString(),
                                        movement.newQuantity().toPlainString())
                        : kind(movement.kind()) + ".");
        if (recorded.replayed()) {
            told.add("It was sent more than once, and booked once.");
        }
        recorded.warnings().forEach(warning -> told.add(warning + "."));
        return told;
    }

    private static String amount(Movement movement) {
        return switch (movement.kind()) {
            case COUNT -> movement.newQuantity().toPlainString();
            case RECEIPT, WASTE -> movement.quantityChange().abs().toPlainString();
            default -> signed(movement.quantityChange());
        };
    }

    private static String signed(BigDecimal change) {
        return (change.signum() > 0 ? "+" : "") + change.toPlainString().replace('-', '−');
    }

    private static String kind(MovementKind kind) {
        return switch (kind) {
            case OPENING -> "Opening stock";
            case POLICY -> "Settings changed";
            case DEDUCTION -> "Sold";
            case RECEIPT -> "Received";
            case ADJUSTMENT -> "Adjusted";
            case COUNT -> "Counted";
            case WASTE -> "Thrown away";
            case COMPENSATION -> "Given back";
            case TRANSFER_IN -> "Transferred in";
            case TRANSFER_OUT -> "Transferred out";
            case REVERSAL -> "Taken back";
            case CORRECTION -> "Set right after a count";
            case EXTERNAL -> "Changed outside the application";
        };
    }
}
