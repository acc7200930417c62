package io.atomicinventory.server.queue;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.deduction.SaleItem;
import io.atomicinventory.engine.queue.ApprovalMode;
import io.atomicinventory.engine.queue.ApprovalRequest;
import io.atomicinventory.engine.queue.OfflineQueueService;
import io.atomicinventory.engine.queue.SyncReport;
import io.atomicinventory.server.catalog.KnownStores;
import io.atomicinventory.server.request.Body;
import io.atomicinventory.server.request.Caller;
import io.atomicinventory.server.request.Fields;
import io.atomicinventory.server.request.SaleFields;
import io.atomicinventory.server.security.Allowed;
import io.atomicinventory.server.security.Permission;
import java.security.Principal;
import java.util.Arrays;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Settles what waits: tries it again, or takes a person's word for it. The person is the token's principal. */
@RestController
@RequestMapping(path = "/api/v1/stores/{storeId}/queue", produces = MediaType.APPLICATION_JSON_VALUE)
class QueueDecisionController {
    private static final List<String> MODES =
            Arrays.stream(ApprovalMode.values()).map(ApprovalMode::code).toList();

    private final OfflineQueueService queue;
    private final KnownStores stores;
    private final SyncMeters meters;

    QueueDecisionController(OfflineQueueService queue, KnownStores stores, SyncMeters meters) {
        this.queue = queue;
        this.stores = stores;
        this.meters = meters;
    }

    /** All that waits, whatever it met before. */
    @Allowed(Permission.SYNC)
    @PostMapping("/sync")
    SyncReport syncAll(@PathVariable String storeId, @RequestBody Body body, Principal principal) {
        Fields fields = body.fields();
        fields.pathId("storeId", storeId);
        Actor actor = actor(principal, fields);
        fields.check();
        stores.require(storeId);
        SyncReport report = queue.syncAllPending(storeId, actor);
        meters.count(report);
        return report;
    }

    @Allowed(Permission.SYNC)
    @PostMapping("/{queueId}/sync")
    QueueEntryView sync(
            @PathVariable String storeId, @PathVariable String queueId, @RequestBody Body body, Principal principal) {
        Fields fields = fields(body, storeId, queueId);
        Actor actor = actor(principal, fields);
        fields.check();
        return QueueAnswer.entry(queue.syncQueuedTransaction(storeId, queueId, actor));
    }

    @Allowed(Permission.DECIDE)
    @PostMapping("/{queueId}/approve")
    QueueEntryView approve(
            @PathVariable String storeId, @PathVariable String queueId, @RequestBody Body body, Principal principal) {
        Fields fields = fields(body, storeId, queueId);
        Actor actor = actor(principal, fields);
        String note = fields.optionalName("note");
        String mode = fields.optionalText("mode", MODES::contains, String.join(" or ", MODES));
        List<SaleItem> items = SaleFields.optionalItems(fields);
        fields.check();
        return QueueAnswer.entry(queue.approveTransaction(new ApprovalRequest(
                storeId, queueId, mode == null ? ApprovalMode.FULL : ApprovalMode.ofCode(mode), items, note, actor)));
    }

    @Allowed(Permission.DECIDE)
    @PostMapping("/{queueId}/reject")
    QueueEntryView reject(
            @PathVariable String storeId, @PathVariable String queueId, @RequestBody Body body, Principal principal) {
        Fields fields = fields(body, storeId, queueId);
        Actor actor = actor(principal, fields);
        String reason = fields.name("reason");
        fields.check();
        return QueueAnswer.entry(queue.rejectTransaction(storeId, queueId, reason, actor));
    }

    private static Fields fields(Body body, String storeId, String queueId) {
        Fields fields = body.fields();
        fields.pathId("storeId", storeId);
        fields.pathId("queueId", queueId);
        return fields;
    }

    private static Actor actor(Principal principal, Fields fields) {
        return Caller.of(principal, fields.optionalName("userId"));
    }
}
