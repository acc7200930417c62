package io.atomicinventory.server.dashboard.queue;

import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.catalog.Store;
import io.atomicinventory.engine.queue.ApprovalMode;
import io.atomicinventory.engine.queue.ApprovalRequest;
import io.atomicinventory.engine.queue.OfflineQueueService;
import io.atomicinventory.engine.queue.QueueOutcome;
import io.atomicinventory.engine.queue.SyncReport;
import io.atomicinventory.server.dashboard.StorePage;
import io.atomicinventory.server.problem.ProblemException;
import io.atomicinventory.server.problem.ProblemType;
import io.atomicinventory.server.request.Caller;
import io.atomicinventory.server.request.Paths;
import io.atomicinventory.server.security.Allowed;
import io.atomicinventory.server.security.Permission;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

/** Decides one entry, and synchronises all. Whoever decides what is decided already is shown how. */
@StorePage
class QueueDecisionPage {
    /** Tells the page that the list is not what it was. */
    static final String TRIGGER = "HX-Trigger";

    static final String CHANGED = "queue-changed";
    private static final List<String> MODES =
            Arrays.stream(ApprovalMode.values()).map(ApprovalMode::code).toList();

    private final OfflineQueueService queue;
    private final QueueDesk desk;

    QueueDecisionPage(OfflineQueueService queue, QueueDesk desk) {
        this.queue = queue;
        this.desk = desk;
    }

    @PostMapping(QueuePage.PATH + "/entries/{queueId}/approve")
    @Allowed(Permission.DECIDE)
    String approve(
            @PathVariable String queueId,
            @RequestParam(defaultValue = "") String mode,
            @RequestParam(defaultValue = "") String note,
            @RequestHeader(name = "HX-Request", required = false) @Nullable String isPart,
            @ModelAttribute("store") Store store,
            Principal principal,
            HttpServletResponse response,
            Model model) {
        if (!MODES.contains(mode)) {
            throw new InvalidRequestException("mode: must be " + String.join(" or ", MODES));
        }
        QueueOutcome outcome = queue.approveTransaction(new ApprovalRequest(
                store.storeId(), queueId, ApprovalMode.ofCode(mode), null, orNull(note), Caller.of(principal)));
        return decided(outcome, queueId, isPart != null, store, response, model);
    }

    @PostMapping(QueuePage.PATH + "/entries/{queueId}/reject")
    @Allowed(Permission.DECIDE)
    String reject(
            @PathVariable String queueId,
            @RequestParam(defaultValue = "") String reason,
            @RequestHeader(name = "HX-Request", required = false) @Nullable String isPart,
            @ModelAttribute("store") Store store,
            Principal principal,
            HttpServletResponse response,
            Model model) {
        Paths.requireIds("queueId", queueId);
        QueueOutcome outcome = queue.rejectTransaction(store.storeId(), queueId, reason.strip(), Caller.of(principal));
        return decided(outcome, queueId, isPart != null, store, response, model);
    }

    private String decided(
            QueueOutcome outcome,
            String queueId,
            boolean isPart,
            Store store,
            HttpServletResponse response,
            Model model) {
        switch (outcome) {
            case QueueOutcome.Accepted accepted ->
                model.addAttribute("done", accepted.isNew() ? "Done." : "This was decided already.");
            case QueueOutcome.Conflict conflict -> refuse(ProblemType.STATE_CONFLICT, conflict.text(), response, model);
            case QueueOutcome.OtherItems other -> refuse(ProblemType.STATE_CONFLICT, other.text(), response, model);
            case QueueOutcome.NotPossible impossible ->
                refuse(
                        ProblemType.of(impossible.why().reason()),
                        String.join(" ", impossible.why().errors()),
                        response,
                        model);
            case QueueOutcome.Unknown unknown -> throw Paths.notFound(unknown.text());
            case QueueOutcome.NotDecided notDecided ->
                throw new ProblemException(
                        ProblemType.of(notDecided.why()), notDecided.why().text());
        }
        desk.entry(store, queueId, true, model);
        response.setHeader(TRIGGER, CHANGED);
        return isPart ? "dashboard/queue-entry :: entry" : desk.page(store, model);
    }

    private static void refuse(ProblemType type, String text, HttpServletResponse response, Model model) {
        response.setStatus(type.status());
        model.addAttribute("refused", text);
    }

    @PostMapping(QueuePage.PATH + "/sync")
    @Allowed(Permission.SYNC)
    String sync(
            @RequestHeader(name = "HX-Request", required = false) @Nullable String isPart,
            @ModelAttribute("store") Store store,
            Principal principal,
            HttpServletResponse response,
            Model model) {
        SyncReport report = queue.syncAllPending(store.storeId(), Caller.of(principal));
        model.addAttribute(
                "notice",
                "Synchronised: %d deducted, %d still short or too late, %d failed."
                        .formatted(report.synced(), report.needsApproval(), report.failed()));
        response.setHeader(TRIGGER, CHANGED);
        return isPart == null ? desk.page(store, model) : "messages :: messages";
    }

    static @Nullable String orNull(String text) {
        return text.isBlank() ? null : text.strip();
    }
}
