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
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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

    private static final String ORIGIN = "INVENTORY_ADMIN_TOKEN";

    private static final Duration BELIEVED = Duration.ofSeconds(1);
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    private static final int MOST = 100_000;
    /** A flood of tokens that nobody knows must not take the pool. */
    private static final int LOOK_UPS_AT_ONCE = 4;

    private static final int LONGEST_WAIT_SECONDS = 5;

    private final AccessService access;
    private final AdminToken adminToken;
    private final JwtTokens jwts;
    private final Clock clock;
    private final Cache<ByteBuffer, Read> fresh =
            Caffeine.newBuilder().expireAfterWrite(BELIEVED).maximumSize(MOST).build();
    private final Cache<ByteBuffer, AccessToken.Kept> remembered =
            Caffeine.newBuilder().expireAfterWrite(REMEMBERED).maximumSize(MOST).build();
    /** Tokens of the provider that were valid lately, each only as a hash: they are checked all the same. */
    private final Cache<ByteBuffer, Boolean> proven =
            Caffeine.newBuilder().expireAfterWrite(REMEMBERED).maximumSize(MOST).build();

    /** Raised by each revocation: what was read before it is not believed after it. */
    private final AtomicLong revocations = new AtomicLong();

    private final Semaphore lookUps = new Semaphore(LOOK_UPS_AT_ONCE, true);

    private record Read(AccessToken.Kept token, long revocations) {}

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

    /** Whether it takes a signature to find out, and nobody has proved this one lately. */
    boolean needsProof(String secret) {
        return isProviders(secret) && proven.getIfPresent(key(TokenSecret.hash(secret))) == null;
    }

    private boolean isProviders(String secret) {
        return jwts.isMine(secret) && !adminToken.matches(secret);
    }

    private static ByteBuffer key(byte[] hash) {
        return ByteBuffer.wrap(hash);
    }

    /**
     * @throws DatabaseUnavailableException where the database does not answer, or too many look-ups wait already
     * @throws ProviderAwayException where it is an identity provider's, who does not answer
     */
    Found find(String secret) {
        byte[] hash = TokenSecret.hash(secret);
        if (isProviders(secret)) {
            Identity identity = jwts.find(secret);
            if (identity == null) {
                return Found.NOTHING;
            }
            proven.put(key(hash), true);
            return new Found(identity, identity.name());
        }
        boolean isBootstrap = adminToken.hasHash(hash);
        if (!isBootstrap && !TokenSecret.isOne(secret)) {
            return Found.NOTHING;
        }
        AccessToken.Kept kept = kept(hash, isBootstrap);
        return kept == null ? Found.NOTHING : found(kept, isBootstrap);
    }

    /**
     * The same, but while the database is away a token that was valid minutes ago is believed: for the metrics, which
     * are wanted most then.
     */
    Found findEvenIfAway(String secret) {
        try {
            return find(secret);
        } catch (DatabaseUnavailableException e) {
            byte[] hash = TokenSecret.hash(secret);
            AccessToken.Kept before = remembered.getIfPresent(key(hash));
            if (before == null) {
                throw e;
            }
            return found(before, adminToken.hasHash(hash));
        }
    }

    private AccessToken.@Nullable Kept kept(byte[] hash, boolean isBootstrap) {
        Read read = fresh.getIfPresent(key(hash));
        if (read == null || read.revocations() != revocations.get()) {
            // One look-up for all who come with the same token at once.
            read = fresh.asMap()
                    .compute(
                            key(hash),
                            (key, other) -> other != null && other.revocations() == revocations.get()
                                    ? other
                                    : read(hash, isBootstrap));
        }
        return read == null ? null : read.token();
    }

    private @Nullable Read read(byte[] hash, boolean isBootstrap) {
        long before = revocations.get();
        Optional<AccessToken.Kept> kept = lookUp(hash, isBootstrap);
        kept.ifPresent(token -> remembered.put(key(hash), token));
        return kept.map(token -> new Read(token, before)).orElse(null);
    }

    private Optional<AccessToken.Kept> lookUp(byte[] hash, boolean isBootstrap) {
        try {
            if (!lookUps.tryAcquire(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new DatabaseUnavailableException("too many tokens are looked up already", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatabaseUnavailableException("interrupted", e);
        }
        try {
            Optional<AccessToken.Kept> kept = access.useToken(hash);
            if (kept.isEmpty() && isBootstrap) {
                access.addToken(bootstrap(), hash, ORIGIN);
                return access.useToken(hash);
            }
            return kept;
        } finally {
            lookUps.release();
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
            access.addToken(bootstrap(), adminToken.hash(), ORIGIN); // where it was never used
        }
        Optional<AccessToken.Kept> revoked = access.revokeToken(tokenId);
        revocations.incrementAndGet();
        remembered.asMap().values().removeIf(kept -> kept.token().tokenId().equals(tokenId));
        return revoked;
    }
}
