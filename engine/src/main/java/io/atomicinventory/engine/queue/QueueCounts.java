package io.atomicinventory.engine.queue;

/** How many entries of a store are not settled, by what they wait for: each is counted once. */
public record QueueCounts(long waiting, long inShort, long troubled) {
    public long open() {
        return waiting + inShort + troubled;
    }

    /** Of what is settled, there are none: nobody counts for ever. */
    public long of(QueueFilter filter) {
        return switch (filter) {
            case OPEN -> open();
            case WAITING -> waiting;
            case SHORT -> inShort;
            case TROUBLED -> troubled;
            case SETTLED -> 0;
        };
    }
}
