package io.atomicinventory.engine.queue;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.catalog.ShortagePolicy;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.internal.decide.Command;
import io.atomicinventory.engine.internal.decide.Decider;
import io.atomicinventory.engine.internal.decide.Decision;
import io.atomicinventory.engine.internal.decide.Hash;
import io.atomicinventory.engine.internal.decide.Planned;
import io.atomicinventory.engine.internal.decide.QueueRow;
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
import org.jspecify.annotations.Nullable;

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
                        entry.transactionId(),
                        menu -> entries.stream()
                                .map(one -> new Planned.PlannedSale(
                                        sale(one, null), Planner.plan(storeId, one.items(), menu)))
                                .toList())
                .orElseThrow();
        List<QueuePreview.Choice> choices = new ArrayList<>();
        for (ApprovalMode mode : ApprovalMode.values()) {
            choices.add(choice(storeId, entries, mode, preview));
        }
        choices.add(new QueuePreview.Choice("reject", List.of(), List.of(), List.of()));
        return new QueuePreview(entry, choices);
    }

    private static QueuePreview.Choice choice(
            String storeId, List<QueueEntry> entries, ApprovalMode mode, DeductionStorage.Preview preview) {
        QueueEntry entry = entries.getFirst();
        Planned.PlannedSale sale = new Planned.PlannedSale(
                sale(entry, mode), preview.sales().getFirst().plan());
        Decider.Decided decided = decide(storeId, entry, sale, preview, preview.stock());
        Decision decision = decided.each().getFirst();
        if (decision.answer() instanceof DeductionOutcome.Refused refused) {
            return new QueuePreview.Choice(mode.code(), refused.problems(), List.of(), List.of());
        }
        List<QueuePreview.Row> rows = decision.stock().stream()
                .map(after -> row(Objects.requireNonNull(preview.stock().get(after.stockId())), after))
                .toList();
        List<String> noLongerFit = new ArrayList<>();
        for (int i = 1; i < entries.size(); i++) {
            Planned.PlannedSale other = preview.sales().get(i);
            boolean fits = fits(storeId, entries.get(i), other, preview, preview.stock());
            if (fits && !fits(storeId, entries.get(i), other, preview, decided.stock())) {
                noLongerFit.add(entries.get(i).transactionId());
            }
        }
        return new QueuePreview.Choice(mode.code(), List.of(), rows, noLongerFit);
    }

    private static boolean fits(
            String storeId,
            QueueEntry entry,
            Planned.PlannedSale sale,
            DeductionStorage.Preview preview,
            Map<String, StockItem> stock) {
        return decide(storeId, entry, sale, preview, stock)
                .each()
                .getFirst()
                .answer()
                .success();
    }

    private static Decider.Decided decide(
            String storeId,
            QueueEntry entry,
            Planned.PlannedSale sale,
            DeductionStorage.Preview preview,
            Map<String, StockItem> stock) {
        QueueRow row = new QueueRow(
                entry.queueId(),
                entry.transactionId(),
                entry.status(),
                entry.attempt(),
                0,
                Hash.ofItems(entry.items()),
                entry.recordedAt());
        return Decider.decide(
                List.of(sale),
                new Snapshot(
                        storeId,
                        preview.now(),
                        stock,
                        Map.of(),
                        preview.settled(),
                        Map.of(),
                        ShortagePolicy.REFUSE,
                        Map.of(entry.transactionId(), row),
                        Map.of()));
    }

    private static QueuePreview.Row row(StockItem before, StockItem after) {
        return new QueuePreview.Row(after.stockId(), after.item(), after.unit(), before.quantity(), after.quantity());
    }

    private static Command.Sale sale(QueueEntry entry, @Nullable ApprovalMode mode) {
        Command.Origin origin = new Command.Origin("preview", NOBODY, 0, entry.occurredAt());
        return Command.Sale.of(origin, entry.transactionId(), entry.items())
                .from(new Command.Queued(entry.queueId(), mode, null));
    }
}
