package io.atomicinventory.engine.stock;

import static io.atomicinventory.engine.testing.Storekeeper.line;

import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.deduction.DeductionOutcome.Deducted;
import io.atomicinventory.engine.deduction.Disposition;
import io.atomicinventory.engine.stock.BooksUnderLoadTest.Asked;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.Storekeeper;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What may happen to the shelves of two stores, and what is on them in the end. Thread-safe. */
final class Shelves {
    private static final Set<MovementKind> ENTERED =
            EnumSet.of(MovementKind.RECEIPT, MovementKind.COUNT, MovementKind.ADJUSTMENT, MovementKind.WASTE);
    /** How it is kept, and not what happened. */
    private static final Set<MovementKind> BOOKKEEPING =
            EnumSet.of(MovementKind.CORRECTION, MovementKind.REVERSAL, MovementKind.COUNT);

    private final AtomicInventory engine;
    private final Instant begin = Instant.now();
    /** By store and key: what was found. */
    private final Map<String, BigDecimal> counted = new ConcurrentHashMap<>();

    private final List<Entered> entered = new CopyOnWriteArrayList<>();
    private final List<Sold> sold = new CopyOnWriteArrayList<>();

    Shelves(AtomicInventory engine) {
        this.engine = engine;
    }

    /** What somebody may want to take back. */
    private record Entered(String storeId, String stockId, long version) {}

    private record Sold(String storeId, String transactionId) {}

    Asked next(Random random, String store, String otherStore, String id) {
        String item = random.nextInt(3) == 0 ? "coffee-beans" : "cup";
        String key = id + "-key";
        String few = "" + (1 + random.nextInt(4));
        int cups = 1 + random.nextInt(3);
        Instant told = told(random);
        Sold voided = any(random, sold, new Sold(store, "nothing"));
        Entered mistake = any(random, entered, new Entered(store, item, 1));
        return switch (random.nextInt(16)) {
            case 0, 1, 2, 3 -> node -> keeper(node, store).sell(id, Cafe.COFFEE, cups, told);
            case 4 -> node -> keeper(node, store).sell(id, "roast", 2, told);
            case 5, 6 -> node -> keeper(node, voided.storeId()).giveBack(voided.transactionId(), key);
            case 7 ->
                node -> keeper(node, voided.storeId())
                        .giveBack(voided.transactionId(), key, line("coffee-beans", "0.01", Disposition.WASTE));
            case 8, 9 -> count(store, item, "" + (30 + random.nextInt(50)), told, key);
            case 10 -> node -> keeper(node, store).receive(item, few, key);
            case 11 -> node -> keeper(node, store).waste(item, few, key);
            case 12 -> node -> keeper(node, store).adjust(item, "-" + few, key);
            case 13 -> node -> keeper(node, store).transfer(otherStore, item, few, key);
            default -> node -> keeper(node, mistake.storeId()).reverse(mistake.stockId(), mistake.version(), key);
        };
    }

    private Asked count(String store, String item, String quantity, @Nullable Instant at, String key) {
        counted.put(store + " " + key, new BigDecimal(quantity));
        return node -> keeper(node, store).count(item, quantity, at, key);
    }

    /** Now, or some time in the last hour, in steps, so that some of it happens at the same time. */
    private @Nullable Instant told(Random random) {
        return random.nextInt(3) == 0 ? null : begin.minusSeconds(60L * random.nextInt(60));
    }

    private static Storekeeper keeper(AtomicInventory node, String storeId) {
        return new Storekeeper(node, storeId);
    }

    void remember(String storeId, Outcome outcome) {
        if (outcome instanceof Deducted deducted) {
            sold.add(new Sold(storeId, deducted.transactionId()));
        }
        if (outcome instanceof MovementOutcome.Recorded recorded
                && ENTERED.contains(recorded.movement().kind())) {
            entered.add(new Entered(
                    storeId, recorded.movement().stockId(), recorded.movement().version()));
        }
    }

    private static <T> T any(Random random, List<T> all, T otherwise) {
        List<T> now = List.copyOf(all);
        return now.isEmpty() ? otherwise : now.get(random.nextInt(now.size()));
    }

    /**
     * What was found by the last count that nobody has taken back, and everything that happened after it and was not
     * taken back.
     */
    BigDecimal workedOut(String storeId, String stockId) {
        List<Movement> movements = movements(storeId, stockId);
        Set<Long> takenBack = new HashSet<>();
        for (Movement movement : movements) {
            if (movement.reverses() != null) {
                takenBack.add(movement.reverses());
            }
        }
        List<Movement> all = movements.stream()
                .filter(movement -> !takenBack.contains(movement.version()))
                .toList();
        Optional<Movement> last = all.stream()
                .filter(movement -> movement.kind() == MovementKind.COUNT)
                .max(Comparator.comparing(Movement::occurredAt).thenComparingLong(Movement::version));
        BigDecimal found = last.map(count -> counted.get(storeId + " " + count.idempotencyKey()))
                .orElse(BigDecimal.ZERO);
        return all.stream()
                .filter(movement -> !BOOKKEEPING.contains(movement.kind()))
                .filter(movement -> last.isEmpty()
                        || movement.occurredAt().isAfter(last.get().occurredAt()))
                .map(Movement::quantityChange)
                .reduce(found, BigDecimal::add);
    }

    String described(String storeId, String stockId) {
        return movements(storeId, stockId).reversed().stream()
                .map(movement -> String.join(
                        " ",
                        "" + movement.version(),
                        movement.kind().name(),
                        movement.quantityChange().toPlainString(),
                        "at " + movement.occurredAt(),
                        "reverses " + movement.reverses(),
                        movement.idempotencyKey() + ": " + movement.why()))
                .collect(Collectors.joining("\n"));
    }

    private List<Movement> movements(String storeId, String stockId) {
        return engine.stock().movements(storeId, stockId, null, 1000).items();
    }
}
