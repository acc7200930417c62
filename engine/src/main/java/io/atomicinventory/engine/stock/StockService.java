package io.atomicinventory.engine.stock;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.ImportResult;
import io.atomicinventory.engine.ImportSource;
import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.internal.decide.Command;
import io.atomicinventory.engine.internal.ledger.Ledger;
import io.atomicinventory.engine.internal.sql.StockStorage;
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
        Command.Origin origin = new Command.Origin(
                request.idempotencyKey(),
                request.actor(),
                ThreadLocalRandom.current().nextLong(),
                null);
        Command.Receipt receipt =
                Command.Receipt.of(origin, request.stockId(), request.quantity(), request.reference());
        return (MovementOutcome)
                ledger.submit(request.storeId(), List.of(receipt)).getFirst();
    }

    private static long version(String after) {
        try {
            return Long.parseLong(after);
        } catch (NumberFormatException e) {
            throw new InvalidRequestException("after: must be the next of the page before");
        }
    }
}
