package io.atomicinventory.server.limits;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.atomicinventory.server.exposure.ClientNetwork;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.EstimationProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * How often a token and an address may ask. Each asks for one request and is answered how long to wait, or empty for
 * "go on"; who has to wait has used nothing up. Thread-safe.
 */
@Component
public class RateLimits {
    private static final int TOKEN_BURST_SECONDS = 2;
    private static final int ADDRESS_BURST_SECONDS = 5;

    private static final int MOST_CALLERS = 100_000;
    /** Longer than any burst takes to come back: who is forgotten and returns has what he would have had. */
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(1);

    private final Buckets tokens;
    private final Buckets addresses;

    @Autowired
    RateLimits(LimitSettings settings) {
        this(settings, TimeMeter.SYSTEM_NANOTIME);
    }

    RateLimits(LimitSettings settings, TimeMeter clock) {
        this.tokens = new Buckets(settings.token(), TOKEN_BURST_SECONDS, clock);
        this.addresses = new Buckets(settings.address(), ADDRESS_BURST_SECONDS, clock);
    }

    /** @param principalName whose token it is; names are told apart as they are written */
    public Optional<Duration> token(String principalName) {
        return tokens.take(principalName);
    }

    /** @param remoteAddress IPv4, or IPv6, of which a whole /64 counts as one: that is what one household has */
    public Optional<Duration> address(String remoteAddress) {
        return addresses.take(ClientNetwork.of(remoteAddress));
    }

    /** The same, and uses nothing up. */
    public Optional<Duration> untilRoom(String remoteAddress) {
        return addresses.untilRoom(ClientNetwork.of(remoteAddress));
    }

    /** How many addresses are remembered at the moment. */
    long remembered() {
        return addresses.size();
    }

    /** One for each caller, full at first. */
    private static final class Buckets {
        private final int perSecond;
        private final LoadingCache<String, Bucket> byCaller;

        Buckets(int perSecond, int burstSeconds, TimeMeter clock) {
            this.perSecond = perSecond;
            this.byCaller = Caffeine.newBuilder()
                    .maximumSize(MOST_CALLERS)
                    .expireAfterAccess(FORGOTTEN_AFTER)
                    .build(caller -> Bucket.builder()
                            .withCustomTimePrecision(clock)
                            .addLimit(Bandwidth.builder()
                                    .capacity((long) perSecond * burstSeconds)
                                    .refillGreedy(perSecond, Duration.ofSeconds(1))
                                    .build())
                            .build());
        }

        long size() {
            byCaller.cleanUp();
            return byCaller.estimatedSize();
        }

        Optional<Duration> untilRoom(String caller) {
            if (perSecond == 0) {
                return Optional.empty();
            }
            EstimationProbe probe = byCaller.get(caller).estimateAbilityToConsume(1);
            return probe.canBeConsumed()
                    ? Optional.empty()
                    : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }

        Optional<Duration> take(String caller) {
            if (perSecond == 0) {
                return Optional.empty();
            }
            ConsumptionProbe probe = byCaller.get(caller).tryConsumeAndReturnRemaining(1);
            return probe.isConsumed()
                    ? Optional.empty()
                    : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }
    }
}
