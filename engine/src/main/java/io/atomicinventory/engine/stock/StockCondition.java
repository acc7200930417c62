package io.atomicinventory.engine.stock;

import java.util.Locale;

/** What somebody should know of a stock item. */
public enum StockCondition {
    /** At or below its reorder level; what is switched off is not ordered again. */
    LOW,
    /** Below zero. */
    NEGATIVE,
    /** Switched off. */
    INACTIVE;

    /** The name on the wire. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isOf(StockItem item) {
        return switch (this) {
            case LOW ->
                item.isActive()
                        && item.reorderLevel() != null
                        && item.quantity().compareTo(item.reorderLevel()) <= 0;
            case NEGATIVE -> item.quantity().signum() < 0;
            case INACTIVE -> !item.isActive();
        };
    }
}
