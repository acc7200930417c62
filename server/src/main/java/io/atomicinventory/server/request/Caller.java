package io.atomicinventory.server.request;

import io.atomicinventory.engine.Actor;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/** Who did it: the token's principal. A {@code userId} in the body is a claim, kept beside it. */
public final class Caller {
    private Caller() {}

    public static Actor of(Principal principal, @Nullable String claimedUserId) {
        return new Actor(principal.getName(), claimedUserId);
    }

    public static Actor of(Principal principal) {
        return of(principal, null);
    }
}
