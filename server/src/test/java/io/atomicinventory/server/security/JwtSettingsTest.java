package io.atomicinventory.server.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.ClassPathResource;

/** A provider is off unless it is set, and what would let strangers in ends the start with the name of the setting. */
class JwtSettingsTest {
    private static final String ISSUER = "issuer=https://id.example";
    private static final String AUDIENCE = "audience=inventory";

    private static JwtSettings with(String... properties) {
        Map<String, String> set = new HashMap<>();
        for (String property : properties) {
            String[] parts = property.split("=", 2);
            set.put("inventory.jwt." + parts[0], parts[1]);
        }
        List<ConfigurationPropertySource> sources = new ArrayList<>();
        sources.add(new MapConfigurationPropertySource(set));
        try {
            ConfigurationPropertySources.from(new YamlPropertySourceLoader()
                            .load("application", new ClassPathResource("application.yml")))
                    .forEach(sources::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Binder(sources).bind("inventory.jwt", JwtSettings.class).get();
    }

    @Test
    void nobodyIsBelievedUnlessItIsSet() {
        assertThat(with().isOn()).isFalse();
        JwtSettings on = with(ISSUER, AUDIENCE);
        assertThat(on.isOn()).isTrue();
        assertThat(on.algorithms()).containsExactly("RS256", "ES256");
        assertThat(on.clockSkew()).isEqualTo(Duration.ofMinutes(1));
        assertThat(on.maxAge()).isEqualTo(Duration.ofHours(1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    audience=x                                        | audience is set without inventory.jwt.issuer
                    keys=https://id.example/keys                      | keys is set without inventory.jwt.issuer
                    issuer=https://id.example                         | audience is missing
                    issuer=http://id.example;audience=x               | issuer must be an https address
                    issuer=accounts;audience=x                        | issuer must be an https address
                    issuer=http://localhost.evil.example;audience=x   | issuer must be an https address
                    issuer=https://a:b@id.example;audience=x          | issuer must be an https address
                    issuer=a;audience=x;keys=http://id.example/keys   | keys must be an https address
                    issuer=a;audience=x;keys=file:///etc/keys         | keys must be an https address
                    algorithms=                                       | algorithms must be one or more of
                    algorithms=none                                   | algorithms must be of RS256
                    algorithms=None                                   | algorithms must be of RS256
                    algorithms=HS256                                  | algorithms must be of RS256
                    algorithms=RS256,HS512                            | algorithms must be of RS256
                    algorithms=rs256                                  | algorithms must be of RS256
                    algorithms=EdDSA                                  | algorithms must be of RS256
                    role-claim=                                       | role-claim is missing
                    stores-claim=                                     | stores-claim is missing
                    role-claim=x;stores-claim=x                       | stores-claim must differ
                    clock-skew=-1s                                    | clock-skew must be from 0s to 5m
                    clock-skew=301s                                   | clock-skew must be from 0s to 5m
                    max-age=59s                                       | max-age must be from 1m to 24h
                    max-age=25h                                       | max-age must be from 1m to 24h
                    """)
    void whatWouldLetStrangersInIsRefusedByItsName(String properties, String reason) {
        assertThatThrownBy(() -> with(properties.split(";", -1)))
                .rootCause()
                .hasMessageStartingWith("inventory.jwt." + reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://localhost:8180/realms/shop", "http://127.0.0.1", "http://[::1]:80", "HTTPS://id.example"
            })
    void aProviderOnThisMachineNeedsNoEncryption(String issuer) {
        assertThatCode(() -> with("issuer=" + issuer, AUDIENCE)).doesNotThrowAnyException();
    }

    @Test
    void anIssuerWhoseKeysAreSetIsOnlyAName() {
        assertThatCode(() -> with("issuer=accounts", AUDIENCE, "keys=https://id.example/keys"))
                .doesNotThrowAnyException();
    }
}
