package io.atomicinventory.server.security;

import io.atomicinventory.engine.access.Person;

/**
 * What somebody was let do may have changed: whatever believes it, or is still open for it, asks again. Told on the node
 * where it was changed; every other finds out within a second.
 *
 * @param name as in {@link Identity}
 */
public record AccessEnded(String name) {
    public static AccessEnded ofToken(String tokenId) {
        return new AccessEnded(tokenId.startsWith(KnownTokens.BOOTSTRAP) ? Person.RESERVED : "token:" + tokenId);
    }
}
