package io.atomicinventory.device.client;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A product of a sale.
 *
 * @param productId the server's id of it: 1 to 128 of {@code A-Z a-z 0-9 . _ : -}
 * @param quantity above 0, at most 1,000,000, with at most 4 decimals
 */
public record SaleLine(String productId, BigDecimal quantity) {
    /** So many lines a sale may have. */
    public static final int MAX_LINES = 200;

    private static final BigDecimal MAX_QUANTITY = new BigDecimal(1_000_000);
    private static final int MAX_SCALE = 4;

    public SaleLine {
        Ids.require("productId", productId);
        if (quantity.signum() <= 0 || quantity.compareTo(MAX_QUANTITY) > 0) {
            throw new IllegalArgumentException("quantity: must be above 0 and at most 1000000");
        }
        quantity = quantity.stripTrailingZeros();
        if (quantity.scale() > MAX_SCALE) {
            throw new IllegalArgumentException("quantity: must have at most 4 decimals");
        }
        if (quantity.scale() < 0) {
            quantity = quantity.setScale(0);
        }
    }

    public static SaleLine of(String productId, long quantity) {
        return new SaleLine(productId, BigDecimal.valueOf(quantity));
    }

    /** What the server tells sales apart by: how much of each product. */
    public static Map<String, BigDecimal> summed(List<SaleLine> lines) {
        Map<String, BigDecimal> sums = new TreeMap<>();
        lines.forEach(line -> sums.merge(line.productId(), line.quantity(), (a, b) -> {
            BigDecimal sum = a.add(b).stripTrailingZeros();
            return sum.scale() < 0 ? sum.setScale(0) : sum;
        }));
        return sums;
    }
}
