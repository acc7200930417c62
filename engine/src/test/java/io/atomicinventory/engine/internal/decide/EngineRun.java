package io.atomicinventory.engine.internal.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.Quantities;
import io.atomicinventory.engine.catalog.Ingredient;
import io.atomicinventory.engine.catalog.Product;
import io.atomicinventory.engine.catalog.ShortagePolicy;
import io.atomicinventory.engine.deduction.CompensationRequest;
import io.atomicinventory.engine.deduction.DeductedItem;
import io.atomicinventory.engine.deduction.Disposition;
import io.atomicinventory.engine.deduction.SaleItem;
import io.atomicinventory.engine.internal.menu.Catalog;
import io.atomicinventory.engine.internal.menu.IngredientKey;
import io.atomicinventory.engine.internal.menu.Menu;
import io.atomicinventory.engine.internal.plan.Planner;
import io.atomicinventory.engine.queue.ApprovalMode;
import io.atomicinventory.engine.queue.QueueStatus;
import io.atomicinventory.engine.stock.Movement;
import io.atomicinventory.engine.stock.MovementKind;
import io.atomicinventory.engine.stock.StockItem;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs a scenario through {@link Planner} and {@link Decider}, and keeps the books between the batches as the
 * database would: each batch sees only the rows that it asks for.
 */
final class EngineRun {
    private static final Actor TILL = new Actor("till-1", "ana");
    private static final long NO_SUCH_VERSION = 1_000_000;

    private final Menu menu;
    private final Map<String, StockItem> stock = new TreeMap<>();
    private final Map<String, OutcomeRow> outcomes = new HashMap<>();
    private final Map<String, OutcomeRow> settled = new HashMap<>();
    private final Map<String, Entry> queue = new HashMap<>();
    private final ShortagePolicy onShortage;
    private final boolean isGuessing;
    private Map<String, Entry> seen = Map.of();
    private int conflicts;
    private final Map<String, Map<String, GivenBack>> givenBack = new HashMap<>();
    private final Map<String, BigDecimal> counted = new HashMap<>();
    private final RecordedMovements movements = new RecordedMovements();
    private final List<Decision> decisions = new ArrayList<>();
    private final List<Verdict> verdicts = new ArrayList<>();
    private final VerdictText text = new VerdictText(movements);
    private Instant now = Instant.MIN;

    private record Entry(QueueRow row, List<SaleItem> items, Instant occurredAt) {}

    /** When the sender looked, there was none. */
    record NoEntry() implements Outcome {
        @Override
        public boolean success() {
            return false;
        }

        @Override
        public List<String> errors() {
            return List.of("no such entry");
        }
    }

    private EngineRun(Scenario scenario, boolean isGuessing) {
        this.isGuessing = isGuessing;
        this.onShortage = ShortagePolicy.valueOf(scenario.onShortage().name());
        for (Scenario.Waiting sale : scenario.waiting()) {
            String id = sale.transactionId();
            List<SaleItem> items = items(sale.lines());
            QueueRow row = new QueueRow(
                    Command.Queued.idOf(id), id, QueueStatus.PENDING, 1, 0, Hash.ofItems(items), Scenario.QUEUED_AT);
            queue.put(id, new Entry(row, items, sale.occurredAt()));
        }
        this.menu = menu(scenario);
        scenario.shelves().forEach(shelf -> stock.put(shelf.stockId(), item(shelf)));
    }

    static EngineRun of(Scenario scenario) {
        return of(scenario, false);
    }

    /** What waits is not shown to sales that come directly, unless it turns out to matter. */
    static EngineRun guessing(Scenario scenario) {
        return of(scenario, true);
    }

    private static EngineRun of(Scenario scenario, boolean isGuessing) {
        EngineRun run = new EngineRun(scenario, isGuessing);
        scenario.batches().forEach(run::batch);
        return run;
    }

    /** How often a batch was decided again. */
    int conflicts() {
        return conflicts;
    }

    List<Decision> decisions() {
        return decisions;
    }

    /** One for each order, in their order. */
    List<Verdict> verdicts() {
        return verdicts;
    }

