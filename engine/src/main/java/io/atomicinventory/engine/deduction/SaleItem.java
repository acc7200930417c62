package io.atomicinventory.engine.deduction;

import io.atomicinventory.engine.Identifiers;
import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Quantities;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A line of a sale.
 *
 * @param productName what the till calls it; shown where the catalogue does not know the product
 * @param quantity above 0, at most 1,000,000, at most four decimals
 */
public record SaleItem(String productId, @Nullable String productName, BigDecimal quantity) {
    public static final String QUANTITY_RULE = "must be above 0 and at most 1000000, with at most 4 decimals";

    public SaleItem {
        Identifiers.requireIds("productId", productId);
        if (productName != null) {
            Identifiers.requireName("productName", productName);
        }
        if (!Quantities.isSaleQuantity(quantity)) {
            throw new InvalidRequestException("quantity: " + QUANTITY_RULE);
        }
        quantity = Quantities.plain(quantity);
    }

    public SaleItem(String productId, BigDecimal quantity) {
        this(productId, null, quantity);
    }

    public SaleItem(String productId, long quantity) {
        this(productId, null, BigDecimal.valueOf(quantity));
    }

    /**
     * One item for each product, in the order in which the products come first.
     *
     * @throws InvalidRequestException where the lines of one product add up to more than 1,000,000
     */
    public static List<SaleItem> summed(List<SaleItem> items) {
        Map<String, SaleItem> sums = new LinkedHashMap<>();
        for (SaleItem item : items) {
            sums.merge(
                    item.productId(),
                    item,
                    (a, b) -> new SaleItem(
                            a.productId(), a.productName(), a.quantity().add(b.quantity())));
        }
        return List.copyOf(sums.values());
    }
}
