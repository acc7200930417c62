package io.atomicinventory.engine;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Amounts of stock: four decimals, exactly. PostgreSQL would round silently, so exactness is decided here,
 * before SQL.
 */
public final class Quantities {
    public static final int DECIMALS = 4;
    /** Together 15 significant digits, the most that every JSON reader keeps exactly. */
    public static final BigDecimal MAX_BALANCE = new BigDecimal("99999999999.9999");
    /** The most of one product in one line of a sale, and of one ingredient in a recipe. */
    public static final BigDecimal MAX_SALE = new BigDecimal("1000000");
    /** Conversion factors have up to twelve decimals, as numeric(24,12) holds them. */
    public static final int FACTOR_DECIMALS = 12;

    public static final BigDecimal MAX_FACTOR = new BigDecimal("1000000000");

    private static final BigDecimal STORABLE = new BigDecimal("100000000000000");

    private Quantities() {}

    /** Without trailing zeros and never with an exponent: 5, 0.25, 1000. */
    public static BigDecimal plain(BigDecimal amount) {
        BigDecimal stripped = amount.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0, RoundingMode.UNNECESSARY) : stripped;
    }

    /** Whether four decimals hold the amount without rounding. */
    public static boolean isExact(BigDecimal amount) {
        return amount.stripTrailingZeros().scale() <= DECIMALS;
    }

    /** Whether a stock row may hold this quantity. */
    public static boolean isBalance(BigDecimal quantity) {
        return quantity.abs().compareTo(MAX_BALANCE) <= 0 && isExact(quantity);
    }

    /** Whether {@code numeric(18,4)} holds it: on the way to a balance a row may be at more than a balance is. */
    public static boolean isStorable(BigDecimal quantity) {
        return quantity.abs().compareTo(STORABLE) < 0;
    }

    public static boolean isSaleQuantity(BigDecimal quantity) {
        return quantity.signum() > 0 && quantity.compareTo(MAX_SALE) <= 0 && isExact(quantity);
    }

    public static boolean isFactor(BigDecimal factor) {
        return factor.signum() > 0
                && factor.compareTo(MAX_FACTOR) <= 0
                && factor.stripTrailingZeros().scale() <= FACTOR_DECIMALS;
    }
}