    /** What was found by whoever made this count. */
    BigDecimal found(Movement count) {
        return Objects.requireNonNull(counted.get(count.idempotencyKey()));
    }

    List<StockItem> stock() {
        return List.copyOf(stock.values());
    }

    List<String> shelves() {
        return stock.values().stream()
                .map(item -> item.stockId() + " " + VerdictText.of(item.quantity()) + " overdraft "
                        + VerdictText.of(item.approvedOverdraft()) + " counted at " + item.countedAt())
                .toList();
    }

    private void batch(Scenario.Batch orders) {
        now = orders.at().isAfter(now) ? orders.at() : now;
        seen = orders.looks() ? Map.copyOf(queue) : seen;
        List<Optional<Command>> asked =
                orders.orders().stream().map(this::command).toList();
        List<Planned> batch = Planned.plan(
                Scenario.STORE, asked.stream().flatMap(Optional::stream).toList(), menu);
        Iterator<Decision> each = decide(batch).iterator();
        for (Optional<Command> command : asked) {
            Decision decision = command.isPresent() ? each.next() : Decision.unrecorded(new NoEntry());
            if (decision.row() != null && command.orElseThrow() instanceof Command.Booking booking) {
                counted.put(booking.key(), booking.quantity());
            }
            decisions.add(decision);
            record(decision);
            verdicts.add(text.verdict(decision));
        }
    }

    private List<Decision> decide(List<Planned> batch) {
        List<Decision> guess =
                Decider.decide(batch, snapshot(batch, !isGuessing)).each();
        boolean isConflict = guess.stream()
                .anyMatch(decision -> decision.queue() instanceof QueueChange.Added added
                        && queue.containsKey(added.row().transactionId()));
        if (!isConflict || !isGuessing) {
            return guess;
        }
        conflicts++;
        return Decider.decide(batch, snapshot(batch, true)).each();
    }

    private Optional<Command> command(Scenario.Order order) {
        return order instanceof Scenario.QueueOrder ofQueue
                ? Optional.ofNullable(seen.get(ofQueue.transactionId())).map(entry -> command(ofQueue, entry))
                : Optional.of(commandOf(order));
    }

    private static Command command(Scenario.QueueOrder order, Entry entry) {
        String queueId = entry.row().queueId();
        return switch (order.say()) {
            case TRY ->
                sale(order, entry, Command.Queued.keyOfTry(queueId, entry.row().attempt()), null, null);
            case APPROVE -> approval(order, entry, ApprovalMode.FULL);
            case APPROVE_WHAT_IS_THERE -> approval(order, entry, ApprovalMode.AVAILABLE);
            case REJECT ->
                Command.Rejection.of(
                        new Command.Origin(Command.Queued.keyOfRejection(queueId), TILL, order.attempt(), null),
                        queueId,
                        order.transactionId(),
                        "no");
        };
    }

    private static Command approval(Scenario.QueueOrder order, Entry entry, ApprovalMode mode) {
        return sale(order, entry, Command.Queued.keyOfApproval(entry.row().queueId()), mode, "yes");
    }

    private static Command sale(
            Scenario.QueueOrder order, Entry entry, String key, @Nullable ApprovalMode mode, @Nullable String note) {
        return Command.Sale.of(
                        new Command.Origin(key, TILL, order.attempt(), entry.occurredAt()),
                        order.transactionId(),
                        entry.items())
                .from(new Command.Queued(entry.row().queueId(), mode, note));
    }

