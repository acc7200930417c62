package io.atomicinventory.engine.internal.ledger;

import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.EngineMetrics;
import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.Undecided;
import io.atomicinventory.engine.internal.decide.Command;
import io.atomicinventory.engine.internal.decide.Decider;
import io.atomicinventory.engine.internal.decide.Decision;
import io.atomicinventory.engine.internal.decide.Planned;
import io.atomicinventory.engine.internal.menu.Menu;
import io.atomicinventory.engine.internal.menu.MenuCache;
import io.atomicinventory.engine.internal.plan.Planner;
import io.atomicinventory.engine.internal.sql.Database;
import io.atomicinventory.engine.internal.sql.SqlFailure;
import io.atomicinventory.engine.internal.sql.StoreBooks;
import io.atomicinventory.engine.internal.sql.Transaction;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Takes a batch of one store through plan, read, decide, write and settle, in one transaction. A try that wrote
 * nothing is made again; one whose commit was lost is resubmitted under the same keys until a commit is
 * confirmed. Thread-safe.
 */
public final class Ledger {
    private static final String NO_ANSWER = "the database did not answer; send the same request again";

    private final Database database;
    private final MenuCache menus;
    private final EngineMetrics metrics;

    public Ledger(Database database, MenuCache menus, EngineMetrics metrics) {
        this.database = database;
        this.menus = menus;
        this.metrics = metrics;
    }

    /**
     * @return an outcome for each command, in their order
     * @throws DatabaseUnavailableException where the database does not answer until the deadline
     */
    public List<Outcome> submit(String storeId, List<? extends Command> commands) {
        Stopwatch stopwatch = new Stopwatch(database.settings().requestTimeout());
        List<Outcome> outcomes = settle(storeId, commands, stopwatch);
        outcomes.forEach(outcome -> metrics.settled(storeId, outcome, stopwatch.elapsed()));
        return outcomes;
    }

    private List<Outcome> settle(String storeId, List<? extends Command> commands, Stopwatch stopwatch) {
        Attempt.Failed failed = null;
        boolean isCommitUnknown = false;
        for (int attempt = 1; attempt <= database.settings().maxAttempts(); attempt++) {
            if (failed != null) {
                // Where the commit is unknown, the lock is that of the lost try itself, until its commit arrives.
                boolean isStuck = commands.size() > 1 && failed.why() == Attempt.Why.LOCK && !isCommitUnknown;
                if (!failed.isWorthRetrying() || isStuck || stopwatch.isOver()) {
                    break;
                }
                metrics.retried(storeId, failed.reason());
                if (failed.isWorthWaiting()) {
                    Database.pause(attempt);
                }
            }
            switch (attempt(storeId, commands, stopwatch)) {
                case Attempt.Settled settled -> {
                    return settled.outcomes();
                }
                case Attempt.Failed again -> {
                    failed = again;
                    isCommitUnknown |= again.isCommitUnknown();
                }
            }
        }
        if (failed == null) {
            throw new IllegalStateException("no attempt was made");
        }
        if (isCommitUnknown || failed.why() == Attempt.Why.CONNECTION) {
            throw new DatabaseUnavailableException(NO_ANSWER, failed.cause());
        }
        return commands.size() > 1
                ? oneByOne(storeId, commands, stopwatch)
                : List.of(giveUp(storeId, commands.getFirst(), failed));
    }

    /**
     * One command that cannot be settled must not keep its neighbours from it: each is sent alone, and may wait
     * for its share of the time that is left. What it does not need is for those behind it.
     */
    private List<Outcome> oneByOne(String storeId, List<? extends Command> commands, Stopwatch stopwatch) {
        List<Outcome> outcomes = new ArrayList<>(commands.size());
        for (int i = 0; i < commands.size(); i++) {
            outcomes.addAll(settle(storeId, commands.subList(i, i + 1), stopwatch.share(commands.size() - i)));
        }
        return outcomes;
    }

