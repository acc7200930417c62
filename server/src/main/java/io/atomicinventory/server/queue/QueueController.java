package io.atomicinventory.server.queue;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.deduction.SaleItem;
import io.atomicinventory.engine.queue.OfflineQueueService;
import io.atomicinventory.engine.queue.QueueEntry;
import io.atomicinventory.engine.queue.QueueOutcome;
import io.atomicinventory.engine.queue.QueueReason;
import io.atomicinventory.engine.queue.QueueRequest;
import io.atomicinventory.engine.queue.QueueStatus;
import io.atomicinventory.server.catalog.KnownStores;
import io.atomicinventory.server.observation.RequestContext;
import io.atomicinventory.server.request.Body;
import io.atomicinventory.server.request.Caller;
import io.atomicinventory.server.request.Fields;
import io.atomicinventory.server.request.Paths;
import io.atomicinventory.server.request.SaleFields;
import io.atomicinventory.server.security.Allowed;
import io.atomicinventory.server.security.Permission;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Takes sales that were made and are not in the books yet, and shows what waits. */
@RestController
@RequestMapping(path = "/api/v1/stores/{storeId}/queue", produces = MediaType.APPLICATION_JSON_VALUE)
class QueueController {
    private static final List<String> REASONS =
            Arrays.stream(QueueReason.values()).map(QueueReason::code).toList();
    private static final List<String> STATUSES =
            Arrays.stream(QueueStatus.values()).map(QueueStatus::code).toList();

    private final OfflineQueueService queue;
    private final KnownStores stores;
    private final Clock clock;

    QueueController(OfflineQueueService queue, KnownStores stores, Clock clock) {
        this.queue = queue;
        this.stores = stores;
        this.clock = clock;
    }

    @Allowed(Permission.SELL)
    @PostMapping
    ResponseEntity<QueueEntryView> add(
            @PathVariable String storeId, @RequestBody Body body, Principal principal, HttpServletRequest http) {
        Fields fields = body.fields();
        RequestContext.transaction(http, fields.raw("transactionId"));
        fields.pathId("storeId", storeId);
        String transactionId = fields.id("transactionId");
        String deviceId = fields.id("deviceId");
        List<SaleItem> items = SaleFields.items(fields);
        String reason = fields.text("reason", REASONS::contains, String.join(" or ", REASONS));
        Instant occurredAt = SaleFields.occurredAt(fields, clock.instant());
        Instant sentAt = fields.optionalTime("sentAt");
        Actor actor = Caller.of(principal, fields.optionalName("userId"));
        fields.check();
        QueueOutcome.Accepted accepted = QueueAnswer.accepted(queue.queueTransaction(new QueueRequest(
                storeId, transactionId, deviceId, items, QueueReason.ofCode(reason), actor, occurredAt, sentAt)));
        return ResponseEntity.status(accepted.isNew() ? 201 : 200).body(QueueEntryView.of(accepted.entry()));
    }

    /** Oldest sale first. */
    @Allowed(Permission.SEE)
    @GetMapping
    Page<QueueEntryView> list(
            @PathVariable String storeId,
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable String limit) {
        stores.require(storeId);
        Page<QueueEntry> page = queue.entries(storeId, status(status), Paths.after(after), Paths.limit(limit));
        return new Page<>(page.items().stream().map(QueueEntryView::of).toList(), page.next());
    }

    private static @Nullable QueueStatus status(@Nullable String code) {
        if (code == null) {
            return null;
        }
        if (!STATUSES.contains(code)) {
            throw new InvalidRequestException("status: must be one of " + String.join(", ", STATUSES));
        }
        return QueueStatus.ofCode(code);
    }

    @Allowed(Permission.SEE)
    @GetMapping("/{queueId}")
    QueueEntryView find(@PathVariable String storeId, @PathVariable String queueId) {
        Paths.requireIds("storeId", storeId, "queueId", queueId);
        return queue.find(storeId, queueId)
                .map(QueueEntryView::of)
                .orElseThrow(() -> QueueAnswer.unknown(storeId, queueId));
    }

    @Allowed(Permission.REVIEW)
    @GetMapping("/{queueId}/preview")
    QueuePreviewView preview(@PathVariable String storeId, @PathVariable String queueId) {
        Paths.requireIds("storeId", storeId, "queueId", queueId);
        return queue.preview(storeId, queueId)
                .map(QueuePreviewView::of)
                .orElseThrow(() -> QueueAnswer.unknown(storeId, queueId));
    }
}
