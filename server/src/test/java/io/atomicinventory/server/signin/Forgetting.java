package io.atomicinventory.server.signin;

import io.atomicinventory.engine.access.Person;
import io.atomicinventory.server.testing.OpenServer;

/** All tests of a run come from one address, and one class's guesses must not make the next one wait. */
final class Forgetting {
    private static final int MORE_THAN_ANY_CLASS_FAILS = 100;

    private Forgetting() {}

    static void failures(OpenServer server) {
        SignInDelays delays = server.bean("signInDelays", SignInDelays.class);
        for (int i = 0; i < MORE_THAN_ANY_CLASS_FAILS; i++) {
            delays.cameToNothing(Person.RESERVED, "127.0.0.1");
        }
    }
}
