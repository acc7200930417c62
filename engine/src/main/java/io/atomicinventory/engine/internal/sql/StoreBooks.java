package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.internal.decide.Decision;
import io.atomicinventory.engine.internal.decide.OutcomeRow;
import io.atomicinventory.engine.internal.decide.Planned;
import io.atomicinventory.engine.internal.decide.Snapshot;
import io.atomicinventory.engine.internal.menu.Catalog;
import io.atomicinventory.engine.internal.menu.Menu;
import io.atomicinventory.engine.stock.Movement;
import io.atomicinventory.engine.stock.StockItem;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads what a batch of one store is decided on, and writes what was decided: a round trip each. */
public final class StoreBooks {
    private static final String NOW = "SELECT clock_timestamp() AS now";

    private StoreBooks() {}

    public static @Nullable Menu readMenu(Transaction transaction, String storeId, @Nullable Catalog known)
            throws SQLException {
        return MenuTables.read(transaction, storeId, known);
    }

    /** @param revision null where the store is unknown */
    public record Read(Snapshot snapshot, Menu.@Nullable Revision revision) {}

    /**
     * Locks the stock rows first and reads everything else after that, so that whatever a writer before us did
     * is seen.
     */
    public static Read readLocked(Transaction transaction, String storeId, List<? extends Planned> batch)
            throws SQLException {
        return read(transaction, storeId, batch, StockTable.LOCK);
    }

    public static Read readUnlocked(Transaction transaction, String storeId, List<? extends Planned> batch)
            throws SQLException {
        return read(transaction, storeId, batch, StockTable.READ);
    }

    private static Read read(Transaction transaction, String storeId, List<? extends Planned> batch, String stockSql)
            throws SQLException {
        Map<String, StockItem> stock = new HashMap<>();
        Map<String, OutcomeRow> outcomes = new HashMap<>();
        Map<String, OutcomeRow> deductions = new HashMap<>();
        var head = new Object() {
            Menu.@Nullable Revision revision;
            Instant now = Instant.EPOCH;
        };
        transaction.run(new Pipeline()
                .query(stockSql, p -> p.text(storeId).texts(stockIds(batch)), row -> put(stock, row))
                .query(
                        OutcomeTable.BY_KEY,
                        p -> p.text(storeId).texts(keys(batch)),
                        row -> outcomes.put(row.getString("idempotency_key"), OutcomeTable.read(row)))
                .query(
                        OutcomeTable.DEDUCTIONS_BY_TRANSACTION,
                        p -> p.text(storeId).texts(transactionIds(batch)),
                        row -> deductions.put(row.getString("transaction_id"), OutcomeTable.read(row)))
                .query(MenuTables.REVISIONS, p -> p.text(storeId), row -> head.revision = MenuTables.revision(row))
                .query(NOW, p -> {}, row -> head.now = now(row)));
        return new Read(new Snapshot(storeId, head.now, stock, outcomes, deductions), head.revision);
    }

    /**
     * Stock rows in the order of their ids, then outcomes in the order of their keys, then movements: the same
     * order for everybody.
     *
     * @return false where a row had moved or a key had been taken: nothing may be committed
     */
    public static boolean write(
            Transaction transaction, Snapshot snapshot, List<Decision> decisions, long durationMicros)
            throws SQLException {
        List<OutcomeRow> outcomes = decisions.stream()
                .map(Decision::row)
                .filter(Objects::nonNull)
                .sorted(Comparator.comparing(OutcomeRow::key))
                .toList();
        if (outcomes.isEmpty()) {
            return true;
        }
        List<Movement> movements = decisions.stream()
                .flatMap(decision -> decision.movements().stream())
                .toList();
        List<StockItem> rows = List.copyOf(after(snapshot, movements).values());
        int[] written = new int[3];
        Pipeline pipeline = new Pipeline();
        if (!rows.isEmpty()) {
            pipeline.update(
                    StockTable.UPDATE_GUARDED,
                    p -> p.texts(rows, StockItem::stockId)
                            .decimals(rows, StockItem::quantity)
                            .numbers(rows, StockItem::version)
                            .decimals(rows, StockItem::approvedOverdraft)
                            .numbers(rows, row -> readVersion(snapshot, row))
                            .text(snapshot.storeId()),
                    count -> written[0] = count);
        }
        pipeline.update(
                OutcomeTable.INSERT,
                p -> OutcomeTable.bind(p, snapshot.storeId(), outcomes, snapshot.now(), durationMicros),
                count -> written[1] = count);
        if (!movements.isEmpty()) {
            pipeline.update(
                    MovementTable.INSERT,
                    p -> MovementTable.bind(p, snapshot.storeId(), movements, snapshot.now()),
                    count -> written[2] = count);
        }
        transaction.run(pipeline);
        return written[0] == rows.size() && written[1] == outcomes.size() && written[2] == movements.size();
    }

    /** Those of the rows that somebody holds at this moment, in order. */
    public static Set<String> contested(Transaction transaction, String storeId, Collection<String> stockIds)
            throws SQLException {
        Set<String> contested = new TreeSet<>(stockIds);
        transaction.run(new Pipeline()
                .query(
                        StockTable.FREE,
                        p -> p.text(storeId).texts(stockIds),
                        row -> contested.remove(row.getString("stock_id"))));
        return contested;
    }

    /** The touched rows as the movements leave them, in the order in which they are locked. */
    private static Map<String, StockItem> after(Snapshot snapshot, List<Movement> movements) {
        Map<String, StockItem> rows = new TreeMap<>();
        for (Movement movement : movements) {
            StockItem before = rows.getOrDefault(movement.stockId(), before(snapshot, movement.stockId()));
            StockItem after = before.afterChangeOf(movement.quantityChange());
            if (after.version() != movement.version() || !same(after.quantity(), movement.newQuantity())) {
                throw new IllegalStateException("a movement does not start where the one before it ended");
            }
            rows.put(movement.stockId(), after);
        }
        return rows;
    }

    private static boolean same(BigDecimal a, BigDecimal b) {
        return a.compareTo(b) == 0;
    }

    private static long readVersion(Snapshot snapshot, StockItem row) {
        return before(snapshot, row.stockId()).version();
    }

    private static StockItem before(Snapshot snapshot, String stockId) {
        return Objects.requireNonNull(snapshot.stock().get(stockId));
    }

    private static void put(Map<String, StockItem> stock, ResultSet row) throws SQLException {
        StockItem item = StockTable.read(row);
        stock.put(item.stockId(), item);
    }

    static Instant now(ResultSet row) throws SQLException {
        return row.getObject("now", OffsetDateTime.class).toInstant();
    }

    private static Set<String> stockIds(List<? extends Planned> batch) {
        Set<String> ids = new TreeSet<>();
        batch.forEach(planned -> ids.addAll(planned.stockIds()));
        return ids;
    }

    private static Set<String> keys(List<? extends Planned> batch) {
        Set<String> keys = new TreeSet<>();
        batch.forEach(planned -> keys.add(planned.command().key()));
        return keys;
    }

    private static Set<String> transactionIds(List<? extends Planned> batch) {
        Set<String> ids = new TreeSet<>();
        for (Planned planned : batch) {
            if (planned instanceof Planned.PlannedSale sale) {
                ids.add(sale.command().transactionId());
            }
        }
        return ids;
    }
}
