package io.atomicinventory.engine.internal.ledger;

import io.atomicinventory.engine.EngineMetrics;
import io.atomicinventory.engine.Undecided;
import io.atomicinventory.engine.internal.decide.Decider;
import io.atomicinventory.engine.internal.decide.Decision;
import io.atomicinventory.engine.internal.decide.OutcomeRow;
import io.atomicinventory.engine.internal.ledger.Attempt.Answers;
import io.atomicinventory.engine.internal.ledger.Attempt.Step;
import io.atomicinventory.engine.internal.menu.Menu;
import io.atomicinventory.engine.internal.menu.MenuCache;
import io.atomicinventory.engine.internal.sql.Database;
import io.atomicinventory.engine.internal.sql.StoreBooks;
import io.atomicinventory.engine.internal.sql.Transaction;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Takes the batches of several stores through plan, read, decide, write and commit, once, in one transaction.
 * Thread-safe.
 */
final class GroupCommit {
    private final Database database;
    private final MenuCache menus;
    private final Balances balances;
    private final EngineMetrics metrics;

    GroupCommit(Database database, MenuCache menus, Balances balances, EngineMetrics metrics) {
        this.metrics = metrics;
        this.database = database;
        this.menus = menus;
        this.balances = balances;
    }

    /** How stock rows are known. One way for all stores of a try, so that everybody locks in one order. */
    enum Mode {
        /** As they are remembered; the writing finds out whether that was right. */
        GUESS,
        /** Locked before anything is read. */
        LOCK
    }

    /**
     * @param timeout for each statement
     * @param lockTimeout how long a statement waits for what somebody else holds
     */
    Attempt attempt(List<StoreBatch> batches, Mode mode, Duration timeout, Duration lockTimeout) {
        List<StoreBatch> inOrder = batches.stream()
                .sorted(Comparator.comparing(StoreBatch::storeId))
                .toList();
        Set<String> begunWith = inOrder.size() == 1 ? Set.of(inOrder.getFirst().storeId()) : Set.of();
        Step step = Step.READ;
        List<StoreWork> works = new ArrayList<>(inOrder.size());
        try (Transaction transaction = database.begin(begunWith, timeout, lockTimeout)) {
            List<Answers> answers = new ArrayList<>(inOrder.size());
            Map<String, Map<String, OutcomeRow>> voided = settled(transaction, inOrder);
            for (StoreBatch batch : inOrder) {
                StoreWork work = begin(transaction, batch, mode, voided.getOrDefault(batch.storeId(), Map.of()));
                if (work == null) {
                    answers.add(unknownStore(batch));
                } else {
                    works.add(work);
                }
            }
            List<StoreBooks.Found> found = StoreBooks.read(
                    transaction, works.stream().map(StoreWork::wanted).toList());
            List<StoreBatch> stale = new ArrayList<>();
            List<StoreWork.Decided> decided = new ArrayList<>(works.size());
            for (int i = 0; i < works.size(); i++) {
                StoreWork work = works.get(i);
                Menu.Revision revision = found.get(i).revision();
                if (revision == null) {
                    answers.add(unknownStore(work.batch()));
                } else if (work.isStale(revision)) {
                    menus.forget(work.storeId());
                    stale.add(work.batch());
                } else if (work.lacksRows(found.get(i))) {
                    stale.add(work.batch());
                } else {
                    decided.add(work.decide(found.get(i)));
                }
            }
            step = Step.WRITE;
            Set<String> conflicting = StoreBooks.write(
                    transaction,
                    decided.stream()
                            .map(StoreWork.Decided::written)
                            .filter(GroupCommit::isWorthSending)
                            .toList());
            if (!conflicting.isEmpty()) {
                conflicting.forEach(balances::forget);
                return new Attempt.Conflicted(batches.stream()
                        .filter(batch -> conflicting.contains(batch.storeId()))
                        .toList());
            }
            step = Step.COMMIT;
            transaction.commit();
            for (StoreWork.Decided store : decided) {
                balances.remember(store.work().storeId(), store.stock());
                answers.add(new Answers(
                        store.work().batch(),
                        store.decisions().stream().map(Decision::answer).toList()));
            }
            Attempt.Settled settled = new Attempt.Settled(answers, stale);
            metrics.committed(answers.size(), settled.commands());
            return settled;
        } catch (SQLException e) {
            forgetBalances(batches);
            return Attempt.Failed.of(e, step, stockIds(works));
        } catch (RuntimeException e) {
            // A record that cannot be read, a mistake of ours: whoever is alone with it is told.
            forgetBalances(batches);
            return new Attempt.Failed(Attempt.Why.BUG, step, stockIds(works), e);
        }
    }

    /** A void needs the rows of its sale, which are not known before. */
    private static Map<String, Map<String, OutcomeRow>> settled(Transaction transaction, List<StoreBatch> batches)
            throws SQLException {
        List<StoreBooks.Sold> voided = batches.stream()
                .map(batch -> new StoreBooks.Sold(batch.storeId(), batch.voided()))
                .filter(sold -> !sold.transactionIds().isEmpty())
                .toList();
        return voided.isEmpty() ? Map.of() : StoreBooks.settled(transaction, voided);
    }

    /** Null where the store is unknown. */
    private @Nullable StoreWork begin(
            Transaction transaction, StoreBatch batch, Mode mode, Map<String, OutcomeRow> settled) throws SQLException {
        Menu menu = null;
        if (batch.requests().stream().anyMatch(Request::sells)) {
            menu = menu(transaction, batch.storeId());
            if (menu == null) {
                return null;
            }
        }
        return StoreWork.plan(batch, menu, mode, balances.of(batch.storeId()), settled);
    }

    private @Nullable Menu menu(Transaction transaction, String storeId) throws SQLException {
        Menu known = menus.menu(storeId);
        if (known != null) {
            return known;
        }
        Menu read = StoreBooks.readMenu(transaction, storeId, menus.catalog());
        if (read != null) {
            menus.remember(storeId, read);
        }
        return read;
    }

    private static boolean isWorthSending(StoreBooks.Written written) {
        return !written.outcomes().isEmpty()
                || !written.untouched().isEmpty()
                || !written.queue().isEmpty();
    }

    private static Answers unknownStore(StoreBatch batch) {
        Undecided why = new Undecided.UnknownStore(batch.storeId());
        return new Answers(batch, Decider.notDecided(batch.commands(), why));
    }

    private void forgetBalances(List<StoreBatch> batches) {
        batches.forEach(batch -> balances.forget(batch.storeId()));
    }

    private static Set<String> stockIds(List<StoreWork> works) {
        Set<String> ids = new TreeSet<>();
        works.forEach(work -> ids.addAll(work.stockIds()));
        return ids;
    }
}
