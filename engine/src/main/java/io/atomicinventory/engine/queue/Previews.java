package io.atomicinventory.engine.queue;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.catalog.ShortagePolicy;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.deduction.Problem;
import io.atomicinventory.engine.internal.decide.Command;
import io.atomicinventory.engine.internal.decide.Decider;
import io.atomicinventory.engine.internal.decide.Decision;
import io.atomicinventory.engine.internal.decide.Hash;
import io.atomicinventory.engine.internal.decide.Planned;
import io.atomicinventory.engine.internal.decide.QueueRow;
import io.atomicinventory.engine.internal.decide.Sales;
import io.atomicinventory.engine.internal.decide.Snapshot;
import io.atomicinventory.engine.internal.menu.MenuCache;
import io.atomicinventory.engine.internal.plan.Planner;
import io.atomicinventory.engine.internal.sql.DeductionStorage;
import io.atomicinventory.engine.internal.sql.QueueStorage;
import io.atomicinventory.engine.stock.StockItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Decides about a queued sale as it would be decided, on the stock as it is, and writes nothing. Thread-safe. */
public final class Previews {
    private static final int MOST_OTHERS = 500;
    private static final Actor NOBODY = Actor.of("preview");

    private final DeductionStorage deductions;
    private final QueueStorage queue;
    private final MenuCache menus;

    public Previews(DeductionStorage deductions, QueueStorage queue, MenuCache menus) {
        this.deductions = deductions;
        this.queue = queue;
        this.menus = menus;
    }

    QueuePreview of(String storeId, QueueEntry entry) {
        if (!entry.status().isOpen()) {
            return new QueuePreview(entry, List.of());
        }
        List<QueueEntry> entries = new ArrayList<>();
        entries.add(entry);
        queue.open(storeId, MOST_OTHERS).stream()
                .filter(other -> !other.queueId().equals(entry.queueId()))
                .forEach(entries::add);
        DeductionStorage.Preview preview = deductions
                .preview(
                        storeId,
                        menus,
                        menu -> entries.stream()
                                .map(one -> new Planned.PlannedSale(
                                        sale(one, ApprovalMode.FULL), Planner.plan(storeId, one.items(), menu)))
                                .toList())
                .orElseThrow();
        List<QueuePreview.Choice> choices = new ArrayList<>();
        for (ApprovalMode mode : ApprovalMode.values()) {
            choices.add(choice(storeId, entry, mode, preview));
        }
        choices.add(new QueuePreview.Choice("reject", List.of(), List.of(), List.of()));
        return new QueuePreview(entry, choices);
    }

    private static QueuePreview.Choice choice(
            String storeId, QueueEntry entry, ApprovalMode mode, DeductionStorage.Preview preview) {
        Planned.PlannedSale sale = new Planned.PlannedSale(
                sale(entry, mode), preview.sales().getFirst().plan());
        QueueRow row = new QueueRow(
                entry.queueId(),
                entry.transactionId(),
                entry.status(),
                entry.attempt(),
                0,
                Hash.ofItems(entry.items()));
        Snapshot snapshot = new Snapshot(
                storeId,
                preview.now(),
                preview.stock(),
                Map.of(),
                Map.of(),
                Map.of(),
                ShortagePolicy.REFUSE,
                Map.of(entry.transactionId(), row),
                Map.of());
        Decider.Decided decided = Decider.decide(List.of(sale), snapshot);
        Decision decision = decided.each().getFirst();
        if (decision.answer() instanceof DeductionOutcome.Refused refused) {
            return new QueuePreview.Choice(mode.code(), refused.problems(), List.of(), List.of());
        }
        List<QueuePreview.Row> rows = decision.stock().stream()
                .map(after -> row(Objects.requireNonNull(preview.stock().get(after.stockId())), after))
                .toList();
        List<String> noLongerFit = preview.sales().stream()
                .skip(1)
                .filter(other -> fits(other, preview.stock()) && !fits(other, decided.stock()))
                .map(other -> other.command().transactionId())
                .toList();
        return new QueuePreview.Choice(mode.code(), List.<Problem>of(), rows, noLongerFit);
    }

    private static boolean fits(Planned.PlannedSale sale, Map<String, StockItem> stock) {
        return Sales.problems(sale, stock).isEmpty();
    }

    private static QueuePreview.Row row(StockItem before, StockItem after) {
        return new QueuePreview.Row(after.stockId(), after.item(), after.unit(), before.quantity(), after.quantity());
    }

    private static Command.Sale sale(QueueEntry entry, ApprovalMode mode) {
        Command.Origin origin = new Command.Origin("preview", NOBODY, 0, entry.occurredAt());
        return Command.Sale.of(origin, entry.transactionId(), entry.items())
                .from(new Command.Queued(entry.queueId(), mode, null));
    }
}
