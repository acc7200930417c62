package io.atomicinventory.bench.subject;

/** What became of a sale. */
public enum Answer {
    DEDUCTED,
    VOIDED,
    REPLAYED,
    REFUSED,
    /** Not decided: the retries were used up, or there was no room. */
    FAILED
}
