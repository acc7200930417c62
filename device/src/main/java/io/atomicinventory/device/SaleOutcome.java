package io.atomicinventory.device;

import java.math.BigDecimal;
import java.util.List;

/** What became of a sale, as the cashier needs to know it. */
public sealed interface SaleOutcome {

    /**
     * It is in the server's books.
     *
     * @param isReplayed it was there before
     * @param warnings such as that it was voided meanwhile
     */
    record Sold(List<Taken> items, List<String> warnings, boolean isReplayed) implements SaleOutcome {}

    /**
     * Nothing was taken, and nothing will be: the sale did not happen. To sell it after all, call {@code sell} again; that
     * is a new attempt.
     *
     * @param slug of the contract, such as {@code insufficient-stock}; {@code voided} and {@code rejected} are the till's
     * @param errors one line each, to be shown
     */
    record Refused(String slug, List<String> errors, List<Shortage> shortages) implements SaleOutcome {}

    /**
     * It happened, it is on the disk, and it comes into the books later, by itself.
     *
     * @param why such as that the server could not be reached
     * @param warnings such as that the last known stock does not cover it
     */
    record Queued(String why, List<String> warnings) implements SaleOutcome {}

    /** What a sale took from one stock item. */
    record Taken(String stockId, String ingredient, String unit, BigDecimal quantity) {}

    /** What a sale lacked. */
    record Shortage(
            String stockId, String ingredient, BigDecimal required, BigDecimal available, BigDecimal shortfall) {}
}
