package io.atomicinventory.server.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.RSAKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a key is believed, how often the provider is asked, and what holds while it is away. */
class ProviderKeysTest {
    private static final RSAKey OLD = IdentityProvider.key("old");
    private static final RSAKey NEW = IdentityProvider.key("new");

    private final IdentityProvider provider = new IdentityProvider(OLD);
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private final ProviderKeys keys = keys("");

    @AfterEach
    void close() {
        provider.close();
    }

    private ProviderKeys keys(String address) {
        return new ProviderKeys(
                new ProviderEndpoint(new JwtSettings(
                        provider.url(),
                        "a",
                        address,
                        List.of("RS256"),
                        "role",
                        "stores",
                        Duration.ZERO,
                        Duration.ofHours(1))),
                clock);
    }

    private List<String> find(RSAKey key) throws KeySourceException {
        return keys
                .get(
                        new JWKSelector(
                                new JWKMatcher.Builder().keyID(key.getKeyID()).build()),
                        null)
                .stream()
                .map(found -> found.getKeyID())
                .toList();
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private void requireAway(RSAKey key) {
        assertThatThrownBy(() -> find(key)).isInstanceOf(KeySourceException.class);
    }

    private long fetches() {
        return provider.asked().stream().filter("/keys"::equals).count();
    }

    @Test
    void theProviderIsAskedWhenAKeyIsFirstNeededAndThenNotForFiveMinutes() throws Exception {
        assertThat(provider.asked()).isEmpty();
        for (int i = 0; i < 10; i++) {
            assertThat(find(OLD)).containsExactly("old");
        }
        pass(Duration.ofSeconds(299));
        assertThat(find(OLD)).containsExactly("old");
        assertThat(provider.asked()).containsExactly("/.well-known/openid-configuration", "/keys");
    }

    @Test
    void aKeyThatTheProviderTookBackIsBelievedForFiveMinutesAtMost() throws Exception {
        assertThat(find(OLD)).isNotEmpty();
        provider.publish(NEW);
        pass(Duration.ofMinutes(5));
        assertThat(find(OLD)).isEmpty();
    }

    @Test
    void aNewKeyIsFoundAtOnceButUnknownOnesAskTheProviderEveryFiveSecondsAtMost() throws Exception {
        assertThat(find(OLD)).isNotEmpty();
        pass(Duration.ofSeconds(5));
        provider.publish(OLD, NEW);
        assertThat(find(NEW)).containsExactly("new");
        assertThat(fetches()).isEqualTo(2);
        for (int i = 0; i < 100; i++) {
            assertThat(find(new RSAKey.Builder(OLD).keyID("unknown-" + i).build()))
                    .isEmpty();
        }
        assertThat(fetches()).isEqualTo(2);
    }

    @Test
    void whileTheProviderIsAwayItsKeysAreBelievedForAnHourAndNoOtherIsCalledWrong() throws Exception {
        assertThat(find(OLD)).isNotEmpty();
        provider.answerWith(500);
        pass(Duration.ofMinutes(59));
        assertThat(find(OLD)).containsExactly("old");
        requireAway(NEW);
        pass(Duration.ofMinutes(1));
        requireAway(OLD);
        provider.answerWith(200);
        requireAway(OLD);
        pass(Duration.ofSeconds(5));
        assertThat(find(OLD)).containsExactly("old");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"keys\": 7}", "<html>"})
    void anAnswerThatIsNoKeysIsNone(String text) {
        provider.publishText(text);
        requireAway(OLD);
    }

    @Test
    void aDescriptionOfAnotherIssuerOrWithKeysOnTheOpenRoadIsNotFollowed() {
        String keysThere = "\"jwks_uri\": \"" + provider.url() + "/keys\"}";
        for (String description : List.of(
                "{\"issuer\": \"https://other.example\", " + keysThere,
                "{\"issuer\": \"" + provider.url() + "/\", " + keysThere,
                "{" + keysThere,
                "{\"issuer\": \"" + provider.url() + "\"}",
                "{\"issuer\": \"" + provider.url() + "\", \"jwks_uri\": \"http://keys.example/keys\"}",
                "{\"issuer\": \"" + provider.url() + "\", \"jwks_uri\": \"file:///etc/passwd\"}",
                "not JSON")) {
            provider.describe(description);
            requireAway(OLD);
            pass(Duration.ofSeconds(5));
        }
        assertThat(fetches()).isZero();
    }

    @Test
    void keysWhoseAddressIsSetAreFetchedFromThereAlone() throws Exception {
        assertThat(keys(provider.url() + "/keys").get(new JWKSelector(new JWKMatcher.Builder().build()), null))
                .hasSize(1);
        assertThat(provider.asked()).containsExactly("/keys");
    }
}
