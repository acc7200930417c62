package io.atomicinventory.device;

import io.atomicinventory.device.client.Reply;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Whether the server answers, by what was last heard of it. Thread-safe. */
final class Contact {
    private final Clock clock;
    private final Duration downFor;
    private final Consumer<TillEvent> listener;

    private @Nullable Instant last;
    private @Nullable String problem = "the server was not asked yet";
    private boolean isDown;
    private long downSince;
    private Duration downLength = Duration.ZERO;

    Contact(Clock clock, Duration downFor, Consumer<TillEvent> listener) {
        this.clock = clock;
        this.downFor = downFor;
        this.listener = listener;
    }

    /** @return the server is back: it answers, and did not before */
    boolean hear(Reply reply) {
        return switch (reply) {
            case Reply.Unreached unreached -> lost(unreached.why(), unreached.retryAfter());
            case Reply.Answered answered ->
                isLockedOut(answered) ? lost(Reply.problem(answered.status(), answered.body()), null) : reached();
        };
    }

    /** The token is wrong, or not for this store. */
    static boolean isLockedOut(Reply.Answered answered) {
        return answered.status() == 401 || answered.status() == 403;
    }

    private boolean reached() {
        boolean isBack;
        synchronized (this) {
            isBack = problem != null;
            last = clock.instant();
            problem = null;
            isDown = false;
        }
        if (isBack) {
            listener.accept(new TillEvent.Reached());
        }
        return isBack;
    }

    private boolean lost(String why, @Nullable Duration retryAfter) {
        Duration length = retryAfter == null || retryAfter.compareTo(downFor) > 0 ? downFor : retryAfter;
        boolean isNew;
        synchronized (this) {
            isNew = !isDown;
            isDown = true;
            problem = why;
            downSince = System.nanoTime();
            downLength = length;
        }
        if (isNew) {
            listener.accept(new TillEvent.Lost(why));
        }
        return false;
    }

    /** It failed a moment ago: whoever asked again would wait for nothing. */
    synchronized boolean isDown() {
        return isDown && System.nanoTime() - downSince < downLength.toNanos();
    }

    /** Null where the server answers. */
    synchronized @Nullable String problem() {
        return problem;
    }

    synchronized @Nullable Instant last() {
        return last;
    }
}
