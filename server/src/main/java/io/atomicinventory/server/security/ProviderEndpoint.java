package io.atomicinventory.server.security;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the identity provider's public keys, from where the settings or the provider's own description say they are.
 * Thread-safe.
 *
 * @see <a href="https://openid.net/specs/openid-connect-discovery-1_0.html">OpenID Connect Discovery</a>
 */
final class ProviderEndpoint {
    private static final int CONNECT_MILLIS = 2_000;
    private static final int READ_MILLIS = 2_000;
    private static final int MOST_BYTES = 512 * 1024;
    private static final String DESCRIPTION = "/.well-known/openid-configuration";

    private final JwtSettings settings;
    private final ResourceRetriever http = new DefaultResourceRetriever(CONNECT_MILLIS, READ_MILLIS, MOST_BYTES);
    /** What the description said; null where it has to be asked. */
    private volatile @Nullable String found;

    ProviderEndpoint(JwtSettings settings) {
        this.settings = settings;
    }

    /** @throws IOException where they cannot be had or are no keys; the message names the address */
    JWKSet fetch() throws IOException {
        String address = settings.keys().isBlank() ? found() : settings.keys();
        try {
            return JWKSet.parse(get(address));
        } catch (IOException | ParseException | RuntimeException e) {
            found = null; // it may have moved
            throw new IOException("no keys from " + address + ": " + e.getMessage(), e);
        }
    }

    private String found() throws IOException {
        String known = found;
        if (known == null) {
            known = discover();
            found = known;
        }
        return known;
    }

    private String discover() throws IOException {
        String issuer = settings.issuer();
        String address = (issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer) + DESCRIPTION;
        try {
            Map<String, Object> description = JSONObjectUtils.parse(get(address));
            if (!issuer.equals(description.get("issuer"))) {
                throw new IOException("it describes another issuer");
            }
            if (description.get("jwks_uri") instanceof String keys && JwtSettings.isSafe(keys)) {
                return keys;
            }
            throw new IOException("its jwks_uri is no https address");
        } catch (IOException | ParseException | RuntimeException e) {
            throw new IOException("no use of " + address + ": " + e.getMessage(), e);
        }
    }

    private String get(String address) throws IOException {
        return http.retrieveResource(URI.create(address).toURL()).getContent();
    }
}
