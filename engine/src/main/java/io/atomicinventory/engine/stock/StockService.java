package io.atomicinventory.engine.stock;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.ImportResult;
import io.atomicinventory.engine.ImportSource;
import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.internal.decide.Command;
import io.atomicinventory.engine.internal.decide.Command.Operation;
import io.atomicinventory.engine.internal.ledger.Ledger;
import io.atomicinventory.engine.internal.sql.StockStorage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What stores have, how it came about, and what else than a sale moves it. Thread-safe. */
public final class StockService {
    private final Ledger ledger;
    private final StockStorage storage;

    public StockService(Ledger ledger, StockStorage storage) {
        this.ledger = ledger;
        this.storage = storage;
    }

    /** Creates the item, or changes its settings; a change is a movement of quantity 0. */
    public StockSaved save(String storeId, String stockId, StockItemSettings settings, Actor actor) {
        return storage.save(new StockRow(storeId, stockId, settings), actor);
    }

    /**
     * Saves many items, of any stores, all or none.
     *
     * @throws DatabaseUnavailableException where the database does not answer or somebody else is in the way:
     *     nothing was saved, or it is not known; saving the same again does no harm
     */
    public ImportResult importItems(ImportSource<StockRow> source, Actor actor) {
        return storage.importItems(source, actor);
    }

    public Optional<StockItem> find(String storeId, String stockId) {
        return storage.find(storeId, stockId);
    }

    /** By id. */
    public Page<StockItem> items(String storeId, @Nullable String after, int limit) {
        return storage.page(storeId, after, Page.requireLimit(limit));
    }

    /**
     * By name, whatever its case and accents.
     *
     * @param after the id of the item after which to go on
     */
    public Page<StockItem> items(String storeId, StockFilter filter, @Nullable String after, int limit) {
        return storage.page(storeId, filter, after, Page.requireLimit(limit));
    }

    /** As the books said at some time; empty where the item is unknown. */
    public Optional<StockAt> findAt(String storeId, String stockId, Instant at) {
        return storage.findAt(storeId, stockId, at);
    }

    /** Newest first, each with what explains its figure. */
    public Page<TrailEntry> trail(String storeId, String stockId, @Nullable String after, int limit) {
        return storage.trail(
                storeId, stockId, after == null ? Long.MAX_VALUE : version(after), Page.requireLimit(limit));
    }

    /** Newest first. */
    public Page<Movement> movements(String storeId, String stockId, @Nullable String after, int limit) {
        return storage.movements(
                storeId, stockId, after == null ? Long.MAX_VALUE : version(after), Page.requireLimit(limit));
    }

    /**
     * Takes in goods, exactly once.
     *
     * @throws DatabaseUnavailableException where the outcome is not known: send the same request again
     */
    public MovementOutcome receive(ReceiptRequest request) {
        return book(
                request.storeId(),
                Command.Booking.of(
                        origin(request.idempotencyKey(), request.actor(), null),
                        Operation.RECEIPT,
                        request.stockId(),
                        request.quantity(),
                        request.reference()));
    }

    /**
     * Changes a quantity by what a person answers for, exactly once, never below zero.
     *
     * @throws DatabaseUnavailableException where the outcome is not known: send the same request again
     */
    public MovementOutcome adjust(AdjustmentRequest request) {
        return book(
                request.storeId(),
                Command.Booking.of(
                        origin(request.idempotencyKey(), request.actor(), null),
                        Operation.ADJUSTMENT,
                        request.stockId(),
                        request.quantityChange(),
                        request.reason()));
    }

    /**
     * Takes out what was thrown away, exactly once, never below zero.
     *
     * @throws DatabaseUnavailableException where the outcome is not known: send the same request again
     */
    public MovementOutcome waste(WasteRequest request) {
        return book(
                request.storeId(),
                Command.Booking.of(
                        origin(request.idempotencyKey(), request.actor(), null),
                        Operation.WASTE,
                        request.stockId(),
                        request.quantity(),
                        request.reason()));
    }

    /**
     * Sets the books to what was counted, exactly once. A sale of before the count that arrives after it was in the
     * count already, and changes nothing any more.
     *
     * @throws DatabaseUnavailableException where the outcome is not known: send the same request again
     */
    public MovementOutcome count(CountRequest request) {
        return book(
                request.storeId(),
                Command.Booking.of(
                        origin(request.idempotencyKey(), request.actor(), request.countedAt()),
                        Operation.COUNT,
                        request.stockId(),
                        request.countedQuantity(),
                        request.reason()));
    }

    /**
     * Takes back a receipt, count, adjustment or waste that was entered wrongly, once.
     *
     * @throws DatabaseUnavailableException where the outcome is not known: send the same request again
     */
    public MovementOutcome reverse(ReversalRequest request) {
        return book(
                request.storeId(),
                Command.Reversal.of(
                        origin(request.idempotencyKey(), request.actor(), null),
                        request.stockId(),
                        request.version(),
                        request.reason()));
    }

    /**
     * Moves goods from one store to another, exactly once: both sides or neither.
     *
     * @throws DatabaseUnavailableException where the outcome is not known: send the same request again
     */
    public TransferOutcome transfer(TransferRequest request) {
        return (TransferOutcome) ledger.transfer(Command.Transfer.of(
                origin(request.idempotencyKey(), request.actor(), null),
                request.fromStoreId(),
                request.toStoreId(),
                request.lines(),
                request.reason()));
    }

    private MovementOutcome book(String storeId, Command command) {
        return (MovementOutcome) ledger.submit(storeId, List.of(command)).getFirst();
    }

    private static Command.Origin origin(String key, Actor actor, @Nullable Instant occurredAt) {
        return new Command.Origin(key, actor, ThreadLocalRandom.current().nextLong(), occurredAt);
    }

    private static long version(String after) {
        try {
            return Long.parseLong(after);
        } catch (NumberFormatException e) {
            throw new InvalidRequestException("after: must be the next of the page before");
        }
    }
}
