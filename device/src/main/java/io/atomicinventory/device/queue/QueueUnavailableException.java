package io.atomicinventory.device.queue;

/** The file cannot be written or read. What was kept in it is still there. */
public final class QueueUnavailableException extends QueueException {
    public QueueUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    QueueUnavailableException(String message) {
        super(message);
    }
}
