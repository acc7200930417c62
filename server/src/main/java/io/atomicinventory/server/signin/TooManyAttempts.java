package io.atomicinventory.server.signin;

import java.time.Duration;
import org.springframework.security.core.AuthenticationException;

/** Refused without a look at the password. */
final class TooManyAttempts extends AuthenticationException {
    private static final long serialVersionUID = 1L;
    private final Duration wait;

    TooManyAttempts(Duration wait) {
        super("too many attempts");
        this.wait = wait;
    }

    /** Rounded up, so that whoever waits so long has waited long enough. */
    long seconds() {
        return wait.plusNanos(999_999_999).toSeconds();
    }

    String inWords() {
        return "Too many attempts failed. Wait " + (seconds() == 1 ? "1 second" : seconds() + " seconds")
                + ", then try again.";
    }
}