    private Command commandOf(Scenario.Order order) {
        return switch (order) {
            case Scenario.QueueOrder ofQueue -> throw new AssertionError("only as its sender saw the queue");
            case Scenario.SaleOrder sale ->
                Command.Sale.of(origin(sale, sale.occurredAt()), sale.transactionId(), items(sale.lines()));
            case Scenario.VoidOrder ofSale ->
                Command.Compensation.of(
                        origin(ofSale, null),
                        ofSale.transactionId(),
                        "void",
                        disposition(ofSale.isWaste()),
                        ofSale.lines().stream()
                                .map(line -> new CompensationRequest.Line(
                                        line.stockId(), number(line.quantity()), disposition(line.isWaste())))
                                .toList());
            case Scenario.BookingOrder booking ->
                Command.Booking.of(
                        origin(booking, booking.countedAt()),
                        Command.Operation.valueOf(booking.what().name()),
                        booking.stockId(),
                        Quantities.plain(number(booking.quantity())),
                        booking.why());
            case Scenario.ReversalOrder reversal ->
                Command.Reversal.of(
                        origin(reversal, null),
                        reversal.stockId(),
                        version(reversal.stockId(), reversal.ofKey()),
                        "a mistake");
        };
    }

    private static List<SaleItem> items(List<Scenario.Line> lines) {
        return SaleItem.summed(lines.stream()
                .map(line -> new SaleItem(line.productId(), line.productName(), number(line.quantity())))
                .toList());
    }

    private static Command.Origin origin(Scenario.Order order, @Nullable Instant occurredAt) {
        return new Command.Origin(order.key(), TILL, order.attempt(), occurredAt);
    }

    private static Disposition disposition(boolean isWaste) {
        return isWaste ? Disposition.WASTE : Disposition.RESTOCK;
    }

    /** As whoever sent the other request was told it. */
    private long version(String stockId, String key) {
        OutcomeRow row = outcomes.get(key);
        if (row != null
                && row.data() instanceof OutcomeData.MovementData data
                && data.movement().stockId().equals(stockId)) {
            return data.movement().version();
        }
        return movements.last(stockId, key).map(Movement::version).orElse(NO_SUCH_VERSION);
    }

    private Snapshot snapshot(List<Planned> batch, boolean isAllShown) {
        Set<String> queued = new HashSet<>();
        Set<String> keys = new HashSet<>();
        Set<String> transactionIds = new HashSet<>();
        Set<String> stockIds = new HashSet<>();
        Map<String, History> histories = new HashMap<>();
        for (Planned planned : batch) {
            Command command = planned.command();
            keys.add(command.key());
            stockIds.addAll(planned.stockIds());
            if (command.transactionId() != null) {
                transactionIds.add(command.transactionId());
                if (isAllShown || command.readsQueue()) {
                    queued.add(command.transactionId());
                }
            }
            if (command instanceof Command.Compensation ofSale) {
                stockIds.addAll(rowsOf(ofSale.transactionId()));
            }
            if (command.readsHistory()) {
                assertThat(batch).as("a batch of its own").hasSize(1);
                histories.put(command.key(), history(command));
            }
        }
        return new Snapshot(
                Scenario.STORE,
                now,
                some(stock, stockIds),
                some(outcomes, keys),
                some(settled, transactionIds),
                some(givenBack, transactionIds),
                onShortage,
                rows(some(queue, queued)),
                histories);
    }

    private static Map<String, QueueRow> rows(Map<String, Entry> entries) {
        Map<String, QueueRow> rows = new HashMap<>();
        entries.forEach((id, entry) -> rows.put(id, entry.row()));
        return rows;
    }

    private List<String> rowsOf(String transactionId) {
        OutcomeRow sale = settled.get(transactionId);
        return sale != null && sale.data() instanceof OutcomeData.SaleData data
                ? data.deducted().stream().map(DeductedItem::inventoryStockId).toList()
                : List.of();
    }

    private History history(Command command) {
        return switch (command) {
            case Command.Booking count ->
                movements.since(
                        count.stockId(), Objects.requireNonNull(count.origin().occurredAt()));
            case Command.Reversal reversal -> movements.named(reversal.stockId(), reversal.version());
            case Command.Sale sale -> throw new AssertionError("a sale reads no movements");
            case Command.Compensation ofSale -> throw new AssertionError("a void reads no movements");
            case Command.Rejection rejection -> throw new AssertionError("a rejection reads no movements");
            case Command.Transfer transfer -> throw new AssertionError("a transfer is about two stores");
        };
    }

    private static <T> Map<String, T> some(Map<String, T> all, Set<String> ids) {
        Map<String, T> some = new HashMap<>(all);
        some.keySet().retainAll(ids);
        return some;
    }

