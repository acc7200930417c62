package io.atomicinventory.engine.deduction;

import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.Undecided;
import java.util.List;

/** What became of a void. */
public sealed interface CompensationOutcome extends Outcome {
    String transactionId();

    /**
     * What was left of what was asked for is back in the books; nothing, where nothing was left.
     *
     * @param warnings what was asked for and not given back, since it had been given back before
     * @param replayed whether an earlier request with this key had done it
     */
    record Compensated(String transactionId, List<RestoredItem> restored, boolean replayed, List<String> warnings)
            implements CompensationOutcome {
        public Compensated {
            restored = List.copyOf(restored);
            warnings = List.copyOf(warnings);
        }

        /** Stock rows that got something back. */
        public int itemsRestored() {
            return Math.toIntExact(restored.stream()
                    .map(RestoredItem::inventoryStockId)
                    .distinct()
                    .count());
        }

        @Override
        public boolean success() {
            return true;
        }

        @Override
        public List<String> errors() {
            return List.of();
        }
    }

    /** The store has not deducted this transaction, or the sale took nothing of a named item. Nothing was recorded. */
    record Unknown(String transactionId, String text) implements CompensationOutcome {
        @Override
        public boolean success() {
            return false;
        }

        @Override
        public List<String> errors() {
            return List.of(text);
        }
    }

    /**
     * The present state does not allow it: a sale that still waits can only be voided whole, and a balance may be full.
     * Nothing was changed or recorded; the same key may be sent again later.
     */
    record NotPossible(String transactionId, String text) implements CompensationOutcome {
        @Override
        public boolean success() {
            return false;
        }

        @Override
        public List<String> errors() {
            return List.of(text);
        }
    }

    /** Nothing was decided and nothing recorded. */
    record NotDecided(String transactionId, Undecided why) implements CompensationOutcome {
        @Override
        public boolean isDecided() {
            return false;
        }

        @Override
        public boolean success() {
            return false;
        }

        @Override
        public List<String> errors() {
            return List.of(why.text());
        }
    }
}
