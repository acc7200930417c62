package io.atomicinventory.engine.internal.decide;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.deduction.CompensationRequest;
import io.atomicinventory.engine.deduction.Disposition;
import io.atomicinventory.engine.deduction.SaleItem;
import io.atomicinventory.engine.queue.ApprovalMode;
import io.atomicinventory.engine.stock.TransferRequest;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Something that moves stock, under an idempotency key. All but a transfer is about one store. */
public sealed interface Command {
    Origin origin();

    Operation operation();

    Hash requestHash();

    default String key() {
        return origin().key();
    }

    /** The sale that it is about. */
    default @Nullable String transactionId() {
        return null;
    }

    /** Whether it is decided on more than keys, transactions and balances: on movements of its row. */
    default boolean readsHistory() {
        return false;
    }

    /** Whether it is decided on what waits in the queue. */
    default boolean readsQueue() {
        return false;
    }

    /**
     * A sale of the queue.
     *
     * @param mode null where nobody approved it
     * @param note the person's
     */
    record Queued(
            String queueId,
            @Nullable ApprovalMode mode,
            @Nullable String note) {
        /** The key under which it is tried, each try one of its own. */
        public static String keyOfTry(String queueId, int attempt) {
            return "queue:" + queueId + ":" + attempt;
        }

        public static String keyOfApproval(String queueId) {
            return "queue:" + queueId + ":approve";
        }

        public static String keyOfRejection(String queueId) {
            return "queue:" + queueId + ":reject";
        }

        /** One sale has one entry, whoever queues it. */
        public static String idOf(String transactionId) {
            return "q-" + Hash.of(transactionId).toString().substring(0, 32);
        }
    }

    /** What kinds of command there are, as the outcome's row names them. */
    enum Operation {
        DEDUCTION,
        COMPENSATION,
        RECEIPT,
        ADJUSTMENT,
        COUNT,
        WASTE,
        TRANSFER,
        REVERSAL,
        REJECTION
    }

    /**
     * Where a command comes from.
     *
     * @param attempt random: after a lost connection a request knows its own outcome by it
     * @param occurredAt null for the moment of recording; to the microsecond, as the database keeps it
     */
    record Origin(
            String key, Actor actor, long attempt, @Nullable Instant occurredAt) {
        public Origin {
            occurredAt = occurredAt == null ? null : occurredAt.truncatedTo(ChronoUnit.MICROS);
        }
    }

    /**
     * @param items summed: one for each product
     * @param queued null for a sale that comes directly
     */
    record Sale(
            Origin origin,
            String transactionId,
            List<SaleItem> items,
            Hash itemsHash,
            Hash requestHash,
            @Nullable Queued queued)
            implements Command {
        public static Sale of(Origin origin, String transactionId, List<SaleItem> summedItems) {
            Hash items = Hash.ofItems(summedItems);
            return new Sale(
                    origin,
                    transactionId,
                    summedItems,
                    items,
                    Hash.of(Operation.DEDUCTION.name(), transactionId, items.toString()),
                    null);
        }

        /** One that waits in the queue. An approval is another request than a try, and each mode is one of its own. */
        public Sale from(Queued entry) {
            Hash hash = entry.mode() == null
                    ? requestHash
                    : Hash.of(
                            Operation.DEDUCTION.name(),
                            transactionId,
                            itemsHash.toString(),
                            entry.mode().code());
            return new Sale(origin, transactionId, items, itemsHash, hash, entry);
        }

        @Override
        public boolean readsQueue() {
            return queued != null;
        }

        @Override
        public Operation operation() {
            return Operation.DEDUCTION;
        }
    }

