package io.atomicinventory.engine.catalog;

import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Quantities;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Amounts of money, in whatever currency the menu is in: 0 or more, at most four decimals. */
public final class Price {
    public static final String RULE =
            "must be from 0 to " + Quantities.MAX_BALANCE.toPlainString() + ", with at most 4 decimals";

    private Price() {}

    public static boolean isPrice(BigDecimal amount) {
        return amount.signum() >= 0 && Quantities.isBalance(amount);
    }

    static @Nullable BigDecimal require(String field, @Nullable BigDecimal amount) {
        if (amount != null && !isPrice(amount)) {
            throw new InvalidRequestException(field + ": " + RULE);
        }
        return amount == null ? null : Quantities.plain(amount);
    }
}
