package io.atomicinventory.engine.internal.decide;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.deduction.SaleItem;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that moves the stock of one store, under an idempotency key. */
public sealed interface Command {
    Origin origin();

    Operation operation();

    Hash requestHash();

    default String key() {
        return origin().key();
    }

    /** What kinds of command there are, as the outcome's row names them. */
    enum Operation {
        DEDUCTION,
        RECEIPT
    }

    /**
     * Where a command comes from.
     *
     * @param attempt random: after a lost connection a request knows its own outcome by it
     * @param occurredAt null for the moment of recording
     */
    record Origin(
            String key, Actor actor, long attempt, @Nullable Instant occurredAt) {}

    /** @param items summed: one for each product */
    record Sale(Origin origin, String transactionId, List<SaleItem> items, Hash itemsHash, Hash requestHash)
            implements Command {
        public static Sale of(Origin origin, String transactionId, List<SaleItem> summedItems) {
            Hash items = Hash.ofItems(summedItems);
            return new Sale(
                    origin,
                    transactionId,
                    summedItems,
                    items,
                    Hash.of(Operation.DEDUCTION.name(), transactionId, items.toString()));
        }

        @Override
        public Operation operation() {
            return Operation.DEDUCTION;
        }
    }

    record Receipt(
            Origin origin,
            String stockId,
            BigDecimal quantity,
            @Nullable String reference,
            Hash requestHash) implements Command {
        public static Receipt of(Origin origin, String stockId, BigDecimal quantity, @Nullable String reference) {
            Hash hash = Hash.of(
                    Operation.RECEIPT.name(), stockId, quantity.toPlainString(), reference == null ? "" : reference);
            return new Receipt(origin, stockId, quantity, reference, hash);
        }

        @Override
        public Operation operation() {
            return Operation.RECEIPT;
        }
    }
}
