package io.atomicinventory.device.faults;

/** What a bad network does to a connection. */
public enum Fault {
    /** From here on nothing arrives, and the connection stays as if nothing had happened. */
    DROP,
    /** It arrives, but late: often after whoever waits for it has given up. */
    DELAY,
    /** It arrives twice. */
    DUPLICATE,
    /** The connection ends as if that had been all. */
    TRUNCATE,
    /** The connection is torn off. */
    RESET
}
