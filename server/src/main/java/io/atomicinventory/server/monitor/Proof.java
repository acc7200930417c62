package io.atomicinventory.server.monitor;

import io.atomicinventory.engine.monitor.Violation;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How far the proof of a store's books is, or what the last one found.
 *
 * @param done steps of {@code total}; both 0 until it has its turn
 * @param step what is looked at; why not, where it failed; else empty
 * @param violations empty unless it is done
 */
public record Proof(
        State state,
        int done,
        int total,
        String step,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        List<Violation> violations) {

    public enum State {
        /** Nobody has asked this node for it, or that was long ago. */
        NONE,
        RUNNING,
        DONE,
        FAILED
    }

    static final int MOST_VIOLATIONS = 200;

    /** So many of each check the verifier names, and no more. */
    private static final int MOST_OF_EACH = 100;

    static final Proof NONE = new Proof(State.NONE, 0, 0, "", null, null, List.of());

    public Proof {
        violations = List.copyOf(violations);
    }

    static Proof begun(Instant now) {
        return new Proof(State.RUNNING, 0, 0, "waits for its turn", now, null, List.of());
    }

    Proof at(int stepsDone, int stepsInAll, String next) {
        return new Proof(State.RUNNING, stepsDone, stepsInAll, next, startedAt, null, List.of());
    }

    Proof done(Instant now, List<Violation> found) {
        return new Proof(State.DONE, total, total, "", startedAt, now, found);
    }

    Proof failed(Instant now, String why) {
        return new Proof(State.FAILED, done, total, why, startedAt, now, List.of());
    }

    /** Whether there may be more violations than these, since no more are looked for or remembered. */
    public boolean mayHaveMore() {
        return violations.size() >= MOST_VIOLATIONS
                || violations.stream()
                        .collect(Collectors.groupingBy(Violation::check, Collectors.counting()))
                        .values()
                        .stream()
                        .anyMatch(number -> number >= MOST_OF_EACH);
    }
}
