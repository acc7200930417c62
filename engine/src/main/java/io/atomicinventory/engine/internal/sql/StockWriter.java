package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.stock.Movement;
import io.atomicinventory.engine.stock.MovementKind;
import io.atomicinventory.engine.stock.StockItem;
import io.atomicinventory.engine.stock.StockItemSettings;
import io.atomicinventory.engine.stock.StockRow;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Saves people's settings of stock items in portions that may span stores. One item is a portion of one. */
final class StockWriter {
    private static final String KNOWN_STORES = "SELECT store_id FROM stores WHERE store_id = ANY (?)";
    private static final String INSERT = """
            INSERT INTO inventory_stock (store_id, stock_id, item, unit, reorder_level, allow_negative, is_active,
                                         quantity, version)
            SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::numeric[], ?::boolean[], ?::boolean[],
                                 ?::numeric[], ?::bigint[])
            ON CONFLICT DO NOTHING
            RETURNING store_id, stock_id""";
    private static final String READ = """
            SELECT s.* FROM inventory_stock s
            JOIN unnest(?::text[], ?::text[]) AS k (store_id, stock_id)
                ON s.store_id = k.store_id AND s.stock_id = k.stock_id
            ORDER BY s.store_id, s.stock_id""";
    private static final String LOCK = READ + " FOR NO KEY UPDATE OF s";
    private static final String UPDATE = """
            UPDATE inventory_stock s
            SET item = n.item, unit = n.unit, reorder_level = n.reorder_level, allow_negative = n.allow_negative,
                is_active = n.is_active, version = n.version
            FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::numeric[], ?::boolean[], ?::boolean[],
                        ?::bigint[])
                AS n (store_id, stock_id, item, unit, reorder_level, allow_negative, is_active, version)
            WHERE s.store_id = n.store_id AND s.stock_id = n.stock_id AND s.version = n.version - 1""";
    private static final String NOW = "SELECT clock_timestamp() AS now";

    private StockWriter() {}

    private record Key(String storeId, String stockId) {
        static Key of(StockRow row) {
            return new Key(row.storeId(), row.stockId());
        }
    }

    /** @param rows of different keys, in stores that the transaction sees */
    static List<Change> write(Transaction transaction, List<StockRow> rows, Actor actor) throws SQLException {
        Set<String> stores = knownStores(transaction, rows);
        List<StockRow> possible =
                rows.stream().filter(row -> stores.contains(row.storeId())).toList();
        Set<Key> created = insert(transaction, possible);
        List<StockRow> rest =
                possible.stream().filter(row -> !created.contains(Key.of(row))).toList();
        Map<Key, StockItem> existing = existing(transaction, rest);

        List<Change> changes = new ArrayList<>(rows.size());
        List<StockRow> updated = new ArrayList<>();
        Map<String, List<Movement>> movements = new TreeMap<>();
        Instant now = now(transaction);
        for (StockRow row : rows) {
            StockItem item = existing.get(Key.of(row));
            Change change = item == null ? created(row, stores) : changed(item, row.settings());
            changes.add(change);
            Movement movement = movement(row, item, change, actor, now);
            if (movement != null) {
                movements
                        .computeIfAbsent(row.storeId(), id -> new ArrayList<>())
                        .add(movement);
            }
            if (change instanceof Change.Updated) {
                updated.add(row);
            }
        }
        update(transaction, updated, existing);
        Pipeline pipeline = new Pipeline();
        movements.forEach((storeId, list) ->
                pipeline.update(MovementTable.INSERT, p -> MovementTable.bind(p, storeId, list, now), count -> {}));
        if (!movements.isEmpty()) {
            transaction.run(pipeline);
        }
        return changes;
    }

    private static Change created(StockRow row, Set<String> stores) {
        return stores.contains(row.storeId())
                ? new Change.Created(List.of())
                : Change.refused(Change.Reason.UNKNOWN_STORE, "Unknown store: " + row.storeId());
    }

    private static Change changed(StockItem item, StockItemSettings settings) {
        List<String> warnings = openingWarnings(item, settings.openingQuantity());
        if (isSame(item, settings)) {
            return new Change.Unchanged(warnings);
        }
        if (!item.unit().equals(settings.unit()) && item.version() > 0) {
            return Change.refused(
                    Change.Reason.STATE,
                    "Stock item " + item.stockId() + " has movements in " + item.unit()
                            + "; its unit cannot change. Create another item for " + settings.unit() + ".");
        }
        boolean isBelow = item.quantity().add(item.approvedOverdraft()).signum() < 0;
        if (isBelow && !settings.allowNegative()) {
            return Change.refused(
                    Change.Reason.STATE,
                    "Stock item " + item.stockId() + " is at "
                            + item.quantity().toPlainString()
                            + ". Receive or count it before it may no longer go below zero.");
        }
        if (settings.isActive() && !item.isActive()) {
            warnings = new ArrayList<>(warnings);
            warnings.add("Stock item " + item.stockId() + " was switched off and is switched on again");
        }
        return new Change.Updated(warnings);
    }

