package io.atomicinventory.server.dashboard.queue;

import io.atomicinventory.engine.Identifiers;
import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.catalog.Store;
import io.atomicinventory.engine.queue.ApprovalMode;
import io.atomicinventory.engine.queue.OfflineQueueService;
import io.atomicinventory.engine.queue.QueueChoice;
import io.atomicinventory.engine.queue.QueueEntry;
import io.atomicinventory.engine.queue.QueueFilter;
import io.atomicinventory.engine.queue.QueueOutcome;
import io.atomicinventory.engine.queue.SummedPreview;
import io.atomicinventory.server.dashboard.StorePage;
import io.atomicinventory.server.request.Caller;
import io.atomicinventory.server.security.Allowed;
import io.atomicinventory.server.security.Permission;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

/** One choice for many entries: first what it would do to the stock, then one step after the other. */
@StorePage
class QueueBulkPage {
    /** So many are decided between two looks at the progress. */
    private static final int STEP = 50;

    private static final List<String> CHOICES =
            Arrays.stream(QueueChoice.values()).map(QueueChoice::code).toList();

    private final OfflineQueueService queue;
    private final QueueDesk desk;

    QueueBulkPage(OfflineQueueService queue, QueueDesk desk) {
        this.queue = queue;
        this.desk = desk;
    }

    /**
     * @param all of the filter, oldest sale first, as many as can be decided at once
     * @param queueId those that were ticked
     */
    @PostMapping(QueuePage.PATH + "/bulk")
    @Allowed(Permission.REVIEW)
    String preview(
            @RequestParam(defaultValue = "") String choice,
            @RequestParam(defaultValue = "open") String filter,
            @RequestParam(defaultValue = "false") boolean all,
            @RequestParam(required = false) @Nullable List<String> queueId,
            @RequestHeader(name = "HX-Request", required = false) @Nullable String isPart,
            @ModelAttribute("store") Store store,
            Model model) {
        Selection selection = all ? all(store, QueuePage.filter(filter)) : ticked(queueId);
        SummedPreview preview = queue.previewAll(store.storeId(), selection.queueIds(), choice(choice));
        model.addAttribute("summed", preview);
        model.addAttribute(
                "selection",
                new Selection(preview.each().stream()
                                .filter(one -> one.entry().status().isOpen())
                                .map(one -> one.entry().queueId())
                                .toList())
                        .text());
        return isPart == null ? desk.page(store, model) : "dashboard/queue-bulk :: summed";
    }

    private Selection all(Store store, QueueFilter filter) {
        if (filter == QueueFilter.SETTLED) {
            throw new InvalidRequestException("What is settled is not decided again.");
        }
        List<QueueEntry> entries = queue.part(store.storeId(), filter, null, OfflineQueueService.MOST_AT_ONCE)
                .items();
        if (entries.isEmpty()) {
            throw new InvalidRequestException("There is nothing to decide.");
        }
        return new Selection(entries.stream().map(QueueEntry::queueId).toList());
    }

    private static Selection ticked(@Nullable List<String> queueId) {
        if (queueId == null || queueId.isEmpty()) {
            throw new InvalidRequestException("Tick the sales first.");
        }
        return new Selection(queueId);
    }

    /** Decides the first of the selection. Where a script shows the progress, the answer asks for the rest. */
    @PostMapping(QueuePage.PATH + "/bulk/decide")
    @Allowed(Permission.DECIDE)
    String decide(
            @RequestParam(defaultValue = "") String choice,
            @RequestParam(defaultValue = "") String selection,
            @RequestParam(defaultValue = "") String note,
            @RequestParam(defaultValue = "0,0,0") String before,
            @RequestHeader(name = "HX-Request", required = false) @Nullable String isPart,
            @ModelAttribute("store") Store store,
            Principal principal,
            HttpServletResponse response,
            Model model) {
        Selection chosen = Selection.parse(selection);
        if (chosen.isEmpty()) {
            throw new InvalidRequestException("There is nothing to decide.");
        }
        QueueChoice made = choice(choice);
        Selection now = isPart == null ? chosen : chosen.first(STEP);
        List<BulkResult> results =
                BulkResult.of(decide(store, now.queueIds(), made, note.strip(), principal), store.timezone());
        Selection rest = isPart == null ? chosen.after(OfflineQueueService.MOST_AT_ONCE) : chosen.after(STEP);
        model.addAttribute("results", results);
        model.addAttribute(
                "progress",
                BulkProgress.parse(before).plus(results, rest.queueIds().size()));
        model.addAttribute("choice", made);
        model.addAttribute("note", note);
        model.addAttribute("selection", rest.text());
        if (rest.isEmpty()) {
            response.setHeader(QueueDecisionPage.TRIGGER, QueueDecisionPage.CHANGED);
        }
        boolean isFirst = before.equals("0,0,0");
        model.addAttribute("isFirst", isFirst);
        return isPart == null
                ? desk.page(store, model)
                : isFirst ? "dashboard/queue-bulk :: begun" : "dashboard/queue-bulk :: next";
    }

    private Map<String, QueueOutcome> decide(
            Store store, List<String> queueIds, QueueChoice choice, String note, Principal principal) {
        ApprovalMode mode = choice.mode();
        if (mode == null) {
            Identifiers.requireName("reason", note);
            return queue.rejectAll(store.storeId(), queueIds, note, Caller.of(principal));
        }
        return queue.approveAll(store.storeId(), queueIds, mode, QueueDecisionPage.orNull(note), Caller.of(principal));
    }

    private static QueueChoice choice(String code) {
        if (!CHOICES.contains(code)) {
            throw new InvalidRequestException("choice: must be one of " + String.join(", ", CHOICES));
        }
        return QueueChoice.ofCode(code);
    }
}
