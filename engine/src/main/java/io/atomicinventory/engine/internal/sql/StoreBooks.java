package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.catalog.ShortagePolicy;
import io.atomicinventory.engine.internal.decide.Command;
import io.atomicinventory.engine.internal.decide.GivenBack;
import io.atomicinventory.engine.internal.decide.History;
import io.atomicinventory.engine.internal.decide.OutcomeRow;
import io.atomicinventory.engine.internal.decide.QueueChange;
import io.atomicinventory.engine.internal.decide.QueueRow;
import io.atomicinventory.engine.internal.menu.Catalog;
import io.atomicinventory.engine.internal.menu.Menu;
import io.atomicinventory.engine.stock.Movement;
import io.atomicinventory.engine.stock.StockItem;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the batches of several stores are decided on, and writes what was decided. Each statement is about
 * one store and sees that store only; those of several stores travel together.
 */
public final class StoreBooks {
    private StoreBooks() {}

    public static @Nullable Menu readMenu(Transaction transaction, String storeId, @Nullable Catalog known)
            throws SQLException {
        transaction.turnTo(Set.of(storeId));
        return MenuTables.read(transaction, storeId, known);
    }

    /**
     * What is to be read of a store.
     *
     * @param voided transactions of which it is known how they were settled, but not what was given back since
     * @param stockIds rows that are not known yet; or all of them, where they are to be locked
     * @param queued transactions of which it matters whether they wait in the queue
     * @param histories commands that need to know movements
     * @param locked whether the rows are locked before anything else is read, so that whatever a writer before us
     *     did is seen
     */
    public record Wanted(
            String storeId,
            Set<String> keys,
            Set<String> transactionIds,
            Set<String> voided,
            Set<String> stockIds,
            Set<String> queued,
            List<Command> histories,
            boolean locked) {}

    /**
     * @param now the database's clock: later than the last movement of every row that was known before, or that
     *     is locked
     * @param revision null where the store is unknown
     */
    public record Found(
            Instant now,
            Menu.@Nullable Revision revision,
            Map<String, StockItem> stock,
            Map<String, OutcomeRow> outcomes,
            Map<String, OutcomeRow> settled,
            Map<String, Map<String, GivenBack>> givenBack,
            ShortagePolicy onShortage,
            Map<String, QueueRow> queue,
            Map<String, History> histories) {}

    /** Sales of which a void needs to know what they took. */
    public record Sold(String storeId, Set<String> transactionIds) {}

    /**
     * How transactions that are to be voided were settled: for ever, so what is found need not be read again.
     *
     * @return by store and transaction
     */
    public static Map<String, Map<String, OutcomeRow>> settled(Transaction transaction, List<Sold> stores)
            throws SQLException {
        Map<String, Map<String, OutcomeRow>> rows = new HashMap<>();
        transaction.runEach(
                stores,
                Sold::storeId,
                (store, pipeline) -> pipeline.query(
                        OutcomeTable.SETTLED,
                        p -> p.texts(store.transactionIds()).text(store.storeId()),
                        row -> {
                            OutcomeRow settled = OutcomeTable.readForDeciding(row);
                            rows.computeIfAbsent(store.storeId(), id -> new HashMap<>())
                                    .put(Objects.requireNonNull(settled.transactionId()), settled);
                        }));
        return rows;
    }

    /** @return what was found, in the order of what was wanted */
    public static List<Found> read(Transaction transaction, List<Wanted> wanted) throws SQLException {
        List<StoreReading> readings = wanted.stream().map(StoreReading::new).toList();
        // By form, since statements stay prepared where the same ones come together again.
        Map<StoreReading.Form, List<StoreReading>> forms = readings.stream()
                .collect(Collectors.groupingBy(StoreReading::form, LinkedHashMap::new, Collectors.toList()));
        for (List<StoreReading> alike : forms.values()) {
            transaction.runEach(alike, StoreReading::storeId, StoreReading::addTo);
        }
        return readings.stream().map(StoreReading::found).toList();
    }

    /**
     * What is to be written for a store.
     *
     * @param rows the touched rows as the movements leave them, in the order in which they are locked
     * @param before these rows as they were decided on
     * @param untouched rows that a refusal rests on, and that nothing else proves to be current
     * @param outcomes in the order of their keys
     */
    public record Written(
            String storeId,
            Instant now,
            List<StockItem> rows,
            Map<String, StockItem> before,
            List<StockItem> untouched,
            List<TimedOutcome> outcomes,
            List<Movement> movements,
            List<GivenBack.Portion> givenBack,
            List<QueueChange> queue) {

        long readVersion(StockItem row) {
            return Objects.requireNonNull(before.get(row.stockId())).version();
        }
    }

