package io.atomicinventory.device.queue;

/** The sale was not kept: nothing more may wait. What is kept already is safe. */
public final class QueueFullException extends QueueException {
    QueueFullException(String message) {
        super(message);
    }
}
