package io.atomicinventory.engine.deduction;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.EngineSettings;
import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.internal.decide.Command;
import io.atomicinventory.engine.internal.decide.Planned;
import io.atomicinventory.engine.internal.decide.Sales;
import io.atomicinventory.engine.internal.ledger.Ledger;
import io.atomicinventory.engine.internal.menu.MenuCache;
import io.atomicinventory.engine.internal.plan.Demand;
import io.atomicinventory.engine.internal.plan.Planner;
import io.atomicinventory.engine.internal.sql.DeductionStorage;
import io.atomicinventory.engine.stock.StockItem;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Takes what sales need from the stock of their store. Thread-safe; made by {@code AtomicInventory}. */
public final class AtomicInventoryService {
    private final Ledger ledger;
    private final MenuCache menus;
    private final DeductionStorage storage;
    private final Clock clock;

    public AtomicInventoryService(Ledger ledger, MenuCache menus, DeductionStorage storage, Clock clock) {
        this.ledger = ledger;
        this.menus = menus;
        this.storage = storage;
        this.clock = clock;
    }

    /**
     * Takes every ingredient of the sale, exactly once, or nothing. When it returns {@code Deducted}, the commit
     * is on disk.
     *
     * @throws InvalidRequestException where {@code occurredAt} is out of bounds
     * @throws DatabaseUnavailableException where the outcome is not known: send the same request again
     */
    public DeductionOutcome deductInventoryAtomic(DeductionRequest request) {
        return deductInventoryAtomic(List.of(request)).getFirst();
    }

    /**
     * Several sales of one store, each as if sent alone, in their order, in one transaction.
     *
     * @param requests 1 to 500, all of one store
     * @return an outcome for each, in their order
     */
    public List<DeductionOutcome> deductInventoryAtomic(List<DeductionRequest> requests) {
        if (requests.isEmpty() || requests.size() > EngineSettings.MAX_BATCH) {
            throw new InvalidRequestException("deductions: must be 1 to " + EngineSettings.MAX_BATCH);
        }
        String storeId = requests.getFirst().storeId();
        List<Command.Sale> sales = new ArrayList<>(requests.size());
        for (DeductionRequest request : requests) {
            if (!request.storeId().equals(storeId)) {
                throw new InvalidRequestException("storeId: must be the same for the whole batch");
            }
            requireOccurredAt(request.occurredAt(), clock.instant());
            sales.add(sale(request));
        }
        List<Outcome> outcomes = ledger.submit(storeId, sales);
        return outcomes.stream().map(DeductionOutcome.class::cast).toList();
    }

    /**
     * Gives back what a sale took, whole or in part, exactly once, and never more than it took. It does not matter
     * whether the menu has changed since or an item was switched off.
     *
     * @throws DatabaseUnavailableException where the outcome is not known: send the same request again
     */
    public CompensationOutcome compensateDeduction(CompensationRequest request) {
        Command.Origin origin = new Command.Origin(
                request.idempotencyKey(),
                request.actor(),
                ThreadLocalRandom.current().nextLong(),
                null);
        Command.Compensation compensation = Command.Compensation.of(
                origin, request.transactionId(), request.reason(), request.disposition(), request.lines());
        return (CompensationOutcome)
                ledger.submit(request.storeId(), List.of(compensation)).getFirst();
    }

    /**
     * Whether a sale would fit now. Changes nothing and promises nothing.
     *
     * @return empty where the store is unknown
     */
    public Optional<Availability> validateStockAvailability(String storeId, List<SaleItem> items) {
        List<SaleItem> summed = DeductionRequest.requireItems(items);
        Command.Sale probe = Command.Sale.of(PROBE, "validate", summed);
        return storage.preview(
                        storeId,
                        menus,
                        Set.of(probe.transactionId()),
                        menu -> List.of(new Planned.PlannedSale(probe, Planner.plan(storeId, summed, menu))))
                .map(preview -> availability(preview.sales().getFirst(), preview.stock()));
    }

    public Optional<RecordedDeduction> findDeduction(String storeId, String transactionId) {
        return storage.find(storeId, transactionId);
    }

    /** By time of recording, oldest first; {@code from} inclusive, {@code to} exclusive. */
    public Page<RecordedDeduction> deductions(
            String storeId, Instant from, Instant to, @Nullable String after, int limit) {
        return storage.page(storeId, from, to, after, Page.requireLimit(limit));
    }

    /** A sale may be told at most 30 days late, and at most 5 minutes early, for clocks that are not quite right. */
    public static void requireOccurredAt(@Nullable Instant occurredAt, Instant now) {
        if (occurredAt != null
                && (occurredAt.isAfter(now.plus(EngineSettings.MAX_AHEAD))
                        || occurredAt.isBefore(now.minus(EngineSettings.MAX_BACK)))) {
            throw new InvalidRequestException("occurredAt: must be at most 5 minutes ahead and 30 days back");
        }
    }

    private static final Command.Origin PROBE = new Command.Origin("validate", Actor.of("validate"), 0, null);

    private static Command.Sale sale(DeductionRequest request) {
        Command.Origin origin = new Command.Origin(
                request.idempotencyKey(),
                request.actor(),
                ThreadLocalRandom.current().nextLong(),
                request.occurredAt());
        return Command.Sale.of(origin, request.transactionId(), request.items());
    }

    private static Availability availability(Planned.PlannedSale sale, Map<String, StockItem> stock) {
        List<Problem> problems = Sales.problems(sale, stock);
        List<Availability.Ingredient> ingredients = new ArrayList<>();
        for (Demand demand : sale.plan().demands()) {
            StockItem item = Objects.requireNonNull(stock.get(demand.stockId()));
            ingredients.add(new Availability.Ingredient(
                    item.stockId(),
                    demand.ingredientNames(),
                    demand.amount(),
                    item.unit(),
                    item.available(),
                    item.version()));
        }
        return new Availability(
                problems.isEmpty(),
                Sales.shortages(sale, stock),
                problems.stream()
                        .filter(problem -> problem.reason() != Problem.Reason.INSUFFICIENT_STOCK)
                        .map(Problem::text)
                        .toList(),
                ingredients);
    }
}
