package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.stock.Movement;
import io.atomicinventory.engine.stock.MovementKind;
import io.atomicinventory.engine.stock.StockItem;
import io.atomicinventory.engine.stock.StockItemSettings;
import io.atomicinventory.engine.stock.StockSaved;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads stock and its trail, and saves a person's settings of it. Thread-safe. */
public final class StockStorage {
    private static final String NOW = "SELECT clock_timestamp() AS now";

    private final Database database;

    public StockStorage(Database database) {
        this.database = database;
    }

    public Optional<StockItem> find(String storeId, String stockId) {
        return database.transact(Set.of(storeId), transaction -> read(transaction, StockTable.READ, storeId, stockId));
    }

    public Page<StockItem> page(String storeId, @Nullable String after, int limit) {
        return database.transact(Set.of(storeId), transaction -> {
            List<StockItem> rows = new ArrayList<>();
            transaction.run(new Pipeline()
                    .query(
                            StockTable.PAGE,
                            p -> p.text(storeId)
                                    .text(after == null ? "" : after)
                                    .number(limit + 1L),
                            row -> rows.add(StockTable.read(row))));
            return Page.of(rows, limit, StockItem::stockId);
        });
    }

    /**
     * Newest first.
     *
     * @param before the version below which to go on
     */
    public Page<Movement> movements(String storeId, String stockId, long before, int limit) {
        return database.transact(Set.of(storeId), transaction -> {
            List<Movement> rows = new ArrayList<>();
            transaction.run(new Pipeline()
                    .query(
                            MovementTable.PAGE,
                            p -> p.text(storeId).text(stockId).number(before).number(limit + 1L),
                            row -> rows.add(MovementTable.read(row))));
            return Page.of(rows, limit, movement -> Long.toString(movement.version()));
        });
    }

    public StockSaved save(String storeId, String stockId, StockItemSettings settings, Actor actor) {
        return database.transact(Set.of(storeId), transaction -> {
            if (!CatalogStorage.storeExists(transaction, storeId)) {
                return new StockSaved.UnknownStore(storeId);
            }
            if (insert(transaction, storeId, stockId, settings, actor)) {
                return new StockSaved.Saved(
                        read(transaction, StockTable.READ, storeId, stockId).orElseThrow(), true);
            }
            StockItem item =
                    read(transaction, StockTable.LOCK, storeId, stockId).orElseThrow();
            return update(transaction, storeId, item, settings, actor);
        });
    }

    private static boolean insert(
            Transaction transaction, String storeId, String stockId, StockItemSettings settings, Actor actor)
            throws SQLException {
        BigDecimal opening = Objects.requireNonNullElse(settings.openingQuantity(), BigDecimal.ZERO);
        long version = opening.signum() == 0 ? 0 : 1;
        int[] inserted = new int[1];
        transaction.run(new Pipeline()
                .update(
                        StockTable.INSERT,
                        p -> p.text(storeId)
                                .text(stockId)
                                .text(settings.item())
                                .text(settings.unit())
                                .decimal(settings.reorderLevel())
                                .flag(settings.allowNegative())
                                .flag(settings.isActive())
                                .decimal(opening)
                                .number(version),
                        count -> inserted[0] = count));
        if (inserted[0] == 1 && version == 1) {
            insertMovement(transaction, storeId, stockId, 1, MovementKind.OPENING, opening, opening, actor);
        }
        return inserted[0] == 1;
    }

    private static StockSaved update(
            Transaction transaction, String storeId, StockItem item, StockItemSettings settings, Actor actor)
            throws SQLException {
        if (isSame(item, settings)) {
            return new StockSaved.Saved(item, false);
        }
        if (!item.unit().equals(settings.unit()) && item.version() > 0) {
            return new StockSaved.Refused("Stock item " + item.stockId() + " has movements in " + item.unit()
                    + "; its unit cannot change. Create another item for " + settings.unit() + ".");
        }
        boolean isBelow = item.quantity().add(item.approvedOverdraft()).signum() < 0;
        if (isBelow && !settings.allowNegative()) {
            return new StockSaved.Refused("Stock item " + item.stockId() + " is at "
                    + item.quantity().toPlainString() + ". Receive or count it before it may no longer go below zero.");
        }
        transaction.run(new Pipeline()
                .update(
                        StockTable.UPDATE_SETTINGS,
                        p -> p.text(settings.item())
                                .text(settings.unit())
                                .decimal(settings.reorderLevel())
                                .flag(settings.allowNegative())
                                .flag(settings.isActive())
                                .number(item.version() + 1)
                                .text(storeId)
                                .text(item.stockId())
                                .number(item.version()),
                        count -> {}));
        insertMovement(
                transaction,
                storeId,
                item.stockId(),
                item.version() + 1,
                MovementKind.POLICY,
                BigDecimal.ZERO,
                item.quantity(),
                actor);
        return new StockSaved.Saved(
                read(transaction, StockTable.READ, storeId, item.stockId()).orElseThrow(), false);
    }

    private static boolean isSame(StockItem item, StockItemSettings settings) {
        return isSame(item.reorderLevel(), settings.reorderLevel())
                && item.item().equals(settings.item())
                && item.unit().equals(settings.unit())
                && item.allowNegative() == settings.allowNegative()
                && item.isActive() == settings.isActive();
    }

    private static boolean isSame(@Nullable BigDecimal a, @Nullable BigDecimal b) {
        return (a == null || b == null) ? (a == null && b == null) : a.compareTo(b) == 0;
    }

    private static void insertMovement(
            Transaction transaction,
            String storeId,
            String stockId,
            long version,
            MovementKind kind,
            BigDecimal change,
            BigDecimal newQuantity,
            Actor actor)
            throws SQLException {
        Instant[] now = new Instant[] {Instant.EPOCH};
        transaction.run(new Pipeline().query(NOW, p -> {}, row -> now[0] = StoreBooks.now(row)));
        Movement movement = new Movement(
                stockId,
                version,
                kind,
                change,
                newQuantity.subtract(change),
                newQuantity,
                null,
                null,
                actor.who(),
                actor.claimedUserId(),
                null,
                now[0],
                now[0]);
        transaction.run(new Pipeline()
                .update(
                        MovementTable.INSERT,
                        p -> MovementTable.bind(p, storeId, List.of(movement), now[0]),
                        count -> {}));
    }

    private static Optional<StockItem> read(Transaction transaction, String sql, String storeId, String stockId)
            throws SQLException {
        List<StockItem> rows = new ArrayList<>(1);
        transaction.run(new Pipeline()
                .query(sql, p -> p.text(storeId).texts(List.of(stockId)), row -> rows.add(StockTable.read(row))));
        return rows.stream().findFirst();
    }
}
