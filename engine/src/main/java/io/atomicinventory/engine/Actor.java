package io.atomicinventory.engine;

import org.jspecify.annotations.Nullable;

/**
 * Who did it.
 *
 * @param who the authenticated principal
 * @param claimedUserId whom the request itself named; a claim, stored beside the principal
 */
public record Actor(String who, @Nullable String claimedUserId) {
    public static final int MAX_LENGTH = 200;

    public Actor {
        Identifiers.requireName("who", who);
        if (claimedUserId != null) {
            Identifiers.requireName("userId", claimedUserId);
        }
    }

    public static Actor of(String who) {
        return new Actor(who, null);
    }
}