    /** @param durationMicros from its arrival to now */
    public record TimedOutcome(OutcomeRow row, long durationMicros) {}

    /**
     * Stock rows in the order of their ids, with their movements, then outcomes in the order of their keys: the
     * same order for everybody.
     *
     * @return the stores of which a row had moved or a key had been taken: if there is one, nothing may be committed
     */
    public static Set<String> write(Transaction transaction, List<Written> stores) throws SQLException {
        Set<String> conflicting = new HashSet<>();
        // One way for all of them, so that stores are locked in their order whatever is written of each.
        boolean isChecked = stores.stream().anyMatch(store -> !store.untouched().isEmpty());
        transaction.runEach(stores, Written::storeId, (store, pipeline) -> {
            if (isChecked) {
                addCheck(pipeline, store, conflicting);
            }
            addWrites(pipeline, store, conflicting);
        });
        return conflicting;
    }

    private static void addCheck(Pipeline pipeline, Written store, Set<String> conflicting) {
        pipeline.query(
                StockTable.COUNT_CURRENT,
                p -> p.texts(store.untouched(), StockItem::stockId)
                        .numbers(store.untouched(), StockItem::version)
                        .text(store.storeId()),
                row -> expect(store.untouched().size(), row.getInt("current"), store, conflicting));
    }

    private static void addWrites(Pipeline pipeline, Written store, Set<String> conflicting) {
        pipeline.update(
                        MovementTable.MOVE,
                        p -> MovementTable.bindMove(p, store),
                        count -> expect(store.movements().size(), count, store, conflicting))
                .update(
                        OutcomeTable.INSERT,
                        p -> OutcomeTable.bind(p, store),
                        count -> expect(store.outcomes().size(), count, store, conflicting));
        if (!store.givenBack().isEmpty()) {
            pipeline.update(
                    CompensationTable.INSERT,
                    p -> CompensationTable.bind(p, store),
                    count -> expect(store.givenBack().size(), count, store, conflicting));
        }
        addQueue(pipeline, store, conflicting);
    }

    private static void addQueue(Pipeline pipeline, Written store, Set<String> conflicting) {
        List<QueueChange.Added> added = only(store.queue(), QueueChange.Added.class);
        if (!added.isEmpty()) {
            pipeline.update(
                    QueueTable.INSERT,
                    p -> QueueTable.bindAdded(p, store.storeId(), added, store.now()),
                    count -> expect(added.size(), count, store, conflicting));
        }
        List<QueueChange.Changed> changed = only(store.queue(), QueueChange.Changed.class);
        if (!changed.isEmpty()) {
            pipeline.update(
                    QueueTable.CHANGE,
                    p -> QueueTable.bindChanged(p, store.storeId(), changed),
                    count -> expect(changed.size(), count, store, conflicting));
        }
    }

    private static <T extends QueueChange> List<T> only(List<QueueChange> changes, Class<T> kind) {
        return changes.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static void expect(int sent, int written, Written store, Set<String> conflicting) {
        if (sent != written) {
            conflicting.add(store.storeId());
        }
    }

    /** Those of the rows that somebody holds at this moment, in order. */
    public static Set<String> contested(Transaction transaction, String storeId, Collection<String> stockIds)
            throws SQLException {
        Set<String> contested = new TreeSet<>(stockIds);
        transaction.runEach(
                List.of(storeId),
                id -> id,
                (id, pipeline) -> pipeline.query(
                        StockTable.FREE,
                        p -> p.text(id).texts(stockIds),
                        row -> contested.remove(row.getString("stock_id"))));
        return contested;
    }

    static Instant now(ResultSet row) throws SQLException {
        return row.getObject("now", OffsetDateTime.class).toInstant();
    }

    /** For whoever reads one store without writing: rows as they are, not locked. */
    public static Found readUnlocked(
            Transaction transaction, String storeId, Set<String> transactionIds, Collection<String> stockIds)
            throws SQLException {
        return read(
                        transaction,
                        List.of(new Wanted(
                                storeId,
                                Set.of(),
                                transactionIds,
                                Set.of(),
                                new TreeSet<>(stockIds),
                                Set.of(),
                                List.of(),
                                false)))
                .getFirst();
    }
}
