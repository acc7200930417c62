package io.atomicinventory.engine.stock;

import io.atomicinventory.engine.Quantities;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One change of one stock row, in stock units.
 *
 * @param version the row's version after it; a row's movements are numbered without gaps
 * @param who the authenticated principal, or the database user of an external change
 * @param why a reason or reference in words
 * @param occurredAt when it happened
 * @param recordedAt when it was written
 * @param reverses the version of the movement that this one takes back
 */
public record Movement(
        String stockId,
        long version,
        MovementKind kind,
        BigDecimal quantityChange,
        BigDecimal previousQuantity,
        BigDecimal newQuantity,
        @Nullable String transactionId,
        @Nullable String idempotencyKey,
        String who,
        @Nullable String claimedUserId,
        @Nullable String why,
        Instant occurredAt,
        @Nullable Instant recordedAt,
        @Nullable Long reverses) {

    private static final Set<MovementKind> ENTERED =
            EnumSet.of(MovementKind.RECEIPT, MovementKind.COUNT, MovementKind.ADJUSTMENT, MovementKind.WASTE);

    public Movement {
        quantityChange = Quantities.plain(quantityChange);
        previousQuantity = Quantities.plain(previousQuantity);
        newQuantity = Quantities.plain(newQuantity);
    }

    /** Whether a person entered it, and may take it back: a sale is voided, and a transfer sent back. */
    public boolean isReversible() {
        return ENTERED.contains(kind) && transactionId == null;
    }
}
