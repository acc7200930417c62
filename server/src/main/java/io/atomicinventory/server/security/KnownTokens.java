package io.atomicinventory.server.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.access.AccessService;
import io.atomicinventory.engine.access.AccessToken;
import io.atomicinventory.engine.access.Role;
import io.atomicinventory.engine.access.StoreScope;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Which tokens are valid. What the database said is believed for a second, so that a till that sells all day does not
 * cost one look-up more for each sale: a revocation is at once on the node that is asked for it, and within a second on
 * every other. Thread-safe.
 */
@Component
public class KnownTokens {
    /** As such a token stands in the list of tokens, with a part of its hash: each value has its own revocation. */
    public static final String BOOTSTRAP = "bootstrap-";

    private static final Duration BELIEVED = Duration.ofSeconds(1);
    /** While the database is away nobody can revoke anything, and the metrics are wanted most. */
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    private static final int MOST = 100_000;

    private final AccessService access;
    private final AdminToken adminToken;
    private final JwtTokens jwts;
    private final Clock clock;
    private final Cache<ByteBuffer, AccessToken.Kept> fresh =
            Caffeine.newBuilder().expireAfterWrite(BELIEVED).maximumSize(MOST).build();
    private final Cache<ByteBuffer, AccessToken.Kept> remembered =
            Caffeine.newBuilder().expireAfterWrite(REMEMBERED).maximumSize(MOST).build();

    KnownTokens(AccessService access, AdminToken adminToken, JwtTokens jwts, Clock clock) {
        this.access = access;
        this.adminToken = adminToken;
        this.jwts = jwts;
        this.clock = clock;
    }

    /**
     * @param identity null where it is not valid
     * @param name whose it is or was; empty where nobody knows it
     */
    record Found(@Nullable Identity identity, String name) {
        static final Found NOTHING = new Found(null, "");
    }

    /** Whether only the database knows whose this is: nobody has used it here lately. */
    boolean needsLookUp(String secret) {
        return !isProviders(secret) && remembered.getIfPresent(ByteBuffer.wrap(TokenSecret.hash(secret))) == null;
    }

    private boolean isProviders(String secret) {
        return jwts.isMine(secret) && !adminToken.matches(secret);
    }

    /**
     * @throws DatabaseUnavailableException where the database does not answer and the token was not used lately
     * @throws ProviderAwayException where it is an identity provider's, who does not answer
     */
    Found find(String secret) {
        if (isProviders(secret)) {
            Identity identity = jwts.find(secret);
            return identity == null ? Found.NOTHING : new Found(identity, identity.name());
        }
        byte[] hash = TokenSecret.hash(secret);
        ByteBuffer key = ByteBuffer.wrap(hash);
        AccessToken.Kept kept = fresh.getIfPresent(key);
        if (kept == null) {
            kept = read(hash, key);
        }
        return kept == null ? Found.NOTHING : found(kept, adminToken.matches(secret));
    }

    private AccessToken.@Nullable Kept read(byte[] hash, ByteBuffer key) {
        try {
            Optional<AccessToken.Kept> kept = access.useToken(hash);
            if (kept.isEmpty() && adminToken.hasHash(hash)) {
                access.addToken(bootstrap(), hash, "INVENTORY_ADMIN_TOKEN");
                kept = access.useToken(hash);
            }
            kept.ifPresent(token -> {
                fresh.put(key, token);
                remembered.put(key, token);
            });
            return kept.orElse(null);
        } catch (DatabaseUnavailableException e) {
            AccessToken.Kept before = remembered.getIfPresent(key);
            if (before == null) {
                throw e;
            }
            return before;
        }
    }

    private Found found(AccessToken.Kept kept, boolean isBootstrap) {
        String tokenId = kept.token().tokenId();
        String name = isBootstrap ? AdminToken.PRINCIPAL : "token:" + tokenId;
        // A bootstrap token of before is none any more once another is configured.
        boolean isValid = kept.isValid(clock.instant()) && isBootstrap == tokenId.startsWith(BOOTSTRAP);
        return new Found(
                isValid ? new Identity(name, kept.token().role(), kept.token().stores()) : null, name);
    }

    private AccessToken bootstrap() {
        return new AccessToken(bootstrapId(), Role.ADMIN, StoreScope.ALL, null);
    }

    public String bootstrapId() {
        return BOOTSTRAP + adminToken.fingerprint();
    }

    /** Whether this person may begin: with the bootstrap token, unless it was revoked. */
    public boolean isBootstrap(String secret) {
        return adminToken.matches(secret) && find(secret).identity() != null;
    }

    /** Ends it here at once. */
    public Optional<AccessToken.Kept> revoke(String tokenId) {
        if (tokenId.equals(bootstrapId())) {
            access.addToken(bootstrap(), adminToken.hash(), "INVENTORY_ADMIN_TOKEN"); // where it was never used
        }
        Optional<AccessToken.Kept> revoked = access.revokeToken(tokenId);
        fresh.invalidateAll();
        remembered.invalidateAll();
        return revoked;
    }
}
