package io.atomicinventory.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atomicinventory.engine.EngineSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ClassPathResource;

/** What is set reaches the engine, and what makes no sense is refused with the name of the setting. */
class InventorySettingsTest {

    private static List<PropertySource<?>> defaults() {
        try {
            return new YamlPropertySourceLoader().load("application", new ClassPathResource("application.yml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InventorySettings with(String... properties) {
        Map<String, String> set = new HashMap<>();
        for (String property : properties) {
            String[] parts = property.split("=", 2);
            set.put(parts[0], parts[1]);
        }
        List<ConfigurationPropertySource> sources = new ArrayList<>();
        sources.add(new MapConfigurationPropertySource(set));
        ConfigurationPropertySources.from(defaults()).forEach(sources::add);
        return new Binder(sources).bind("inventory", InventorySettings.class).get();
    }

    private static void assertRefused(String property, String reason) {
        assertThatThrownBy(() -> with(property)).rootCause().hasMessage(reason);
    }

    @Test
    void theDefaultsAreTheEngines() {
        assertThat(with().engine()).isEqualTo(EngineSettings.defaults());
    }

    @Test
    void whatIsSetReachesTheEngine() {
        assertThat(with(
                                "inventory.request.timeout=3s",
                                "inventory.lanes=3",
                                "inventory.waiting.total=70",
                                "inventory.waiting.store=7",
                                "inventory.cache.rows=9000")
                        .engine())
                .isEqualTo(EngineSettings.defaults()
                        .withRequestTimeout(Duration.ofSeconds(3))
                        .withLanes(3)
                        .withMaxWaiting(70, 7)
                        .withCachedRows(9000));
    }

    @Test
    void bothEndsOfEachBoundAreTheEnginesToo() {
        EngineSettings least = with(
                        "inventory.request.timeout=100ms",
                        "inventory.lanes=1",
                        "inventory.waiting.total=1",
                        "inventory.waiting.store=1",
                        "inventory.cache.rows=1000")
                .engine();
        EngineSettings most = with(
                        "inventory.request.timeout=10m",
                        "inventory.lanes=64",
                        "inventory.database.connections=72",
                        "inventory.waiting.total=10000000",
                        "inventory.waiting.store=10000000",
                        "inventory.cache.rows=100000000")
                .engine();
        assertThat(least.lanes()).isEqualTo(1);
        assertThat(most.lanes()).isEqualTo(64);
    }

    @Test
    void whatIsOutOfBoundsIsRefusedByItsName() {
        assertRefused("inventory.lanes=0", "inventory.lanes must be from 1 to 64, and is 0");
        assertRefused("inventory.waiting.total=0", "inventory.waiting.total must be from 1 to 10000000, and is 0");
        assertRefused("inventory.waiting.store=0", "inventory.waiting.store must be from 1 to 10000000, and is 0");
        assertRefused("inventory.cache.rows=999", "inventory.cache.rows must be from 1000 to 100000000, and is 999");
        assertRefused(
                "inventory.request.timeout=99ms", "inventory.request.timeout must be from 100ms to 10m, and is 99ms");
    }

    @Test
    void thePageNamesEverySettingWithItsDefault() throws IOException {
        List<String> rows = new ArrayList<>();
        for (PropertySource<?> source : defaults()) {
            for (String name : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
                if (name.startsWith("inventory.")) {
                    String variable = name.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
                    rows.add(("| `" + variable + "` | " + source.getProperty(name)).strip() + " |");
                }
            }
        }
        assertThat(Files.readAllLines(Path.of("../docs/settings.md")).stream()
                        .filter(line -> line.startsWith("| `"))
                        .map(line -> line.substring(0, line.indexOf('|', line.indexOf('|', 1) + 1) + 1)))
                .containsExactlyInAnyOrderElementsOf(rows);
    }

    @Test
    void theIntervalOfTheBackgroundSyncHasBoundsAndCanBeOff() {
        assertThat(with().queue().syncInterval()).isEqualTo(Duration.ofSeconds(15));
        for (String right : List.of("0", "100ms", "1h")) {
            assertThat(with("inventory.queue.sync-interval=" + right).queue().syncInterval())
                    .isLessThanOrEqualTo(Duration.ofHours(1));
        }
        String reason = "inventory.queue.sync-interval must be 0 or from 100ms to 1h, and is ";
        assertRefused("inventory.queue.sync-interval=99ms", reason + "99ms");
        assertRefused("inventory.queue.sync-interval=-1s", reason + "-1000ms");
        assertRefused("inventory.queue.sync-interval=3600001ms", reason + "3600001ms");
    }

    /** A variable cannot have the dash of a name. */
    @Test
    void aVariableSetsWhatHasADashInItsName() {
        MutablePropertySources sources = new MutablePropertySources();
        sources.addLast(new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                Map.of("INVENTORY_QUEUE_SYNC_INTERVAL", "7s")));
        defaults().forEach(sources::addLast);
        assertThat(new Binder(ConfigurationPropertySources.from(sources))
                        .bind("inventory", InventorySettings.class)
                        .get()
                        .queue()
                        .syncInterval())
                .isEqualTo(Duration.ofSeconds(7));
    }

    /** Or the requests that wait for somebody's locks would leave none for reading and for health. */
    @Test
    void thePoolHasRoomForAllThatTheEngineMayUseAndForReading() {
        assertThat(with("inventory.lanes=8").engine().lanes()).isEqualTo(8);
        assertRefused(
                "inventory.lanes=9",
                "inventory.database.connections must be from 17 (inventory.lanes and 8) to 1000, and is 16");
        assertRefused(
                "inventory.database.connections=1001",
                "inventory.database.connections must be from 10 (inventory.lanes and 8) to 1000, and is 1001");
    }
}
