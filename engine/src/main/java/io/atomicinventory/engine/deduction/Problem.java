package io.atomicinventory.engine.deduction;

/**
 * One reason why a sale was refused.
 *
 * @param text the reason in words, as the contract fixes them
 */
public record Problem(Reason reason, String text) {

    /** In order of precedence: of several reasons the first names the refusal. */
    public enum Reason {
        TRANSACTION_ALREADY_DEDUCTED,
        UNKNOWN_PRODUCT,
        NO_CONVERSION_MAPPING,
        INACTIVE_ITEM,
        QUANTITY_NOT_EXACT,
        INSUFFICIENT_STOCK
    }
}
