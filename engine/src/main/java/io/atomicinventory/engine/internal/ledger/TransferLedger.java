package io.atomicinventory.engine.internal.ledger;

import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.EngineMetrics;
import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.Undecided;
import io.atomicinventory.engine.internal.decide.Command;
import io.atomicinventory.engine.internal.decide.Decider;
import io.atomicinventory.engine.internal.decide.Decision;
import io.atomicinventory.engine.internal.decide.Snapshot;
import io.atomicinventory.engine.internal.decide.Transfers;
import io.atomicinventory.engine.internal.ledger.Attempt.Failed;
import io.atomicinventory.engine.internal.ledger.Attempt.Step;
import io.atomicinventory.engine.internal.ledger.Attempt.Why;
import io.atomicinventory.engine.internal.sql.Database;
import io.atomicinventory.engine.internal.sql.StoreBooks;
import io.atomicinventory.engine.internal.sql.Transaction;
import io.atomicinventory.engine.stock.StockItem;
import io.atomicinventory.engine.stock.TransferRequest;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Settles transfers, each in a transaction of its own that locks the rows of both stores in their order: that of the
 * store, then that of the row. To the lanes it is a foreign writer, and since they lock in the same order nobody waits
 * in a circle. Thread-safe.
 */
final class TransferLedger {
    private final Database database;
    private final EngineMetrics metrics;
    private final Balances balances;
    private final Turns turns;

    TransferLedger(Database database, EngineMetrics metrics, Balances balances, Turns turns) {
        this.database = database;
        this.metrics = metrics;
        this.balances = balances;
        this.turns = turns;
    }

    /** One try: an outcome, or why there is none. */
    private record Tried(
            @Nullable Outcome outcome, @Nullable Failed failed) {}

    /** @throws DatabaseUnavailableException where the outcome is not known at the deadline */
    Outcome settle(Command.Transfer command, Stopwatch stopwatch) {
        Failed failed = null;
        boolean isCommitUnknown = false;
        for (int attempt = 1; attempt <= database.settings().maxAttempts(); attempt++) {
            if (failed != null) {
                if (failed.why() == Why.BUG || stopwatch.isOver()) {
                    break;
                }
                metrics.retried(command.fromStoreId(), failed.why().code());
                Database.pause(attempt);
            }
            Optional<Tried> tried =
                    turns.take(command.fromStoreId(), stopwatch.left(), () -> attempt(command, stopwatch));
            if (tried.isEmpty()) {
                break;
            }
            Outcome outcome = tried.get().outcome();
            if (outcome != null) {
                return outcome;
            }
            failed = Objects.requireNonNull(tried.get().failed()).after(failed, stopwatch);
            isCommitUnknown |= failed.isCommitUnknown();
        }
        if (failed == null) {
            return Decider.notDecided(command, new Undecided.Overloaded()); // its turn never came
        }
        if (isCommitUnknown) {
            throw new DatabaseUnavailableException(Alone.NO_ANSWER, failed.cause());
        }
        return giveUp(command, failed);
    }

    private static Outcome giveUp(Command.Transfer command, Failed failed) {
        return switch (failed.why()) {
            case CONNECTION -> throw new DatabaseUnavailableException(Alone.NO_ANSWER, failed.cause());
            case BUG -> throw new IllegalStateException("a transfer could not be made", failed.cause());
            case CONFLICT, LOCK ->
                Decider.notDecided(
                        command,
                        failed.step() == Step.WRITE
                                ? new Undecided.KeyInFlight(command.key())
                                : new Undecided.VersionConflict(
                                        failed.stockIds().iterator().next()));
        };
    }

    private Tried attempt(Command.Transfer command, Stopwatch stopwatch) {
        Set<String> sent = stockIds(command, TransferRequest.Line::fromStockId);
        Set<String> received = stockIds(command, TransferRequest.Line::toStockId);
        Step step = Step.READ;
        try (Transaction transaction = database.begin(Set.of(), stopwatch.left())) {
            List<StoreBooks.Wanted> wanted = inOrder(
                    command,
                    wanted(command.fromStoreId(), Set.of(command.key()), sent),
                    wanted(command.toStoreId(), Set.of(), received));
            List<StoreBooks.Found> found = StoreBooks.read(transaction, wanted);
            Map<String, Snapshot> snapshots = new HashMap<>();
            for (int i = 0; i < wanted.size(); i++) {
                String storeId = wanted.get(i).storeId();
                if (found.get(i).revision() == null) {
                    return new Tried(Decider.notDecided(command, new Undecided.UnknownStore(storeId)), null);
                }
                snapshots.put(storeId, snapshot(storeId, found.get(i)));
            }
            Snapshot from = Objects.requireNonNull(snapshots.get(command.fromStoreId()));
            Snapshot to = Objects.requireNonNull(snapshots.get(command.toStoreId()));
            Transfers.Decided decided = Transfers.decide(command, from, to);
            step = Step.WRITE;
            List<StoreBooks.Written> written =
                    inOrder(command, written(from, decided.from(), stopwatch), written(to, decided.to(), stopwatch))
                            .stream()
                            .filter(store -> !store.outcomes().isEmpty())
                            .toList();
            if (!StoreBooks.write(transaction, written).isEmpty()) {
                return new Tried(null, new Failed(Why.CONFLICT, step, sent, null));
            }
            step = Step.COMMIT;
            transaction.commit();
            return new Tried(decided.from().answer(), null);
        } catch (SQLException e) {
            return new Tried(null, Failed.of(e, step, sent));
        } finally {
            // What the lanes remember of these rows is no longer so, or may not be.
            balances.forget(command.fromStoreId());
            balances.forget(command.toStoreId());
        }
    }

    /** Stores are locked in the order of their ids. */
    private static <T> List<T> inOrder(Command.Transfer command, T from, T to) {
        return command.fromStoreId().compareTo(command.toStoreId()) < 0 ? List.of(from, to) : List.of(to, from);
    }

    private static Set<String> stockIds(Command.Transfer command, Function<TransferRequest.Line, String> id) {
        return command.lines().stream().map(id).collect(TreeSet::new, Collection::add, Collection::addAll);
    }

    private static StoreBooks.Wanted wanted(String storeId, Set<String> keys, Set<String> stockIds) {
        return new StoreBooks.Wanted(storeId, keys, Set.of(), Set.of(), stockIds, Set.of(), List.of(), true);
    }

    private static Snapshot snapshot(String storeId, StoreBooks.Found found) {
        return new Snapshot(storeId, found.now(), found.stock(), found.outcomes(), found.settled(), Map.of(), Map.of());
    }

    private static StoreBooks.Written written(Snapshot before, Decision decision, Stopwatch stopwatch) {
        long micros = stopwatch.elapsed().toNanos() / 1000;
        return new StoreBooks.Written(
                before.storeId(),
                before.now(),
                decision.stock().stream()
                        .sorted((a, b) -> a.stockId().compareTo(b.stockId()))
                        .toList(),
                before.stock(),
                List.<StockItem>of(),
                decision.row() == null ? List.of() : List.of(new StoreBooks.TimedOutcome(decision.row(), micros)),
                decision.movements(),
                List.of(),
                List.of());
    }
}
