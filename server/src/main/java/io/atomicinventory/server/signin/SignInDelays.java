package io.atomicinventory.server.signin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.atomicinventory.server.exposure.ClientNetwork;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Makes whoever guesses wait, and locks nobody out: from the third failure of an account and the tenth of an address the
 * next attempt has to wait, twice as long each time. In the memory of this node: each node counts for itself. Thread-safe.
 */
final class SignInDelays {
    private static final int FREE_FOR_ACCOUNT = 3;
    /** A shop may have one address for all of its people. */
    private static final int FREE_FOR_ADDRESS = 10;

    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    private static final Duration FORGOTTEN = Duration.ofMinutes(15);
    private static final int MOST = 100_000;

    private final Ticker ticker;
    private final Cache<String, Failures> accounts;
    private final Cache<String, Failures> networks;

    SignInDelays(Ticker ticker) {
        this.ticker = ticker;
        this.accounts = memory(ticker);
        this.networks = memory(ticker);
    }

    private static Cache<String, Failures> memory(Ticker ticker) {
        return Caffeine.newBuilder()
                .ticker(ticker)
                .expireAfterWrite(FORGOTTEN)
                .maximumSize(MOST)
                .build();
    }

    /** @param sinceNanos when the last of them was */
    private record Failures(int number, long sinceNanos) {}

    /**
     * Begins an attempt. It counts as a failure until it is said to be none: of many at once, none slips by.
     *
     * @param account empty where nobody can have that name
     * @return how long to wait, and then nothing was counted; zero for go on
     */
    synchronized Duration attempt(String account, String address) {
        String network = ClientNetwork.of(address);
        long nanos = Math.max(
                waitNanos(accounts.getIfPresent(account), FREE_FOR_ACCOUNT),
                waitNanos(networks.getIfPresent(network), FREE_FOR_ADDRESS));
        if (nanos > 0) {
            return Duration.ofNanos(nanos);
        }
        if (!account.isEmpty()) {
            count(accounts, account);
        }
        count(networks, network);
        return Duration.ZERO;
    }

    /** The account's failures are forgotten; the address may be that of somebody who guesses at others'. */
    synchronized void succeeded(String account, String address) {
        accounts.invalidate(account);
        takeBack(networks, ClientNetwork.of(address));
    }

    /** The attempt came to no result. */
    synchronized void cameToNothing(String account, String address) {
        takeBack(accounts, account);
        takeBack(networks, ClientNetwork.of(address));
    }

    private long waitNanos(@Nullable Failures failures, int free) {
        if (failures == null || failures.number() < free) {
            return 0;
        }
        int doublings = Math.min(failures.number() - free, 10);
        long wait = Math.min(FIRST_WAIT.toNanos() << doublings, LONGEST_WAIT.toNanos());
        return wait - (ticker.read() - failures.sinceNanos());
    }

    private void count(Cache<String, Failures> failures, String key) {
        Failures before = failures.getIfPresent(key);
        failures.put(key, new Failures(before == null ? 1 : before.number() + 1, ticker.read()));
    }

    private static void takeBack(Cache<String, Failures> failures, String key) {
        failures.asMap()
                .computeIfPresent(
                        key,
                        (same, before) ->
                                before.number() > 1 ? new Failures(before.number() - 1, before.sinceNanos()) : null);
    }
}