    private Attempt attempt(String storeId, List<? extends Command> commands, Stopwatch stopwatch) {
        Step step = Step.READ;
        List<Planned> batch = List.of();
        try (Transaction transaction = database.begin(Set.of(storeId), stopwatch.left())) {
            Menu menu = null;
            if (commands.stream().anyMatch(Command.Sale.class::isInstance)) {
                menu = menu(transaction, storeId);
                if (menu == null) {
                    return unknownStore(storeId, commands);
                }
            }
            batch = plan(storeId, commands, menu);
            StoreBooks.Read read = StoreBooks.readLocked(transaction, storeId, batch);
            if (read.revision() == null) {
                return unknownStore(storeId, commands);
            }
            if (menu != null && !menu.revision().equals(read.revision())) {
                menus.forget(storeId);
                return new Attempt.Failed(Attempt.Why.MENU_CHANGED, step, stockIds(batch), null);
            }
            List<Decision> decisions = Decider.decide(batch, read.snapshot());
            step = Step.WRITE;
            if (!StoreBooks.write(
                    transaction, read.snapshot(), decisions, stopwatch.elapsed().toNanos() / 1000)) {
                return new Attempt.Failed(Attempt.Why.CONFLICT, step, stockIds(batch), null);
            }
            step = Step.COMMIT;
            transaction.commit();
            return new Attempt.Settled(decisions.stream().map(Decision::answer).toList());
        } catch (SQLException e) {
            return new Attempt.Failed(Attempt.Why.of(SqlFailure.of(e)), step, stockIds(batch), e);
        }
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

    private static List<Planned> plan(String storeId, List<? extends Command> commands, @Nullable Menu menu) {
        List<Planned> batch = new ArrayList<>(commands.size());
        for (Command command : commands) {
            batch.add(
                    switch (command) {
                        case Command.Sale sale ->
                            new Planned.PlannedSale(sale, Planner.plan(storeId, sale.items(), required(menu)));
                        case Command.Receipt receipt -> new Planned.PlannedReceipt(receipt);
                    });
        }
        return batch;
    }

    private static Attempt unknownStore(String storeId, List<? extends Command> commands) {
        Undecided why = new Undecided.UnknownStore(storeId);
        return new Attempt.Settled(commands.stream()
                .map(command -> Decider.notDecided(command, why))
                .toList());
    }

    private Outcome giveUp(String storeId, Command command, Attempt.Failed failed) {
        return switch (failed.why()) {
            case CONNECTION -> throw new DatabaseUnavailableException(NO_ANSWER, failed.cause());
            case BUG -> throw new IllegalStateException("the database refused a statement", failed.cause());
            case CONFLICT, LOCK, MENU_CHANGED ->
                Decider.notDecided(
                        command,
                        // Stock rows are locked before keys are written: who waited there, waited for the same key.
                        failed.step() == Step.WRITE || failed.stockIds().isEmpty()
                                ? new Undecided.KeyInFlight(command.key())
                                : new Undecided.VersionConflict(contested(storeId, failed.stockIds())));
        };
    }

    private String contested(String storeId, Set<String> stockIds) {
        try (Transaction transaction = database.begin(Set.of(storeId), Duration.ofSeconds(1))) {
            Set<String> contested = StoreBooks.contested(transaction, storeId, stockIds);
            return (contested.isEmpty() ? stockIds : contested).iterator().next();
        } catch (SQLException e) {
            throw new DatabaseUnavailableException(NO_ANSWER, e);
        }
    }

    private static Set<String> stockIds(Collection<Planned> batch) {
        Set<String> ids = new TreeSet<>();
        batch.forEach(planned -> ids.addAll(planned.stockIds()));
        return ids;
    }

    private static <T> T required(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("missing where it must be");
        }
        return value;
    }

    /** How far a try got. */
    enum Step {
        READ,
        WRITE,
        COMMIT
    }
}