    /**
     * A void.
     *
     * @param disposition of all that is left, where there are no lines
     */
    record Compensation(
            Origin origin,
            String transactionId,
            String reason,
            Disposition disposition,
            List<CompensationRequest.Line> lines,
            Hash requestHash)
            implements Command {
        public static Compensation of(
                Origin origin,
                String transactionId,
                String reason,
                Disposition disposition,
                List<CompensationRequest.Line> lines) {
            Stream<String> head = Stream.of(
                    Operation.COMPENSATION.name(), transactionId, reason, lines.isEmpty() ? disposition.code() : "");
            Stream<String> rest = lines.stream()
                    .map(line -> line.inventoryStockId() + "=" + line.quantity().toPlainString() + "="
                            + line.disposition().code())
                    .sorted();
            return new Compensation(
                    origin,
                    transactionId,
                    reason,
                    disposition,
                    lines,
                    Hash.of(Stream.concat(head, rest).toArray(String[]::new)));
        }

        @Override
        public Operation operation() {
            return Operation.COMPENSATION;
        }

        /** A sale that still waits is rejected. */
        @Override
        public boolean readsQueue() {
            return true;
        }
    }

    /** A person's word that a queued sale is never to be in the books. */
    record Rejection(Origin origin, String queueId, String transactionId, String reason, Hash requestHash)
            implements Command {
        public static Rejection of(Origin origin, String queueId, String transactionId, String reason) {
            // Whatever the reason: the same decision again is the same request.
            return new Rejection(
                    origin, queueId, transactionId, reason, Hash.of(Operation.REJECTION.name(), transactionId));
        }

        @Override
        public Operation operation() {
            return Operation.REJECTION;
        }

        @Override
        public boolean readsQueue() {
            return true;
        }
    }

    /**
     * What a person says of one stock row: a receipt, an adjustment, waste, or a count, which occurred when it was
     * counted.
     *
     * @param quantity what arrived, what is added, what was thrown away, or what is there
     */
    record Booking(
            Origin origin,
            Operation operation,
            String stockId,
            BigDecimal quantity,
            @Nullable String why,
            Hash requestHash)
            implements Command {
        public static Booking of(
                Origin origin, Operation operation, String stockId, BigDecimal quantity, @Nullable String why) {
            Stream<String> fields =
                    Stream.of(operation.name(), stockId, quantity.toPlainString(), why == null ? "" : why);
            Instant occurredAt = origin.occurredAt();
            if (occurredAt != null) {
                fields = Stream.concat(fields, Stream.of(occurredAt.toString()));
            }
            return new Booking(origin, operation, stockId, quantity, why, Hash.of(fields.toArray(String[]::new)));
        }

        @Override
        public boolean readsHistory() {
            return operation == Operation.COUNT && origin.occurredAt() != null;
        }
    }

    /** @param version of the movement that is taken back */
    record Reversal(Origin origin, String stockId, long version, String why, Hash requestHash) implements Command {
        public static Reversal of(Origin origin, String stockId, long version, String why) {
            Hash hash = Hash.of(Operation.REVERSAL.name(), stockId, Long.toString(version), why);
            return new Reversal(origin, stockId, version, why, hash);
        }

        @Override
        public Operation operation() {
            return Operation.REVERSAL;
        }

        @Override
        public boolean readsHistory() {
            return true;
        }
    }

    /** The key is one of the sending store's. */
    record Transfer(
            Origin origin,
            String fromStoreId,
            String toStoreId,
            List<TransferRequest.Line> lines,
            @Nullable String why,
            Hash requestHash)
            implements Command {
        public static Transfer of(
                Origin origin,
                String fromStoreId,
                String toStoreId,
                List<TransferRequest.Line> lines,
                @Nullable String why) {
            Stream<String> head = Stream.of(Operation.TRANSFER.name(), toStoreId, why == null ? "" : why);
            Stream<String> rest = lines.stream()
                    .map(line -> line.fromStockId() + "=" + line.toStockId() + "="
                            + line.quantity().toPlainString())
                    .sorted();
            return new Transfer(
                    origin,
                    fromStoreId,
                    toStoreId,
                    lines,
                    why,
                    Hash.of(Stream.concat(head, rest).toArray(String[]::new)));
        }

        /**
         * The same in the books of the receiving store, where others may have used the same key. No caller's key has
         * a space.
         */
        Transfer asReceived() {
            String key = "transfer " + fromStoreId + " " + Hash.of(key());
            Origin received = new Origin(key, origin.actor(), origin.attempt(), origin.occurredAt());
            return new Transfer(received, fromStoreId, toStoreId, lines, why, requestHash);
        }

        @Override
        public Operation operation() {
            return Operation.TRANSFER;
        }
    }
}
