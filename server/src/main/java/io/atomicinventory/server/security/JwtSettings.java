package io.atomicinventory.server.security;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;

/**
 * Whose JSON Web Tokens are believed, and how: {@code INVENTORY_JWT_ISSUER} is {@code inventory.jwt.issuer}, and so on.
 *
 * @param issuer of every token, letter by letter; empty for no identity provider
 * @param audience what a token has to be for: a name of this service that no other has
 * @param keys the address of the provider's public keys (a JWK set); empty to ask the issuer where they are
 * @param algorithms which signatures are taken, none of them by a shared secret
 * @param roleClaim which claim has the role
 * @param storesClaim which claim has the stores
 * @param clockSkew by how much the clocks may differ; 0 to 5 min
 * @param maxAge how long a token may be valid in all; 1 min to 24 h
 */
@ConfigurationProperties("inventory.jwt")
record JwtSettings(
        String issuer,
        String audience,
        String keys,
        List<String> algorithms,
        String roleClaim,
        String storesClaim,
        Duration clockSkew,
        Duration maxAge) {
    private static final String PREFIX = "inventory.jwt.";
    private static final List<String> ALGORITHMS = Arrays.stream(SignatureAlgorithm.values())
            .map(SignatureAlgorithm::getName)
            .toList();
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    JwtSettings {
        algorithms = List.copyOf(algorithms);
        if (issuer.isBlank()) {
            require(audience.isBlank(), "audience", "is set without " + PREFIX + "issuer");
            require(keys.isBlank(), "keys", "is set without " + PREFIX + "issuer");
        } else {
            require(!audience.isBlank(), "audience", "is missing: without it the tokens of any other service would do");
            if (keys.isBlank()) {
                require(isSafe(issuer), "issuer", "must be an https address, or " + PREFIX + "keys be given");
            } else {
                require(isSafe(keys), "keys", "must be an https address");
            }
        }
        require(!algorithms.isEmpty(), "algorithms", "must be one or more of " + String.join(", ", ALGORITHMS));
        for (String algorithm : algorithms) {
            require(
                    ALGORITHMS.contains(algorithm),
                    "algorithms",
                    "must be of " + String.join(", ", ALGORITHMS) + ", and has " + algorithm);
        }
        require(!roleClaim.isBlank(), "role-claim", "is missing");
        require(!storesClaim.isBlank(), "stores-claim", "is missing");
        require(!storesClaim.equals(roleClaim), "stores-claim", "must differ from " + PREFIX + "role-claim");
        requireWithin("clock-skew", clockSkew, Duration.ZERO, Duration.ofMinutes(5), "0s to 5m");
        requireWithin("max-age", maxAge, Duration.ofMinutes(1), Duration.ofHours(24), "1m to 24h");
    }

    boolean isOn() {
        return !issuer.isBlank();
    }

    Set<SignatureAlgorithm> signatures() {
        return algorithms.stream().map(SignatureAlgorithm::from).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether keys from there can be believed: whoever can change them on the way could sign anything. */
    static boolean isSafe(String address) {
        try {
            URI uri = new URI(address);
            String host = uri.getHost();
            return host != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null
                    && ("https".equalsIgnoreCase(uri.getScheme())
                            || ("http".equalsIgnoreCase(uri.getScheme()) && THIS_MACHINE.contains(host)));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static void requireWithin(String name, Duration value, Duration least, Duration most, String bounds) {
        require(
                value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
                name,
                "must be from " + bounds + ", and is " + value.toMillis() + "ms");
    }

    private static void require(boolean isRight, String name, String otherwise) {
        if (!isRight) {
            throw new IllegalArgumentException(PREFIX + name + " " + otherwise);
        }
    }
}
