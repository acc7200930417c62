package io.atomicinventory.server.dashboard.queue;

import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.catalog.CatalogService;
import io.atomicinventory.engine.catalog.Store;
import io.atomicinventory.engine.deduction.AtomicInventoryService;
import io.atomicinventory.engine.deduction.RecordedDeduction;
import io.atomicinventory.engine.deduction.SaleItem;
import io.atomicinventory.engine.queue.OfflineQueueService;
import io.atomicinventory.engine.queue.QueueDecision;
import io.atomicinventory.engine.queue.QueueEntry;
import io.atomicinventory.engine.queue.QueueFilter;
import io.atomicinventory.engine.queue.QueuePreview;
import io.atomicinventory.server.dashboard.Tab;
import io.atomicinventory.server.request.Paths;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** What the pages of the queue show, as their models. Thread-safe. */
@Component
class QueueDesk {
    /** With the secret and the choice fewer fields than the server takes in one form. */
    private static final int PAGE = 50;

    private final OfflineQueueService queue;
    private final CatalogService catalog;
    private final AtomicInventoryService deductions;
    private final Clock clock;

    QueueDesk(OfflineQueueService queue, CatalogService catalog, AtomicInventoryService deductions, Clock clock) {
        this.queue = queue;
        this.catalog = catalog;
        this.deductions = deductions;
        this.clock = clock;
    }

    void list(Store store, QueueFilter filter, @Nullable String after, Model model) {
        Page<QueueEntry> page = queue.part(store.storeId(), filter, after, PAGE);
        model.addAttribute("filter", filter);
        model.addAttribute("filters", QueueFilter.values());
        model.addAttribute("counts", queue.counts(store.storeId()));
        model.addAttribute("sales", sales(store, page.items()));
        model.addAttribute("after", after);
        model.addAttribute("next", page.next());
    }

    /** The whole page, around whatever is open in it. */
    String page(Store store, Model model) {
        list(store, QueueFilter.OPEN, null, model);
        model.addAttribute("tab", Tab.QUEUE);
        return "dashboard/queue";
    }

    /** @param isPreviewed whether this person sees what each choice would do */
    QueueEntry entry(Store store, String queueId, boolean isPreviewed, Model model) {
        Paths.requireIds("queueId", queueId);
        QueuePreview preview = isPreviewed
                ? queue.preview(store.storeId(), queueId).orElseThrow(() -> unknown(queueId))
                : new QueuePreview(queue.find(store.storeId(), queueId).orElseThrow(() -> unknown(queueId)), List.of());
        QueueEntry entry = preview.entry();
        model.addAttribute("sale", sales(store, List.of(entry)).getFirst());
        if (entry.status().isOpen() && isPreviewed) {
            model.addAttribute("effect", QueueEffect.of(preview));
        }
        if (entry.decision() != null && entry.decision() != QueueDecision.REJECTED) {
            model.addAttribute(
                    "taken",
                    deductions
                            .findDeduction(store.storeId(), entry.transactionId())
                            .map(RecordedDeduction::deductedItems)
                            .orElse(List.of()));
        }
        return entry;
    }

    private static RuntimeException unknown(String queueId) {
        return Paths.notFound("Nothing is queued here as " + queueId);
    }

    List<QueuedSale> sales(Store store, List<QueueEntry> entries) {
        Set<String> products = entries.stream()
                .flatMap(entry -> entry.items().stream())
                .map(SaleItem::productId)
                .collect(Collectors.toSet());
        Map<String, String> names = catalog.productNames(products);
        return entries.stream()
                .map(entry -> QueuedSale.of(entry, names, store.timezone(), clock.instant()))
                .toList();
    }
}
