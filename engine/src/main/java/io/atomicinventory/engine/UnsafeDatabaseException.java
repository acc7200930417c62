package io.atomicinventory.engine;

/** The database is set up in a way in which the engine could not keep its promises. The message says what to do. */
public final class UnsafeDatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnsafeDatabaseException(String message) {
        super(message);
    }
}
