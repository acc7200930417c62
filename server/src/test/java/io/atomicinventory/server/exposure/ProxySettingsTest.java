package io.atomicinventory.server.exposure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ProxySettingsTest {

    private static ProxySettings with(String trusted) {
        return new Binder(new MapConfigurationPropertySource(Map.of("inventory.proxy.trusted", trusted)))
                .bind("inventory.proxy", ProxySettings.class)
                .get();
    }

    @Test
    void addressesAndNetworksAreReadFromOneLine() {
        assertThat(with("").isEmpty()).isTrue();
        assertThat(with("10.1.2.3, 10.2.0.0/16 ,fd00::/8,::1").trusted())
                .isEqualTo(List.of("10.1.2.3", "10.2.0.0/16", "fd00::/8", "::1"));
        assertThat(with("10.0.0.0/8,10.1.2.3/32,::1/128").networks()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0/0",
                "::/0",
                "8.0.0.0/7",
                "10.0.0.0/33",
                "::1/129",
                "10.0.0.0/",
                "10.0.0.0/-8",
                "proxy",
                "*"
            })
    void everybodyAndNonsenseAreRefused(String trusted) {
        assertThatThrownBy(() -> with("127.0.0.1," + trusted))
                .rootCause()
                .hasMessage("inventory.proxy.trusted must be addresses or networks of /8 and narrower, such as"
                        + " 10.1.2.3,10.2.0.0/16, and has: " + trusted);
    }
}
