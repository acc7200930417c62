package io.atomicinventory.engine.internal.ledger;

import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.EngineMetrics;
import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.Undecided;
import io.atomicinventory.engine.internal.decide.Command;
import io.atomicinventory.engine.internal.decide.Decider;
import io.atomicinventory.engine.internal.ledger.Attempt.Failed;
import io.atomicinventory.engine.internal.ledger.Attempt.Step;
import io.atomicinventory.engine.internal.ledger.Attempt.Why;
import io.atomicinventory.engine.internal.ledger.GroupCommit.Mode;
import io.atomicinventory.engine.internal.sql.Database;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles one request by itself, patiently, until its deadline. Its store's other requests do not wait for it:
 * to them it is a foreign writer. Thread-safe.
 */
final class Alone {
    private static final Logger LOG = LoggerFactory.getLogger(Alone.class);

    static final String NO_ANSWER = "the database did not answer; send the same request again";

    private static final Duration TIME_TO_LOOK = Duration.ofMillis(500);

    private final GroupCommit groupCommit;
    private final StuckRows stuck;
    private final Turns turns;
    private final EngineMetrics metrics;
    private final Database database;

    Alone(GroupCommit groupCommit, StuckRows stuck, Turns turns, EngineMetrics metrics, Database database) {
        this.groupCommit = groupCommit;
        this.stuck = stuck;
        this.turns = turns;
        this.metrics = metrics;
        this.database = database;
    }

    /**
     * @param before why it was left alone, where that is known
     * @throws DatabaseUnavailableException where the outcome is not known at the deadline
     */
    List<Outcome> settle(
            String storeId, List<? extends Command> commands, Stopwatch stopwatch, @Nullable Failed before) {
        Failed failed = before;
        boolean isCommitUnknown = false;
        for (int attempt = 1; attempt <= database.settings().maxAttempts(); attempt++) {
            if (failed != null) {
                // Where the commit is unknown, the lock is that of the lost try itself, until its commit arrives.
                boolean isStuck = commands.size() > 1 && failed.why() == Why.LOCK && !isCommitUnknown;
                if (failed.why() == Why.BUG || isStuck || stopwatch.isOver()) {
                    break;
                }
                metrics.retried(storeId, failed.why().code());
                Database.pause(attempt);
            }
            StoreBatch batch = StoreBatch.of(new Request(storeId, commands, stopwatch, null));
            Optional<Attempt> tried = turns.take(storeId, stopwatch.left(), () -> attempt(batch, stopwatch));
            if (tried.isEmpty()) {
                break;
            }
            switch (tried.get()) {
                case Attempt.Settled settled -> {
                    if (settled.stale().isEmpty()) {
                        return settled.outcomes().getFirst().outcomes();
                    }
                    failed = new Failed(Why.CONFLICT, Step.READ, Set.of(), null);
                }
                case Attempt.Conflicted taken -> failed = new Failed(Why.CONFLICT, Step.WRITE, Set.of(), null);
                case Failed again -> {
                    failed = again.after(failed, stopwatch);
                    isCommitUnknown |= again.isCommitUnknown();
                }
            }
        }
        if (failed == null) {
            return Decider.notDecided(commands, new Undecided.Overloaded()); // its turn never came
        }
        if (isCommitUnknown || failed.why() == Why.CONNECTION) {
            throw new DatabaseUnavailableException(NO_ANSWER, failed.cause());
        }
        return commands.size() > 1
                ? oneByOne(storeId, commands, stopwatch)
                : List.of(giveUp(storeId, commands.getFirst(), failed));
    }

    private Attempt attempt(StoreBatch batch, Stopwatch stopwatch) {
        return groupCommit.attempt(
                List.of(batch), Mode.LOCK, stopwatch.left(), database.settings().lockTimeout());
    }

    /**
     * One command that cannot be settled must not keep its neighbours from it: each is sent alone, and may wait
     * for its share of the time that is left. What it does not need is for those behind it.
     */
    private List<Outcome> oneByOne(String storeId, List<? extends Command> commands, Stopwatch stopwatch) {
        List<Outcome> outcomes = new ArrayList<>(commands.size());
        IllegalStateException refused = null;
        for (int i = 0; i < commands.size(); i++) {
            List<? extends Command> one = commands.subList(i, i + 1);
            try {
                outcomes.addAll(settle(storeId, one, stopwatch.share(commands.size() - i), null));
            } catch (IllegalStateException e) {
                note(storeId, commands.get(i), e);
                refused = e;
            }
        }
        if (refused != null) {
            throw refused; // there is no outcome for one of them, so none for the whole; the others are in the books
        }
        return outcomes;
    }

    /** The caller is told of one, and not which: whoever mends it has to know. */
    private static void note(String storeId, Command command, IllegalStateException why) {
        LOG.atError()
                .setCause(why)
                .addKeyValue("storeId", storeId)
                .addKeyValue("transactionId", command.transactionId())
                .addKeyValue("idempotencyKey", command.key())
                .log("A command could not be carried out, and its neighbours were");
    }

    private Outcome giveUp(String storeId, Command command, Failed failed) {
        return switch (failed.why()) {
            case CONNECTION -> throw new DatabaseUnavailableException(NO_ANSWER, failed.cause());
            case BUG ->
                throw new IllegalStateException(
                        failed.cause() == null
                                ? "a mistake of ours"
                                : failed.cause().getMessage(),
                        failed.cause());
            case CONFLICT, LOCK ->
                Decider.notDecided(
                        command,
                        // Stock rows are locked before keys are written: who waited there, waited for the same key.
                        failed.step() == Step.WRITE || failed.stockIds().isEmpty()
                                ? new Undecided.KeyInFlight(command.key())
                                : new Undecided.VersionConflict(contested(storeId, failed.stockIds())));
        };
    }

    private String contested(String storeId, Set<String> stockIds) {
        Set<String> held = turns.take(storeId, TIME_TO_LOOK, () -> stuck.held(storeId, stockIds))
                .orElse(Set.of());
        return (held.isEmpty() ? stockIds : held).iterator().next();
    }
}
