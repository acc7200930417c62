package io.atomicinventory.server.exposure;

/** The server would be reachable in a way that nobody has decided on. */
final class ExposedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String remedy;

    ExposedException(String message, String remedy) {
        super(message);
        this.remedy = remedy;
    }

    String remedy() {
        return remedy;
    }
}
