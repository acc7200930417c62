package io.atomicinventory.server.security;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;

/** What must be true of a token beside its signature: from whom, for whom, of what kind, since when and for how long. */
final class JwtRules {
    private JwtRules() {}

    static OAuth2TokenValidator<Jwt> of(JwtSettings settings, Clock clock) {
        JwtTimestampValidator times = new JwtTimestampValidator(settings.clockSkew());
        times.setAllowEmptyExpiryClaim(false);
        times.setClock(clock);
        // Providers sign other things with the same key: logouts, events, proofs.
        JwtTypeValidator types = new JwtTypeValidator("JWT", "at+jwt", "application/at+jwt");
        types.setAllowEmpty(true);
        return new DelegatingOAuth2TokenValidator<>(List.of(
                types,
                JwtRules::nothingCritical,
                new JwtIssuerValidator(settings.issuer()),
                new JwtAudienceValidator(settings.audience()),
                times,
                jwt -> ofAge(jwt, settings, clock.instant())));
    }

    /** Of the extensions that a token may insist on, this service has none. */
    private static OAuth2TokenValidatorResult nothingCritical(Jwt jwt) {
        return result(!jwt.getHeaders().containsKey("crit"), "crit");
    }

    /** It cannot be revoked here, so it has to end soon. */
    private static OAuth2TokenValidatorResult ofAge(Jwt jwt, JwtSettings settings, Instant now) {
        Instant from = jwt.getIssuedAt();
        Instant until = jwt.getExpiresAt();
        return result(
                from != null
                        && until != null
                        && !from.isAfter(now.plus(settings.clockSkew()))
                        && Duration.between(from, until).compareTo(settings.maxAge()) <= 0,
                "iat");
    }

    private static OAuth2TokenValidatorResult result(boolean isRight, String what) {
        return isRight
                ? OAuth2TokenValidatorResult.success()
                : OAuth2TokenValidatorResult.failure(new OAuth2Error(OAuth2ErrorCodes.INVALID_TOKEN, what, null));
    }
}
