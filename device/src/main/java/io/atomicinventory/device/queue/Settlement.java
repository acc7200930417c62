package io.atomicinventory.device.queue;

import org.jspecify.annotations.Nullable;

/**
 * What became of an entry. {@link State#KEPT} says that it was tried to no effect.
 *
 * @param answer of the server, as JSON
 */
public record Settlement(
        Entry entry,
        State state,
        @Nullable String queueId,
        @Nullable String problem,
        @Nullable String answer) {

    public static Settlement done(Entry entry, String answer) {
        return new Settlement(entry, State.DONE, null, null, answer);
    }

    public static Settlement refused(Entry entry, String problem, String answer) {
        return new Settlement(entry, State.REFUSED, null, problem, answer);
    }

    public static Settlement waiting(Entry entry, String queueId, @Nullable String problem) {
        return new Settlement(entry, State.WAITING, queueId, problem, null);
    }

    public static Settlement stuck(Entry entry, String problem) {
        return new Settlement(entry, State.STUCK, null, problem, null);
    }

    public static Settlement notYet(Entry entry, String problem) {
        return new Settlement(entry, State.KEPT, null, problem, null);
    }
}
