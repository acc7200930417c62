package io.atomicinventory.engine.stock;

import io.atomicinventory.engine.Quantities;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a store has of one item.
 *
 * @param held promised to something else; not available to a sale
 * @param version the number of its movements
 * @param approvedOverdraft how far below zero named persons have let it go
 * @param countedAt when it was last counted; null where it never was
 */
public record StockItem(
        String stockId,
        String item,
        String unit,
        BigDecimal quantity,
        BigDecimal held,
        long version,
        boolean allowNegative,
        BigDecimal approvedOverdraft,
        @Nullable BigDecimal reorderLevel,
        boolean isActive,
        @Nullable Instant countedAt) {

    public StockItem {
        quantity = Quantities.plain(quantity);
        held = Quantities.plain(held);
        approvedOverdraft = Quantities.plain(approvedOverdraft);
        reorderLevel = reorderLevel == null ? null : Quantities.plain(reorderLevel);
    }

    public BigDecimal available() {
        return Quantities.plain(quantity.subtract(held));
    }

    /** What somebody should know of it; empty where all is well. */
    public Set<StockCondition> conditions() {
        return Arrays.stream(StockCondition.values())
                .filter(condition -> condition.isOf(this))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(StockCondition.class)));
    }

    /** Whether a sale may take this much: never below zero, except where the row itself allows it (I5). */
    public boolean covers(BigDecimal required) {
        BigDecimal left = quantity.subtract(required);
        return allowNegative
                ? left.compareTo(Quantities.MAX_BALANCE.negate()) >= 0
                : left.subtract(held).signum() >= 0;
    }

    /** Whether a movement that occurred then was in the last count already. */
    public boolean wasCountedSince(Instant occurredAt) {
        return countedAt != null && !occurredAt.isAfter(countedAt);
    }

    /**
     * The row after the movements of one command, together. An approved overdraft shrinks as the row comes back up,
     * and is never spent twice.
     */
    public StockItem after(BigDecimal change, int movements) {
        BigDecimal next = quantity.add(change);
        BigDecimal overdraft = approvedOverdraft.min(next.negate().max(BigDecimal.ZERO));
        return new StockItem(
                stockId,
                item,
                unit,
                next,
                held,
                version + movements,
                allowNegative,
                overdraft,
                reorderLevel,
                isActive,
                countedAt);
    }

    /** With leave to be as far below zero as it is. */
    public StockItem approved() {
        return allowNegative || quantity.signum() >= 0
                ? this
                : new StockItem(
                        stockId,
                        item,
                        unit,
                        quantity,
                        held,
                        version,
                        allowNegative,
                        quantity.negate(),
                        reorderLevel,
                        isActive,
                        countedAt);
    }

    public StockItem counted(@Nullable Instant at) {
        return new StockItem(
                stockId,
                item,
                unit,
                quantity,
                held,
                version,
                allowNegative,
                approvedOverdraft,
                reorderLevel,
                isActive,
                at);
    }
}
