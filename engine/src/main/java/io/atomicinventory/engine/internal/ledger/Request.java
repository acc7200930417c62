package io.atomicinventory.engine.internal.ledger;

import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.internal.decide.Command;
import io.atomicinventory.engine.internal.decide.Planned;
import io.atomicinventory.engine.internal.menu.Menu;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What one caller wants of one store: commands, to be carried out in their order, and in the end an outcome for each.
 * Thread-safe.
 */
final class Request {
    /** Whoever waits for a connection that the pool does not give, or a network that is silent, ends by then. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String storeId;
    private final List<? extends Command> commands;
    private final Stopwatch stopwatch;
    private final CompletableFuture<List<Outcome>> outcomes = new CompletableFuture<>();

    private final @Nullable Menu menu;
    private final List<Planned> planned;

    /** @param menu the store's, as far as it is remembered: it is planned on it here, on the caller's thread */
    Request(String storeId, List<? extends Command> commands, Stopwatch stopwatch, @Nullable Menu menu) {
        this.storeId = storeId;
        this.commands = commands;
        this.stopwatch = stopwatch;
        this.menu = menu;
        this.planned = menu == null ? List.of() : Planned.plan(storeId, commands, menu);
    }

    /** Whether it needs a menu. */
    boolean sells() {
        return commands.stream().anyMatch(Command.Sale.class::isInstance);
    }

    /** Whether it needs rows that are not known before the record of a sale has been read. */
    boolean givesBack() {
        return commands.stream().anyMatch(Command.Compensation.class::isInstance);
    }

    /** Whether it is a batch by itself, since what it reads of the movements would not show its neighbours'. */
    boolean isByItself() {
        return commands.stream().anyMatch(Command::readsHistory);
    }

    /** On the menu that is to be used; null where nothing is sold. */
    @SuppressWarnings("ReferenceEquality") // an equal menu is another one, and planning again does no harm
    List<Planned> planned(@Nullable Menu current) {
        return current != null && current == menu ? planned : Planned.plan(storeId, commands, current);
    }

    String storeId() {
        return storeId;
    }

    List<? extends Command> commands() {
        return commands;
    }

    Stopwatch stopwatch() {
        return stopwatch;
    }

    void settle(List<Outcome> settled) {
        outcomes.complete(settled);
    }

    void fail(RuntimeException why) {
        outcomes.completeExceptionally(why);
    }

    /**
     * Waits until the lane has settled it. Whoever is interrupted leaves a request behind that goes on.
     *
     * @throws DatabaseUnavailableException where the outcome is not known
     */
    List<Outcome> await() {
        try {
            return outcomes.get(stopwatch.left().plus(PATIENCE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new DatabaseUnavailableException(Alone.NO_ANSWER, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatabaseUnavailableException(
                    "interrupted before the outcome was known; send the same request again", e);
        } catch (ExecutionException e) {
            // Thrown anew, so that it also tells where the caller was.
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String message = String.valueOf(cause.getMessage());
            throw cause instanceof DatabaseUnavailableException
                    ? new DatabaseUnavailableException(message, cause)
                    : new IllegalStateException(message, cause);
        }
    }
}
