package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.ImportResult;
import io.atomicinventory.engine.ImportSource;
import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.internal.decide.OutcomeData;
import io.atomicinventory.engine.internal.decide.OutcomeRow;
import io.atomicinventory.engine.stock.Movement;
import io.atomicinventory.engine.stock.MovementKind;
import io.atomicinventory.engine.stock.StockAt;
import io.atomicinventory.engine.stock.StockCondition;
import io.atomicinventory.engine.stock.StockFilter;
import io.atomicinventory.engine.stock.StockItem;
import io.atomicinventory.engine.stock.StockRow;
import io.atomicinventory.engine.stock.StockSaved;
import io.atomicinventory.engine.stock.TrailEntry;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads stock and its trail, and saves a person's settings of it. Thread-safe. */
public final class StockStorage {
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

    /** By name. */
    public Page<StockItem> page(String storeId, StockFilter filter, @Nullable String after, int limit) {
        StockCondition condition = filter.condition();
        return database.transact(Set.of(storeId), transaction -> {
            List<StockItem> rows = new ArrayList<>();
            transaction.run(new Pipeline()
                    .query(
                            StockTable.PAGE_BY_NAME,
                            p -> p.text(filter.search())
                                    .text(storeId)
                                    .text(condition == null ? "" : condition.code())
                                    .text(after == null ? "" : after)
                                    .text(storeId)
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

    /** Empty where the item is unknown. */
    public Optional<StockAt> findAt(String storeId, String stockId, Instant at) {
        return database.transact(Set.of(storeId), transaction -> {
            Optional<StockItem> item = read(transaction, StockTable.READ, storeId, stockId);
            if (item.isEmpty()) {
                return Optional.empty();
            }
            List<StockAt> found = new ArrayList<>(1);
            transaction.run(new Pipeline()
                    .query(
                            MovementTable.AT,
                            p -> p.text(storeId)
                                    .text(stockId)
                                    .text(storeId)
                                    .text(stockId)
                                    .time(at)
                                    .time(at)
                                    .text(storeId)
                                    .text(stockId),
                            row -> found.add(new StockAt(
                                    item.get(), at, row.getBigDecimal("new_quantity"), row.getLong("version")))));
            return Optional.of(found.isEmpty() ? new StockAt(item.get(), at, BigDecimal.ZERO, 0) : found.getFirst());
        });
    }

    /** As {@link #movements}, with the recipes of the sales. */
    public Page<TrailEntry> trail(String storeId, String stockId, long before, int limit) {
        Page<Movement> movements = movements(storeId, stockId, before, limit);
        Map<String, OutcomeData.SaleData> sales = sales(
                storeId,
                movements.items().stream()
                        .filter(movement -> movement.kind() == MovementKind.DEDUCTION)
                        .map(Movement::idempotencyKey)
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet()));
        List<TrailEntry> entries = movements.items().stream()
                .map(movement -> new TrailEntry(
                        movement,
                        movement.kind() == MovementKind.DEDUCTION
                                ? uses(sales.get(movement.idempotencyKey()), stockId)
                                : List.of()))
                .toList();
        return new Page<>(entries, movements.next());
    }

    private Map<String, OutcomeData.SaleData> sales(String storeId, Set<String> keys) {
        Map<String, OutcomeData.SaleData> sales = new HashMap<>();
        if (!keys.isEmpty()) {
            database.transact(Set.of(storeId), transaction -> {
                transaction.run(new Pipeline()
                        .query(OutcomeTable.BY_KEY, p -> p.texts(keys).text(storeId), row -> {
                            OutcomeRow outcome = OutcomeTable.read(row);
                            if (outcome.data() instanceof OutcomeData.SaleData sale) {
                                sales.put(outcome.key(), sale);
                            }
                        }));
                return sales;
            });
        }
        return sales;
    }

    private static List<TrailEntry.Use> uses(OutcomeData.@Nullable SaleData sale, String stockId) {
        return sale == null
                ? List.of()
                : sale.dishes().stream()
                        .flatMap(dish -> dish.lines().stream()
                                .filter(line -> line.stockId().equals(stockId))
                                .map(line -> new TrailEntry.Use(
                                        dish.productId(),
                                        dish.name(),
                                        dish.quantity(),
                                        dish.recipeVersion(),
                                        line.ingredient(),
                                        line.unit(),
                                        line.recipeQuantity(),
                                        line.factor())))
                        .toList();
    }

    public StockSaved save(StockRow row, Actor actor) {
        return database.transact(Set.of(row.storeId()), transaction -> {
            Change change = StockWriter.write(transaction, List.of(row), actor).getFirst();
            return switch (change) {
                case Change.Created created -> saved(transaction, row, true);
                case Change.Updated updated -> saved(transaction, row, false);
                case Change.Unchanged unchanged -> saved(transaction, row, false);
                case Change.Refused refused -> {
                    transaction.undo();
                    yield refused.reason() == Change.Reason.UNKNOWN_STORE
                            ? new StockSaved.UnknownStore(row.storeId())
                            : new StockSaved.Refused(String.join("; ", refused.errors()));
                }
            };
        });
    }

    private static StockSaved saved(Transaction transaction, StockRow row, boolean created) throws SQLException {
        return new StockSaved.Saved(
                read(transaction, StockTable.READ, row.storeId(), row.stockId()).orElseThrow(), created);
    }

    /** All or none. */
    public ImportResult importItems(ImportSource<StockRow> source, Actor actor) {
        return database.bulk(
                Set.of(),
                transaction ->
                        Import.run(transaction, source, row -> row.storeId() + " " + row.stockId(), (t, rows) -> {
                            t.turnTo(rows.stream()
                                    .map(StockRow::storeId)
                                    .distinct()
                                    .toList());
                            return StockWriter.write(t, rows, actor);
                        }));
    }

    private static Optional<StockItem> read(Transaction transaction, String sql, String storeId, String stockId)
            throws SQLException {
        List<StockItem> rows = new ArrayList<>(1);
        transaction.run(new Pipeline()
                .query(sql, p -> p.text(storeId).texts(List.of(stockId)), row -> rows.add(StockTable.read(row))));
        return rows.stream().findFirst();
    }
}
