package io.atomicinventory.server.security;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The identity provider's public keys, as they were fetched last. A key that nobody knows is looked for at once, but
 * however many tokens name such keys, the provider is asked at most every five seconds. Thread-safe.
 */
final class ProviderKeys implements JWKSource<SecurityContext> {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderKeys.class);
    /** A key that the provider takes back is believed for so long. */
    private static final Duration FRESH = Duration.ofMinutes(5);
    /** And for so long while it does not answer: a shop must go on selling. */
    private static final Duration USABLE = Duration.ofHours(1);

    private static final Duration BETWEEN_FETCHES = Duration.ofSeconds(5);
    private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);
    /** Longer than the timeouts of a fetch together. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ProviderEndpoint provider;
    private final Clock clock;
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile @Nullable Known known;
    private volatile Instant triedAt = Instant.EPOCH;
    private volatile boolean isAway = true;
    private Instant warnedAt = Instant.EPOCH;

    private record Known(JWKSet keys, Instant fetchedAt) {}

    ProviderKeys(ProviderEndpoint provider, Clock clock) {
        this.provider = provider;
        this.clock = clock;
    }

    /** @throws KeySourceException where no key fits and the provider does not answer: it may have the one */
    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws KeySourceException {
        if (isUsable(known, USABLE) && !isUsable(known, FRESH)) {
            // Whoever comes first fetches; all others go on with what is known.
            fetch(Duration.ZERO);
        }
        List<JWK> fitting = select(selector);
        if (fitting.isEmpty()) {
            fetch(PATIENCE);
            fitting = select(selector);
            if (fitting.isEmpty() && isAway) {
                throw new KeySourceException("The identity provider's keys cannot be fetched");
            }
        }
        return fitting;
    }

    private List<JWK> select(JWKSelector selector) {
        Known present = known;
        return present != null && isUsable(present, USABLE) ? selector.select(present.keys()) : List.of();
    }

    private boolean isUsable(@Nullable Known keys, Duration howLong) {
        return keys != null && clock.instant().isBefore(keys.fetchedAt().plus(howLong));
    }

    private void fetch(Duration patience) {
        try {
            if (!fetching.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            if (!clock.instant().isBefore(triedAt.plus(BETWEEN_FETCHES))) {
                known = new Known(provider.fetch(), clock.instant());
                isAway = false;
                triedAt = clock.instant();
            }
        } catch (IOException e) {
            isAway = true;
            triedAt = clock.instant();
            warn(e);
        } finally {
            fetching.unlock();
        }
    }

    /** Holds the lock. */
    private void warn(IOException e) {
        if (!clock.instant().isBefore(warnedAt.plus(BETWEEN_WARNINGS))) {
            warnedAt = clock.instant();
            LOG.warn("The identity provider does not answer: {}", e.getMessage());
        }
    }
}
