package io.atomicinventory.engine.internal.ledger;

import java.time.Duration;

/** How long a request has taken, and how much time it has left. */
final class Stopwatch {
    private final long started = System.nanoTime();
    private final Duration limit;

    Stopwatch(Duration limit) {
        this.limit = limit;
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - started);
    }

    /** At least a millisecond: a statement without any time would have no limit at all. */
    Duration left() {
        Duration left = limit.minus(elapsed());
        return left.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : left;
    }

    /** One of so many equal parts of the time that is left, beginning now. */
    Stopwatch share(int parts) {
        return new Stopwatch(left().dividedBy(parts));
    }

    boolean isOver() {
        return elapsed().compareTo(limit) >= 0;
    }
}
