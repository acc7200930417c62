package io.atomicinventory.engine.stock;

import io.atomicinventory.engine.Identifiers;
import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Quantities;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a person decides about a stock item.
 *
 * @param unit cannot change once the item has movements
 * @param reorderLevel 0 or more; null for none
 * @param openingQuantity what is there when the item is created; not looked at later
 */
public record StockItemSettings(
        String item,
        String unit,
        @Nullable BigDecimal reorderLevel,
        boolean allowNegative,
        boolean isActive,
        @Nullable BigDecimal openingQuantity) {

    public StockItemSettings {
        Identifiers.requireName("item", item);
        Identifiers.requireName("unit", unit);
        if (reorderLevel != null && (reorderLevel.signum() < 0 || !Quantities.isBalance(reorderLevel))) {
            throw new InvalidRequestException("reorderLevel: must be from 0 to " + Quantities.MAX_BALANCE);
        }
        if (openingQuantity != null && (openingQuantity.signum() < 0 || !Quantities.isBalance(openingQuantity))) {
            throw new InvalidRequestException("openingQuantity: must be from 0 to " + Quantities.MAX_BALANCE);
        }
        reorderLevel = reorderLevel == null ? null : Quantities.plain(reorderLevel);
        openingQuantity = openingQuantity == null ? null : Quantities.plain(openingQuantity);
    }
}
