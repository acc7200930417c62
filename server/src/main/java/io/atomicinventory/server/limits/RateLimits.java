package io.atomicinventory.server.limits;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.atomicinventory.server.exposure.IpLiteral;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
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

    private static final int NETWORK_BYTES = 8;
    /** All that have no address share one, or each would have its own by writing something else. */
    private static final String NOWHERE = "nowhere";

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
        return addresses.take(network(remoteAddress));
    }

    /** How many addresses are remembered at the moment. */
    long remembered() {
        return addresses.size();
    }

    private static String network(String remoteAddress) {
        InetAddress address = IpLiteral.parse(remoteAddress);
        if (address == null) {
            return NOWHERE;
        }
        byte[] bytes = address.getAddress();
        return HexFormat.of().formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, NETWORK_BYTES) : bytes);
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
