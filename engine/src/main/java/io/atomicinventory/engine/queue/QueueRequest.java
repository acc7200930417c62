package io.atomicinventory.engine.queue;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.EngineSettings;
import io.atomicinventory.engine.Identifiers;
import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.deduction.SaleItem;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sale that was made and could not be deducted. It needs no key: its transaction is one.
 *
 * @param items 1 to 200 lines; several lines of one product are summed
 * @param occurredAt when the sale happened, at most 5 minutes ahead and 30 days back; null for now
 * @param sentAt the device's clock when it sent this, however wrong; in the years 1 to 9999
 */
public record QueueRequest(
        String storeId,
        String transactionId,
        String deviceId,
        List<SaleItem> items,
        QueueReason reason,
        Actor actor,
        @Nullable Instant occurredAt,
        @Nullable Instant sentAt) {
    public QueueRequest {
        Identifiers.requireIds("storeId", storeId, "transactionId", transactionId, "deviceId", deviceId);
        if (items.isEmpty() || items.size() > EngineSettings.MAX_LINES_PER_SALE) {
            throw new InvalidRequestException("items: must have 1 to " + EngineSettings.MAX_LINES_PER_SALE + " lines");
        }
        if (sentAt != null && !Identifiers.isTime(sentAt)) {
            throw new InvalidRequestException("sentAt: must be in the years 1 to 9999");
        }
        items = SaleItem.summed(items);
    }
}
