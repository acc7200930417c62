package io.atomicinventory.examples;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.deduction.SaleItem;
import io.atomicinventory.engine.queue.ApprovalMode;
import io.atomicinventory.engine.queue.ApprovalRequest;
import io.atomicinventory.engine.queue.OfflineQueueService;
import io.atomicinventory.engine.queue.QueueEntry;
import io.atomicinventory.engine.queue.QueueReason;
import io.atomicinventory.engine.queue.QueueRequest;
import io.atomicinventory.engine.queue.SyncReport;
import java.time.Instant;
import java.util.List;

/** What is done with sales that were made without the engine. {@code docs/embedding.md} shows what is between the marks. */
record QueuedSales(AtomicInventory inventory, String storeId, String deviceId, Actor actor, Actor manager) {

    /**
     * @param queueId of an entry that is approved
     * @param otherQueueId of one that is rejected
     */
    SyncReport settle(
            String transactionId,
            List<SaleItem> items,
            Instant occurredAt,
            Instant sentAt,
            String queueId,
            String otherQueueId) {
        // shown from here
        OfflineQueueService queue = inventory.queue();
        queue.queueTransaction(new QueueRequest(
                storeId, transactionId, deviceId, items, QueueReason.OFFLINE, actor, occurredAt, sentAt));

        SyncReport report = queue.syncAllPending(storeId, actor); // every 15 seconds, say, and after a receipt
        for (QueueEntry entry : queue.getPendingTransactions(storeId, 100)) {
            queue.preview(storeId, entry.queueId()); // what each choice would do
        }
        queue.approveTransaction(
                new ApprovalRequest(storeId, queueId, ApprovalMode.FULL, null, "they got it", manager));
        queue.rejectTransaction(storeId, otherQueueId, "the goods never left", manager);
        // shown to here
        return report;
    }
}
