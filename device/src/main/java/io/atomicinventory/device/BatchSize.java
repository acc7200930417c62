package io.atomicinventory.device;

/**
 * How many sales go together. Half as many after a request that failed as a whole: it may have been too large for the server,
 * or for what is left of the network. Twice as many after one that did not. For one thread at a time.
 */
final class BatchSize {
    private final int most;
    private int now;

    BatchSize(int most) {
        this.most = most;
        this.now = most;
    }

    int now() {
        return now;
    }

    /** @param sent so many */
    void failed(int sent) {
        now = Math.max(1, sent / 2);
    }

    void succeeded() {
        now = Math.min(most, now * 2);
    }
}