    /** What the database has after the commit. */
    private void record(Decision decision) {
        for (OutcomeRow row : decision.rows()) {
            assertThat(outcomes.put(row.key(), row))
                    .as("another row of the key")
                    .isNull();
            if (row.isSettled() && row.transactionId() != null) {
                assertThat(settled.put(row.transactionId(), row))
                        .as("deducted or rejected, and once")
                        .isNull();
            }
        }
        if (decision.queue() != null) {
            record(decision.queue());
        }
        Map<String, Movement> last = new HashMap<>();
        decision.movements().forEach(movement -> last.put(movement.stockId(), movement));
        assertThat(decision.stock().stream().map(StockItem::stockId))
                .containsExactlyInAnyOrderElementsOf(last.keySet());
        for (StockItem after : decision.stock()) {
            Movement movement = Objects.requireNonNull(last.get(after.stockId()));
            assertThat(after.version()).isEqualTo(movement.version());
            assertThat(after.quantity()).isEqualByComparingTo(movement.newQuantity());
            stock.put(after.stockId(), after);
        }
        movements.add(decision.movements());
        decision.givenBack().forEach(this::record);
        // The clock of what comes after a count is later than the count.
        if (decision.movements().stream()
                .anyMatch(movement -> movement.kind() == MovementKind.COUNT
                        && movement.occurredAt().equals(now))) {
            now = now.plus(1, ChronoUnit.MICROS);
        }
    }

    private void record(QueueChange change) {
        QueueRow row = change.row();
        Entry before = queue.get(row.transactionId());
        switch (change) {
            case QueueChange.Added added -> {
                assertThat(before).as("another entry of the sale").isNull();
                queue.put(row.transactionId(), new Entry(row, added.items(), added.occurredAt()));
            }
            case QueueChange.Changed changed -> {
                Entry entry = Objects.requireNonNull(before);
                assertThat(changed.before()).as("guarded").isEqualTo(entry.row());
                assertThat(changed.before().isOpen()).as("settled for ever").isTrue();
                queue.put(row.transactionId(), new Entry(row, entry.items(), entry.occurredAt()));
            }
        }
    }

    private void record(GivenBack.Portion portion) {
        Map<String, GivenBack> ofSale = givenBack.computeIfAbsent(portion.transactionId(), id -> new HashMap<>());
        GivenBack before = ofSale.getOrDefault(portion.stockId(), GivenBack.NOTHING);
        assertThat(portion.before()).isEqualByComparingTo(before.total());
        assertThat(portion.sequence()).isEqualTo(before.times() + 1);
        ofSale.put(portion.stockId(), before.plus(portion.now()));
    }

    private static Menu menu(Scenario scenario) {
        Map<String, Product.Versioned> products = new HashMap<>();
        for (Scenario.Dish dish : scenario.dishes()) {
            List<Ingredient> ingredients = dish.parts().stream()
                    .map(part -> new Ingredient(part.ingredient(), part.unit(), number(part.quantity())))
                    .toList();
            products.put(
                    dish.productId(),
                    new Product.Versioned(
                            new Product(dish.productId(), dish.name(), null, dish.isSold(), ingredients),
                            dish.recipeVersion()));
        }
        Map<IngredientKey, Menu.Target> targets = new HashMap<>();
        scenario.links()
                .forEach(link -> targets.put(
                        IngredientKey.of(link.ingredient(), link.unit()),
                        new Menu.Target(link.stockId(), number(link.factor()))));
        return new Menu(new Catalog(1, products), 1, targets);
    }

    private static StockItem item(Scenario.Shelf shelf) {
        return new StockItem(
                shelf.stockId(),
                shelf.item(),
                "unit of " + shelf.stockId(),
                number(shelf.quantity()),
                number(shelf.held()),
                shelf.version(),
                shelf.allowNegative(),
                number(shelf.overdraft()),
                null,
                shelf.isActive(),
                null);
    }

    private static BigDecimal number(String text) {
        return new BigDecimal(text);
    }
}