    private static List<String> openingWarnings(StockItem item, @Nullable BigDecimal opening) {
        return opening == null || opening.compareTo(item.quantity()) == 0
                ? List.of()
                : List.of("Stock item " + item.stockId() + " has "
                        + item.quantity().toPlainString() + ", not "
                        + opening.toPlainString()
                        + ": a quantity counts only when the item is created. Count it to change it.");
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

    /** An opening quantity, or a change of the settings, which is a movement of 0. */
    private static @Nullable Movement movement(
            StockRow row, @Nullable StockItem item, Change change, Actor actor, Instant now) {
        BigDecimal opening = opening(row);
        if (item == null) {
            return change instanceof Change.Created && opening.signum() > 0
                    ? movement(row.stockId(), 1, MovementKind.OPENING, opening, opening, actor, now)
                    : null;
        }
        return change instanceof Change.Updated
                ? movement(
                        row.stockId(),
                        item.version() + 1,
                        MovementKind.POLICY,
                        BigDecimal.ZERO,
                        item.quantity(),
                        actor,
                        now)
                : null;
    }

    private static Movement movement(
            String stockId,
            long version,
            MovementKind kind,
            BigDecimal change,
            BigDecimal newQuantity,
            Actor actor,
            Instant now) {
        return new Movement(
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
                now,
                now,
                null);
    }

    private static Set<String> knownStores(Transaction transaction, List<StockRow> rows) throws SQLException {
        Set<String> known = new HashSet<>();
        Set<String> asked = new HashSet<>();
        rows.forEach(row -> asked.add(row.storeId()));
        transaction.run(
                new Pipeline().query(KNOWN_STORES, p -> p.texts(asked), row -> known.add(row.getString("store_id"))));
        return known;
    }

    private static Set<Key> insert(Transaction transaction, List<StockRow> rows) throws SQLException {
        Set<Key> created = new HashSet<>();
        transaction.run(new Pipeline()
                .query(
                        INSERT,
                        p -> p.texts(rows, StockRow::storeId)
                                .texts(rows, StockRow::stockId)
                                .texts(rows, row -> row.settings().item())
                                .texts(rows, row -> row.settings().unit())
                                .decimals(rows, row -> row.settings().reorderLevel())
                                .flags(rows, row -> row.settings().allowNegative())
                                .flags(rows, row -> row.settings().isActive())
                                .decimals(rows, StockWriter::opening)
                                .numbers(rows, row -> opening(row).signum() > 0 ? 1L : 0L),
                        row -> created.add(new Key(row.getString("store_id"), row.getString("stock_id")))));
        return created;
    }

    /** Locks only what changes: what is equal goes on being sold while a long import runs. */
    private static Map<Key, StockItem> existing(Transaction transaction, List<StockRow> rows) throws SQLException {
        Map<Key, StockItem> items = read(transaction, READ, rows);
        List<StockRow> changing = rows.stream()
                .filter(row -> {
                    StockItem item = items.get(Key.of(row));
                    return item == null || !isSame(item, row.settings());
                })
                .toList();
        items.putAll(read(transaction, LOCK, changing));
        return items;
    }

    private static Map<Key, StockItem> read(Transaction transaction, String sql, List<StockRow> rows)
            throws SQLException {
        Map<Key, StockItem> items = new HashMap<>();
        if (!rows.isEmpty()) {
            transaction.run(new Pipeline()
                    .query(
                            sql,
                            p -> p.texts(rows, StockRow::storeId).texts(rows, StockRow::stockId),
                            row -> items.put(
                                    new Key(row.getString("store_id"), row.getString("stock_id")),
                                    StockTable.read(row))));
        }
        return items;
    }

    private static void update(Transaction transaction, List<StockRow> rows, Map<Key, StockItem> existing)
            throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        transaction.run(new Pipeline()
                .update(
                        UPDATE,
                        p -> p.texts(rows, StockRow::storeId)
                                .texts(rows, StockRow::stockId)
                                .texts(rows, row -> row.settings().item())
                                .texts(rows, row -> row.settings().unit())
                                .decimals(rows, row -> row.settings().reorderLevel())
                                .flags(rows, row -> row.settings().allowNegative())
                                .flags(rows, row -> row.settings().isActive())
                                .numbers(
                                        rows,
                                        row -> Objects.requireNonNull(existing.get(Key.of(row)))
                                                        .version()
                                                + 1),
                        count -> {
                            if (count != rows.size()) {
                                throw new IllegalStateException("a locked stock row has moved");
                            }
                        }));
    }

    private static Instant now(Transaction transaction) throws SQLException {
        Instant[] now = new Instant[] {Instant.EPOCH};
        transaction.run(new Pipeline().query(NOW, p -> {}, row -> now[0] = StoreBooks.now(row)));
        return now[0];
    }

    private static BigDecimal opening(StockRow row) {
        return Objects.requireNonNullElse(row.settings().openingQuantity(), BigDecimal.ZERO);
    }
}
