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
        /** A person rejected it in the queue, or voided it while it waited there. */
        TRANSACTION_REJECTED,
        UNKNOWN_PRODUCT,
        NO_CONVERSION_MAPPING,
        INACTIVE_ITEM,
        QUANTITY_NOT_EXACT,
        INSUFFICIENT_STOCK,
        /** It happened too long ago to be deducted without a person. */
        TOO_LATE
    }
}
