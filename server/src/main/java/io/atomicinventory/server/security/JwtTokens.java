package io.atomicinventory.server.security;

import com.nimbusds.jose.KeySourceException;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.MappedJwtClaimSetConverter;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.stereotype.Component;

/**
 * Which tokens of the identity provider are valid, if there is one. Each is checked each time: a signature
 * (0.1 ms for RS256, 0.5 ms for ES256) takes less than a commit. Thread-safe.
 */
@Component
class JwtTokens {
    private final JwtSettings settings;
    private final @Nullable JwtDecoder decoder;

    JwtTokens(JwtSettings settings, Clock clock) {
        this.settings = settings;
        this.decoder = settings.isOn() ? decoder(settings, clock) : null;
    }

    /** Whether it is for this class to say: of the form of a signed token, and there is a provider. */
    boolean isMine(String secret) {
        return decoder != null && secret.chars().filter(letter -> letter == '.').count() == 2;
    }

    /**
     * @return null where it is not valid
     * @throws ProviderAwayException where nobody can tell
     */
    @Nullable
    Identity find(String secret) {
        if (decoder == null) {
            return null;
        }
        try {
            return JwtIdentity.of(decoder.decode(secret).getClaims(), settings);
        } catch (BadJwtException e) {
            return null;
        } catch (JwtException e) {
            if (e.getCause() instanceof KeySourceException) {
                throw new ProviderAwayException(e);
            }
            return null;
        }
    }

    private static JwtDecoder decoder(JwtSettings settings, Clock clock) {
        ProviderKeys keys = new ProviderKeys(new ProviderEndpoint(settings), clock);
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSource(keys)
                .jwsAlgorithms(allowed -> allowed.addAll(settings.signatures()))
                .build();
        decoder.setClaimSetConverter(asTheyAre(MappedJwtClaimSetConverter.withDefaults(Map.of())));
        decoder.setJwtValidator(JwtRules.of(settings, clock));
        return decoder;
    }

    /** The framework makes up an {@code iat} where there is none, which would make every token a young one. */
    private static Converter<Map<String, Object>, Map<String, Object>> asTheyAre(
            Converter<Map<String, Object>, Map<String, Object>> types) {
        return claims -> {
            Map<String, Object> converted = types.convert(claims);
            if (claims.get(JwtClaimNames.IAT) == null) {
                converted.remove(JwtClaimNames.IAT);
            }
            return converted;
        };
    }
}
