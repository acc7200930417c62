package io.atomicinventory.engine.internal.ledger;

import io.atomicinventory.engine.internal.decide.Command;
import io.atomicinventory.engine.internal.decide.Decider;
import io.atomicinventory.engine.internal.decide.Decision;
import io.atomicinventory.engine.internal.decide.GivenBack;
import io.atomicinventory.engine.internal.decide.OutcomeRow;
import io.atomicinventory.engine.internal.decide.Planned;
import io.atomicinventory.engine.internal.decide.QueueChange;
import io.atomicinventory.engine.internal.decide.Snapshot;
import io.atomicinventory.engine.internal.ledger.GroupCommit.Mode;
import io.atomicinventory.engine.internal.menu.Menu;
import io.atomicinventory.engine.internal.sql.StoreBooks;
import io.atomicinventory.engine.queue.ApprovalMode;
import io.atomicinventory.engine.stock.Movement;
import io.atomicinventory.engine.stock.StockItem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One store's part of a try.
 *
 * @param menu null where nothing is sold
 * @param settled how the transactions that are to be voided were settled
 * @param remembered the rows it needs that are known without reading them; none where they are to be locked
 * @param stockIds all rows it needs, in their order
 */
record StoreWork(
        StoreBatch batch,
        @Nullable Menu menu,
        List<Planned> planned,
        Map<String, OutcomeRow> settled,
        Map<String, StockItem> remembered,
        Set<String> stockIds,
        Mode mode) {

    /** @param settled how the transactions that are to be voided were settled */
    static StoreWork plan(
            StoreBatch batch,
            @Nullable Menu menu,
            Mode mode,
            Map<String, StockItem> balances,
            Map<String, OutcomeRow> settled) {
        List<Planned> planned = new ArrayList<>();
        batch.requests().forEach(request -> planned.addAll(request.planned(menu)));
        Set<String> stockIds = new TreeSet<>();
        planned.forEach(one -> stockIds.addAll(one.stockIds())); // also those of a sale that is voided in its own batch
        settled.values().forEach(row -> stockIds.addAll(row.stockIds()));
        Map<String, StockItem> remembered = new HashMap<>();
        if (mode == Mode.GUESS) {
            for (String stockId : stockIds) {
                StockItem item = balances.get(stockId);
                if (item != null) {
                    remembered.put(stockId, item);
                }
            }
        }
        return new StoreWork(batch, menu, planned, settled, remembered, stockIds, mode);
    }

    String storeId() {
        return batch.storeId();
    }

    boolean isStale(Menu.Revision revision) {
        return menu != null && !menu.revision().equals(revision);
    }

    /** A sale was recorded while its void was being planned: the rows that it took from are not among those read. */
    boolean lacksRows(StoreBooks.Found found) {
        return batch.voided().stream()
                .map(found.settled()::get)
                .filter(sale -> sale != null && sale.isDeducted())
                .anyMatch(sale -> !stockIds.containsAll(sale.stockIds()));
    }

    StoreBooks.Wanted wanted() {
        Set<String> keys = new TreeSet<>();
        Set<String> transactionIds = new TreeSet<>();
        for (Planned one : planned) {
            keys.add(one.command().key());
            String transactionId = one.command().transactionId();
            if (transactionId != null && !settled.containsKey(transactionId)) {
                transactionIds.add(transactionId);
            }
        }
        Set<String> unknown = stockIds;
        if (!remembered.isEmpty()) {
            unknown = new TreeSet<>(stockIds);
            unknown.removeAll(remembered.keySet());
        }
        // A sale that must wait is queued, and finds out there whether it waits already: then everything is read again.
        Set<String> queued = new TreeSet<>();
        for (Planned one : planned) {
            String transactionId = one.command().transactionId();
            // A try in one batch with the void of its sale finds out that the sale is settled, and settles its entry.
            boolean isPlainVoid = one.command() instanceof Command.Compensation && settled.containsKey(transactionId);
            if (transactionId != null
                    && !isPlainVoid
                    && (mode == Mode.LOCK || one.command().readsQueue())) {
                queued.add(transactionId);
            }
        }
        List<Command> histories = planned.stream()
                .map(Planned::command)
                .filter(Command::readsHistory)
                .toList();
        return new StoreBooks.Wanted(
                storeId(), keys, transactionIds, settled.keySet(), unknown, queued, histories, mode == Mode.LOCK);
    }

    Decided decide(StoreBooks.Found found) {
        Map<String, StockItem> stock = new HashMap<>(remembered);
        stock.putAll(found.stock());
        Map<String, OutcomeRow> allSettled = new HashMap<>(found.settled());
        allSettled.putAll(settled);
        Decider.Decided decided = Decider.decide(
                planned,
                new Snapshot(
                        storeId(),
                        found.now(),
                        stock,
                        found.outcomes(),
                        allSettled,
                        found.givenBack(),
                        found.onShortage(),
                        found.queue(),
                        found.histories()));
        return new Decided(this, found, stock, decided.each(), decided.stock());
    }

    /**
     * @param before the rows that were decided on
     * @param stock the rows as the decisions leave them
     */
    record Decided(
            StoreWork work,
            StoreBooks.Found found,
            Map<String, StockItem> before,
            List<Decision> decisions,
            Map<String, StockItem> stock) {

        StoreBooks.Written written() {
            List<Movement> movements = new ArrayList<>();
            List<GivenBack.Portion> givenBack = new ArrayList<>();
            List<QueueChange> queue = new ArrayList<>();
            Map<String, QueueChange.Changed> changed = new LinkedHashMap<>(); // one of each entry: each is one row
            List<StoreBooks.TimedOutcome> outcomes = new ArrayList<>(decisions.size());
            int next = 0;
            for (Request request : work.batch().requests()) {
                long micros = request.stopwatch().elapsed().toNanos() / 1000;
                for (int i = 0; i < request.commands().size(); i++) {
                    Decision decision = decisions.get(next++);
                    for (OutcomeRow row : decision.rows()) {
                        outcomes.add(new StoreBooks.TimedOutcome(row, micros));
                    }
                    if (decision.queue() instanceof QueueChange.Changed change) {
                        changed.merge(change.row().queueId(), change, QueueChange.Changed::then);
                    } else if (decision.queue() != null) {
                        queue.add(decision.queue());
                    }
                    movements.addAll(decision.movements());
                    givenBack.addAll(decision.givenBack());
                }
            }
            queue.addAll(changed.values());
            outcomes.sort(Comparator.comparing(outcome -> outcome.row().key()));
            Map<String, StockItem> touched = new TreeMap<>();
            movements.forEach(movement ->
                    touched.computeIfAbsent(movement.stockId(), id -> Objects.requireNonNull(stock.get(id))));
            return new StoreBooks.Written(
                    work.storeId(),
                    found.now(),
                    List.copyOf(touched.values()),
                    before,
                    untouched(touched.keySet()),
                    outcomes,
                    movements,
                    givenBack,
                    queue);
        }

        /** Of a row that had nothing it took nothing: that too must be true. */
        private static boolean isForWhatIsThere(Decision decision, Command command) {
            return decision.row() != null
                    && command instanceof Command.Sale sale
                    && sale.queued() != null
                    && sale.queued().mode() == ApprovalMode.AVAILABLE;
        }

        /**
         * A refusal is decided on rows that it does not write. Those that were only remembered are proved to be
         * current in the writing transaction, exactly as for a deduction.
         */
        private List<StockItem> untouched(Set<String> touched) {
            Set<StockItem> untouched = new HashSet<>();
            for (int i = 0; i < decisions.size(); i++) {
                Decision decision = decisions.get(i);
                boolean isRefused =
                        decision.movements().isEmpty() && !decision.answer().success();
                if (isRefused
                        || isForWhatIsThere(decision, work.planned().get(i).command())) {
                    for (String stockId : work.planned().get(i).stockIds()) {
                        StockItem item = work.remembered().get(stockId);
                        if (item != null && !touched.contains(stockId)) {
                            untouched.add(item);
                        }
                    }
                }
            }
            return List.copyOf(untouched);
        }
    }
}
