package io.atomicinventory.server.deduction;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.EngineSettings;
import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Quantities;
import io.atomicinventory.engine.deduction.AtomicInventoryService;
import io.atomicinventory.engine.deduction.DeductionRequest;
import io.atomicinventory.engine.deduction.SaleItem;
import io.atomicinventory.server.request.Caller;
import io.atomicinventory.server.request.Fields;
import java.security.Principal;
import java.time.Instant;
import java.util.List;

/** Reads a sale: {@code {transactionId, items: [{productId, productName?, quantity}], userId?, occurredAt?}}. */
final class SaleBody {
    private SaleBody() {}

    static List<SaleItem> items(Fields fields) {
        return fields.objects("items", 1, EngineSettings.MAX_LINES_PER_SALE, SaleBody::item);
    }

    private static SaleItem item(Fields item) {
        return new SaleItem(
                item.id("productId"),
                item.optionalName("productName"),
                item.decimal("quantity", Quantities::isSaleQuantity, SaleItem.QUANTITY_RULE));
    }

    static DeductionRequest request(String storeId, String key, Fields fields, Principal principal, Instant now) {
        String transactionId = fields.id("transactionId");
        List<SaleItem> items = items(fields);
        Actor actor = Caller.of(principal, fields.optionalName("userId"));
        Instant occurredAt = fields.optionalTime("occurredAt");
        try {
            AtomicInventoryService.requireOccurredAt(occurredAt, now);
        } catch (InvalidRequestException e) {
            fields.wrong("occurredAt", "must be at most 5 minutes ahead and 30 days back");
        }
        fields.check();
        return new DeductionRequest(transactionId, storeId, items, actor, key, occurredAt);
    }
}
