package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.catalog.ShortagePolicy;
import io.atomicinventory.engine.internal.decide.GivenBack;
import io.atomicinventory.engine.internal.decide.OutcomeRow;
import io.atomicinventory.engine.internal.decide.QueueRow;
import io.atomicinventory.engine.internal.menu.Menu;
import io.atomicinventory.engine.stock.StockItem;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is read of one store for its batch, all in one round trip, and what was found. */
final class StoreReading {
    /** No row where the store is unknown. */
    private static final String REVISIONS_AND_NOW = """
            SELECT clock_timestamp() AS now, c.revision, s.menu_revision, s.on_shortage
            FROM stores s CROSS JOIN catalog_revision c
            WHERE s.store_id = ?""";

    private final StoreBooks.Wanted wanted;
    private final Map<String, StockItem> stock = new HashMap<>();
    private final Map<String, OutcomeRow> outcomes = new HashMap<>();
    private final Map<String, OutcomeRow> settled = new HashMap<>();
    private final Map<String, QueueRow> queue = new HashMap<>();
    private final Map<String, Map<String, GivenBack>> givenBack = new HashMap<>();
    private final List<HistoryReader> histories;
    private Menu.@Nullable Revision revision;
    private ShortagePolicy onShortage = ShortagePolicy.REFUSE;
    private Instant now = Instant.EPOCH;

    StoreReading(StoreBooks.Wanted wanted) {
        this.wanted = wanted;
        this.histories = wanted.histories().stream()
                .map(command -> new HistoryReader(wanted.storeId(), command))
                .toList();
    }

    /**
     * Which statements it takes. Where rows are locked all stores have one form, whatever is read beside: they are
     * locked in their order.
     */
    record Form(boolean isLocked, boolean readsRows, boolean readsQueue, boolean readsVoids, int histories) {}

    Form form() {
        return wanted.locked()
                ? new Form(true, true, true, true, 0)
                : new Form(
                        false,
                        readsRows(),
                        !wanted.queued().isEmpty(),
                        !wanted.voided().isEmpty(),
                        histories.size());
    }

    String storeId() {
        return wanted.storeId();
    }

    private boolean readsRows() {
        return wanted.locked() || !wanted.stockIds().isEmpty();
    }

    void addTo(Pipeline pipeline) {
        if (readsRows()) {
            pipeline.query(
                    wanted.locked() ? StockTable.LOCK : StockTable.READ,
                    p -> p.text(wanted.storeId()).texts(wanted.stockIds()),
                    row -> {
                        StockItem item = StockTable.read(row);
                        stock.put(item.stockId(), item);
                    });
        }
        // Before the outcomes: whoever has settled an entry that is read as settled is read, too.
        if (!wanted.queued().isEmpty()) {
            pipeline.query(
                    QueueTable.OF_TRANSACTIONS, p -> p.texts(wanted.queued()).text(wanted.storeId()), row -> {
                        QueueRow entry = QueueTable.readRow(row);
                        queue.put(entry.transactionId(), entry);
                    });
        }
        pipeline.query(
                        OutcomeTable.EARLIER,
                        p -> p.texts(wanted.keys())
                                .text(wanted.storeId())
                                .texts(wanted.transactionIds())
                                .text(wanted.storeId()),
                        row -> put(OutcomeTable.readForDeciding(row), row.getString("given_back")))
                .query(REVISIONS_AND_NOW, p -> p.text(wanted.storeId()), row -> {
                    revision = MenuTables.revision(row);
                    onShortage = ShortagePolicy.ofCode(row.getString("on_shortage"));
                    now = StoreBooks.now(row);
                });
        if (!wanted.voided().isEmpty()) {
            pipeline.query(
                    CompensationTable.GIVEN_BACK,
                    p -> p.texts(wanted.voided()).text(wanted.storeId()),
                    row -> givenBack
                            .computeIfAbsent(row.getString("transaction_id"), id -> new HashMap<>())
                            .put(
                                    row.getString("stock_id"),
                                    new GivenBack(row.getBigDecimal("total"), row.getInt("times"))));
        }
        histories.forEach(history -> history.addTo(pipeline));
    }

    private void put(OutcomeRow row, @Nullable String givenBackJson) {
        outcomes.put(row.key(), row);
        if (row.transactionId() != null && row.isSettled()) {
            settled.put(row.transactionId(), row);
            if (givenBackJson != null) {
                givenBack.put(row.transactionId(), OutcomeJson.givenBack(givenBackJson));
            }
        }
    }

    StoreBooks.Found found() {
        return new StoreBooks.Found(
                now,
                revision,
                stock,
                outcomes,
                settled,
                givenBack,
                onShortage,
                queue,
                histories.stream().collect(Collectors.toMap(HistoryReader::key, HistoryReader::found)));
    }
}
