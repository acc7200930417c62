package io.atomicinventory.server.deduction;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.deduction.DeductionRequest;
import io.atomicinventory.engine.deduction.SaleItem;
import io.atomicinventory.server.request.Caller;
import io.atomicinventory.server.request.Fields;
import io.atomicinventory.server.request.SaleFields;
import java.security.Principal;
import java.time.Instant;
import java.util.List;

/** Reads a sale: {@code {transactionId, items: [{productId, productName?, quantity}], userId?, occurredAt?}}. */
final class SaleBody {
    private SaleBody() {}

    static DeductionRequest request(String storeId, String key, Fields fields, Principal principal, Instant now) {
        String transactionId = fields.id("transactionId");
        List<SaleItem> items = SaleFields.items(fields);
        Actor actor = Caller.of(principal, fields.optionalName("userId"));
        Instant occurredAt = SaleFields.occurredAt(fields, now);
        fields.check();
        return new DeductionRequest(transactionId, storeId, items, actor, key, occurredAt);
    }
}
