package io.atomicinventory.server.security;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;

/**
 * Whose pages may call the API from a browser: nobody's, unless they are named. They send a token; a cookie would be
 * refused anyway.
 *
 * @param origins exact ones, without a path
 */
@ConfigurationProperties("inventory.cors")
record CorsSettings(List<String> origins) {
    private static final Pattern ORIGIN = Pattern.compile("https://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[1-9][0-9]{0,4})?"
            + "|http://(localhost|127\\.0\\.0\\.1|\\[::1])(:[1-9][0-9]{0,4})?");
    private static final Duration PREFLIGHT_IS_GOOD_FOR = Duration.ofHours(1);

    CorsSettings {
        for (String origin : origins) {
            if (!ORIGIN.matcher(origin).matches()) {
                throw new IllegalArgumentException("inventory.cors.origins must be exact origins in lower case, such as"
                        + " https://tills.example (http for localhost only), and has " + origin);
            }
        }
    }

    boolean isOff() {
        return origins.isEmpty();
    }

    CorsConfigurationSource source() {
        CorsConfiguration api = new CorsConfiguration();
        api.setAllowedOrigins(origins);
        api.setAllowedMethods(List.of("GET", "HEAD", "POST", "PUT", "DELETE"));
        api.setAllowedHeaders(List.of("Authorization", "Content-Type", "Idempotency-Key"));
        api.setExposedHeaders(List.of("Idempotent-Replayed", "Location", "Retry-After"));
        api.setAllowCredentials(false);
        api.setMaxAge(PREFLIGHT_IS_GOOD_FOR);
        UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
        source.registerCorsConfiguration("/api/**", api);
        return source;
    }
}
