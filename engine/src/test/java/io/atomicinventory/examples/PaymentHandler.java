package io.atomicinventory.examples;

import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.Undecided;
import io.atomicinventory.engine.deduction.AtomicInventoryService;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.deduction.DeductionRequest;
import io.atomicinventory.engine.deduction.SaleItem;
import io.atomicinventory.engine.deduction.Shortage;
import java.util.List;

/**
 * How a payment handler uses the engine inside its own JVM: the stock is taken before the money is captured, and
 * what became of it decides what happens to the payment.
 */
final class PaymentHandler {
    private final AtomicInventoryService inventory;

    PaymentHandler(AtomicInventoryService inventory) {
        this.inventory = inventory;
    }

    /** What the payment terminal is told. */
    sealed interface Decision {
        record Capture(String transactionId) implements Decision {}

        /** The customer is offered something else; {@code missing} names what is short. */
        record Decline(List<String> reasons, List<String> missing) implements Decision {}

        /** Nothing is known yet: ask again with the same attempt. Never capture and never cancel on this. */
        record AskAgain(String reason) implements Decision {}
    }

    /** @param attempt 1 for the first; the same for every retry of it, the next one after a decline */
    Decision pay(String storeId, String transactionId, int attempt, String cashier, List<SaleItem> items) {
        String key = transactionId + ":" + attempt;
        DeductionOutcome outcome;
        try {
            outcome =
                    inventory.deductInventoryAtomic(new DeductionRequest(transactionId, storeId, items, cashier, key));
        } catch (DatabaseUnavailableException e) {
            return new Decision.AskAgain("The stock cannot be reached");
        }
        return switch (outcome) {
            case DeductionOutcome.Deducted deducted -> new Decision.Capture(transactionId);
            case DeductionOutcome.Refused refused ->
                new Decision.Decline(
                        refused.errors(),
                        refused.shortages().stream()
                                .map(Shortage::ingredientName)
                                .toList());
            // The store's policy: the customer gets the goods, and a person settles the stock. Unless this is a late
            // duplicate, and the sale was rejected or voided meanwhile.
            case DeductionOutcome.Queued queued ->
                queued.warnings().isEmpty()
                        ? new Decision.Capture(transactionId)
                        : new Decision.Decline(queued.warnings(), List.of());
            case DeductionOutcome.NotDecided notDecided ->
                switch (notDecided.why()) {
                    case Undecided.KeyInFlight inFlight -> new Decision.AskAgain(inFlight.text());
                    case Undecided.VersionConflict conflict -> new Decision.AskAgain(conflict.text());
                    case Undecided.Overloaded overloaded -> new Decision.AskAgain(overloaded.text());
                    // These are mistakes of the program around us, not of the customer.
                    case Undecided.KeyReused reused -> throw new IllegalStateException(reused.text());
                    case Undecided.UnknownStore unknown -> throw new IllegalStateException(unknown.text());
                    case Undecided.UnknownStockItem unknown -> throw new IllegalStateException(unknown.text());
                };
        };
    }
}
