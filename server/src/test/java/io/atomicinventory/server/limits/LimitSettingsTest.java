package io.atomicinventory.server.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.ClassPathResource;
import org.springframework.util.unit.DataSize;

class LimitSettingsTest {

    private static LimitSettings with(Map<String, String> set) throws IOException {
        List<ConfigurationPropertySource> sources = new ArrayList<>();
        sources.add(new MapConfigurationPropertySource(set));
        ConfigurationPropertySources.from(
                        new YamlPropertySourceLoader().load("application", new ClassPathResource("application.yml")))
                .forEach(sources::add);
        return new Binder(sources).bind("inventory.limits", LimitSettings.class).get();
    }

    @Test
    void theDefaultsAreThoseOfTheContract() throws IOException {
        assertThat(with(Map.of()))
                .isEqualTo(new LimitSettings(
                        1000,
                        20,
                        DataSize.ofMegabytes(1),
                        DataSize.ofMegabytes(64),
                        16,
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(10)));
    }

    @ParameterizedTest
    @CsvSource({
        "token, 0, 1000000, -1, 1000001, 0 to 1000000",
        "address, 0, 1000000, -1, 1000001, 0 to 1000000",
        "body, 1KB, 16MB, 1023B, 17MB, 1KB to 16MB",
        "csv, 1MB, 1GB, 1023KB, 1025MB, 1MB to 1GB",
        "depth, 8, 100, 7, 101, 8 to 100",
        "head-time, 100ms, 10m, 99ms, 11m, 100ms to 10m",
        "body-time, 100ms, 1h, 99ms, 61m, 100ms to 1h",
        "csv-time, 100ms, 1h, 0, 61m, 100ms to 1h"
    })
    void eachHasBoundsAndIsRefusedByItsName(
            String name, String least, String most, String tooLittle, String tooMuch, String bounds)
            throws IOException {
        String property = "inventory.limits." + name;
        for (String right : List.of(least, most)) {
            assertThat(with(Map.of(property, right))).isNotNull();
        }
        for (String wrong : List.of(tooLittle, tooMuch)) {
            assertThatThrownBy(() -> with(Map.of(property, wrong)))
                    .rootCause()
                    .hasMessageStartingWith(property + " must be from " + bounds + ", and is ");
        }
    }
}
