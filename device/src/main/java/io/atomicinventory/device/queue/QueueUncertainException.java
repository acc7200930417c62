package io.atomicinventory.device.queue;

/**
 * The disk failed while a sale or void was written down: it may be in the file, or in the server's books, or in neither. The
 * same again, with the same transaction, gives its one outcome.
 */
public final class QueueUncertainException extends QueueException {
    public QueueUncertainException(Throwable cause) {
        super(
                "It is not known what became of it: the till's disk failed in the middle. Mend the disk, then do it again"
                        + " with the same transaction: it counts once. (" + cause.getMessage() + ")",
                cause);
    }
}
