package io.atomicinventory.engine.internal.decide;

import io.atomicinventory.engine.stock.Movement;
import io.atomicinventory.engine.stock.MovementKind;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The movements that were written so far, and what the database would say of them. */
final class RecordedMovements {
    private static final Comparator<Movement> BY_TIME =
            Comparator.comparing(Movement::occurredAt).thenComparingLong(Movement::version);

    private final List<Movement> movements = new ArrayList<>();

    void add(List<Movement> more) {
        movements.addAll(more);
    }

    History.MovedSince since(String stockId, Instant at) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Movement movement : movements) {
            if (movement.stockId().equals(stockId) && movement.occurredAt().isAfter(at)) {
                sum = sum.add(movement.quantityChange());
            }
        }
        return new History.MovedSince(
                sum,
                valid(stockId, MovementKind.COUNT).stream()
                        .map(Movement::occurredAt)
                        .filter(time -> time.isAfter(at))
                        .findFirst()
                        .orElse(null));
    }

    History.Named named(String stockId, long version) {
        Movement named = find(stockId, version).orElse(null);
        Movement by = takenBackBy(stockId, version);
        Long reversedBy = by == null ? null : by.version();
        if (named == null || named.kind() != MovementKind.COUNT) {
            return new History.Named(named, reversedBy, null, null, List.of());
        }
        List<Movement> counts = valid(stockId, MovementKind.COUNT);
        Instant before = counts.stream()
                .filter(count -> BY_TIME.compare(count, named) < 0)
                .reduce((first, second) -> second)
                .map(Movement::occurredAt)
                .orElse(null);
        Instant after = counts.stream()
                .filter(count -> BY_TIME.compare(count, named) > 0)
                .findFirst()
                .map(Movement::occurredAt)
                .orElse(null);
        List<Movement> corrections = valid(stockId, MovementKind.CORRECTION).stream()
                .filter(correction -> !correction.occurredAt().isAfter(named.occurredAt()))
                .filter(correction -> before == null || correction.occurredAt().isAfter(before))
                .toList();
        return new History.Named(named, reversedBy, before, after, corrections);
    }

    Optional<Movement> find(String stockId, long version) {
        return movements.stream()
                .filter(movement -> movement.stockId().equals(stockId) && movement.version() == version)
                .findFirst();
    }

    Optional<Movement> last(String stockId, String key) {
        return movements.stream()
                .filter(movement -> movement.stockId().equals(stockId) && key.equals(movement.idempotencyKey()))
                .reduce((first, second) -> second);
    }

    /** Those that nobody has taken back, in the order in which they occurred. */
    private List<Movement> valid(String stockId, MovementKind kind) {
        return movements.stream()
                .filter(movement -> movement.stockId().equals(stockId) && movement.kind() == kind)
                .filter(movement -> takenBackBy(stockId, movement.version()) == null)
                .sorted(BY_TIME)
                .toList();
    }

    private @Nullable Movement takenBackBy(String stockId, long version) {
        return movements.stream()
                .filter(movement -> movement.stockId().equals(stockId) && Objects.equals(movement.reverses(), version))
                .findFirst()
                .orElse(null);
    }
}
