package io.atomicinventory.engine.access;

import io.atomicinventory.engine.Identifiers;
import io.atomicinventory.engine.InvalidRequestException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A machine's way in. The secret itself is nowhere: only its hash is kept.
 *
 * @param tokenId in the books it stands as {@code token:} and this
 * @param expiresAt null for never
 */
public record AccessToken(
        String tokenId,
        Role role,
        StoreScope stores,
        @Nullable Instant expiresAt) {
    public static final String ID_RULE = Identifiers.ID_RULE;

    public AccessToken {
        Identifiers.requireIds("tokenId", tokenId);
        requireScope(role, stores);
        if (expiresAt != null && !Identifiers.isTime(expiresAt)) {
            throw new InvalidRequestException("expiresAt: must be in the years 1 to 9999");
        }
    }

    static void requireScope(Role role, StoreScope stores) {
        if (role == Role.DEVICE && stores.storeIds().size() != 1) {
            throw new InvalidRequestException("stores: a device belongs to exactly one store");
        }
        if (role == Role.ADMIN && !stores.isAll()) {
            throw new InvalidRequestException("stores: an admin acts in all stores");
        }
    }

    /**
     * As it is kept.
     *
     * @param lastUsedAt to the minute; null until the first use
     */
    public record Kept(
            AccessToken token,
            String createdBy,
            Instant createdAt,
            @Nullable Instant lastUsedAt,
            @Nullable Instant revokedAt) {
        public boolean isValid(Instant now) {
            return revokedAt == null && (token.expiresAt() == null || now.isBefore(token.expiresAt()));
        }
    }
}
