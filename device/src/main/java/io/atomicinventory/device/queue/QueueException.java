package io.atomicinventory.device.queue;

/** The till's own disk is in the way. Its message is for whoever stands at the till: what is wrong and what to do. */
public abstract sealed class QueueException extends RuntimeException
        permits CorruptQueueException, QueueFullException, QueueUnavailableException, QueueUncertainException {
    QueueException(String message, Throwable cause) {
        super(message, cause);
    }

    QueueException(String message) {
        super(message);
    }
}
