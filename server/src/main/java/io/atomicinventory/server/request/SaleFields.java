package io.atomicinventory.server.request;

import io.atomicinventory.engine.EngineSettings;
import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Quantities;
import io.atomicinventory.engine.deduction.AtomicInventoryService;
import io.atomicinventory.engine.deduction.SaleItem;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is told of a sale, whatever is to become of it. */
public final class SaleFields {
    private static final String ITEMS = "items";

    private SaleFields() {}

    /** {@code items: [{productId, productName?, quantity}]}. */
    public static List<SaleItem> items(Fields fields) {
        return fields.objects(ITEMS, 1, EngineSettings.MAX_LINES_PER_SALE, SaleFields::item);
    }

    /** The same where they may be left out; then null. */
    public static @Nullable List<SaleItem> optionalItems(Fields fields) {
        List<SaleItem> items = fields.optionalObjects(ITEMS, EngineSettings.MAX_LINES_PER_SALE, SaleFields::item);
        return items.isEmpty() ? null : items;
    }

    private static SaleItem item(Fields item) {
        return new SaleItem(
                item.id("productId"),
                item.optionalName("productName"),
                item.decimal("quantity", Quantities::isSaleQuantity, SaleItem.QUANTITY_RULE));
    }

    /** When the sale happened; null for now. */
    public static @Nullable Instant occurredAt(Fields fields, Instant now) {
        Instant occurredAt = fields.optionalTime("occurredAt");
        try {
            AtomicInventoryService.requireOccurredAt(occurredAt, now);
        } catch (InvalidRequestException e) {
            fields.wrong("occurredAt", "must be at most 5 minutes ahead and 30 days back");
        }
        return occurredAt;
    }
}
