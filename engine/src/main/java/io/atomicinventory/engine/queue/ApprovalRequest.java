package io.atomicinventory.engine.queue;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.Identifiers;
import io.atomicinventory.engine.deduction.SaleItem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A person's word that a queued sale was made.
 *
 * @param items null, or those of the entry: what the person saw
 * @param note 1 to 200 characters
 * @param actor the authenticated person, who answers for what goes below zero
 */
public record ApprovalRequest(
        String storeId,
        String queueId,
        ApprovalMode mode,
        @Nullable List<SaleItem> items,
        @Nullable String note,
        Actor actor) {

    public ApprovalRequest {
        Identifiers.requireIds("storeId", storeId, "queueId", queueId);
        if (note != null) {
            Identifiers.requireName("note", note);
        }
        items = items == null ? null : SaleItem.summed(items);
    }
}
