package io.atomicinventory.engine.internal.decide;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.deduction.Disposition;
import java.math.BigDecimal;

/**
 * What voids have given back of one line of a sale.
 *
 * @param times in how many portions
 */
public record GivenBack(BigDecimal total, int times) {
    static final GivenBack NOTHING = new GivenBack(BigDecimal.ZERO, 0);

    GivenBack plus(BigDecimal more) {
        return new GivenBack(total.add(more), times + 1);
    }

    /**
     * One portion, for the log.
     *
     * @param sequence from 1, of this line of the sale
     */
    public record Portion(
            String transactionId,
            String stockId,
            int sequence,
            String key,
            BigDecimal deducted,
            BigDecimal before,
            BigDecimal now,
            Disposition disposition,
            String reason,
            Actor actor) {}
}
