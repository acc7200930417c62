package io.atomicinventory.engine.queue;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.catalog.ShortagePolicy;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.deduction.Problem;
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
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
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
                        Set.of(entry.transactionId()),
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

    /** One round trip, however many there are. */
    SummedPreview ofAll(String storeId, List<QueueEntry> entries, QueueChoice choice) {
        List<QueueEntry> open =
                entries.stream().filter(entry -> entry.status().isOpen()).toList();
        if (open.isEmpty()) {
            return new SummedPreview(choice, each(entries, Map.of()), List.of());
        }
        DeductionStorage.Preview preview = deductions
                .preview(
                        storeId,
                        menus,
                        open.stream().map(QueueEntry::transactionId).collect(Collectors.toSet()),
                        menu -> open.stream()
                                .map(one -> new Planned.PlannedSale(
                                        sale(one, choice.mode()), Planner.plan(storeId, one.items(), menu)))
                                .toList())
                .orElseThrow();
        Decider.Decided decided = decide(storeId, open, commands(open, choice, preview), preview, preview.stock());
        Map<String, List<Problem>> problems = new HashMap<>();
        for (int i = 0; i < open.size(); i++) {
            Outcome answer = decided.each().get(i).answer();
            if (!answer.success()) {
                problems.put(open.get(i).queueId(), problems(answer));
            }
        }
        return new SummedPreview(choice, each(entries, problems), changed(preview.stock(), decided.stock()));
    }

    private static List<Planned> commands(List<QueueEntry> open, QueueChoice choice, DeductionStorage.Preview preview) {
        if (choice != QueueChoice.REJECT) {
            return List.copyOf(preview.sales());
        }
        return open.stream()
                .<Planned>map(entry -> new Planned.PlannedRejection(Command.Rejection.of(
                        origin(entry), entry.queueId(), entry.transactionId(), QueueChoice.REJECT.code())))
                .toList();
    }

    private static List<Problem> problems(Outcome answer) {
        if (answer instanceof DeductionOutcome.Refused refused) {
            return refused.problems();
        }
        return answer.errors().stream()
                .map(text -> new Problem(Problem.Reason.TRANSACTION_ALREADY_DEDUCTED, text))
                .toList();
    }

    private static List<SummedPreview.Each> each(List<QueueEntry> entries, Map<String, List<Problem>> problems) {
        return entries.stream()
                .map(entry -> new SummedPreview.Each(entry, problems.getOrDefault(entry.queueId(), List.of())))
                .toList();
    }

    private static List<QueuePreview.Row> changed(Map<String, StockItem> before, Map<String, StockItem> after) {
        return after.values().stream()
                .filter(row -> row.version()
                        != Objects.requireNonNull(before.get(row.stockId())).version())
                .sorted(Comparator.comparing(StockItem::item).thenComparing(StockItem::stockId))
                .map(row -> row(Objects.requireNonNull(before.get(row.stockId())), row))
                .toList();
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
        return decide(storeId, List.of(entry), List.of(sale), preview, stock);
    }

    private static Decider.Decided decide(
            String storeId,
            List<QueueEntry> entries,
            List<? extends Planned> batch,
            DeductionStorage.Preview preview,
            Map<String, StockItem> stock) {
        return Decider.decide(
                batch,
                new Snapshot(
                        storeId,
                        preview.now(),
                        stock,
                        Map.of(),
                        preview.settled(),
                        Map.of(),
                        ShortagePolicy.REFUSE,
                        entries.stream().collect(Collectors.toMap(QueueEntry::transactionId, Previews::queueRow)),
                        Map.of()));
    }

    private static QueueRow queueRow(QueueEntry entry) {
        return new QueueRow(
                entry.queueId(),
                entry.transactionId(),
                entry.status(),
                entry.attempt(),
                0,
                Hash.ofItems(entry.items()),
                entry.recordedAt());
    }

    private static QueuePreview.Row row(StockItem before, StockItem after) {
        return new QueuePreview.Row(after.stockId(), after.item(), after.unit(), before.quantity(), after.quantity());
    }

    private static Command.Sale sale(QueueEntry entry, @Nullable ApprovalMode mode) {
        return Command.Sale.of(origin(entry), entry.transactionId(), entry.items())
                .from(new Command.Queued(entry.queueId(), mode, null));
    }

    /** A key of its own: of two sales under one key the second would be a replay. */
    private static Command.Origin origin(QueueEntry entry) {
        return new Command.Origin("preview:" + entry.queueId(), NOBODY, 0, entry.occurredAt());
    }
}
