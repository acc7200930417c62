package io.atomicinventory.server.security;

/** The identity provider's keys cannot be fetched: nobody knows whether a token is valid. */
final class ProviderAwayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ProviderAwayException(Throwable cause) {
        super("The identity provider's keys cannot be fetched", cause);
    }
}
