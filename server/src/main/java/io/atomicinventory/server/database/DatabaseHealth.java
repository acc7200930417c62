package io.atomicinventory.server.database;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Up while the database answers. Asked once in a second, whoever asks: everybody may, and it takes a connection. */
@Component
class DatabaseHealth implements HealthIndicator {
    private static final int TIMEOUT_SECONDS = 2;

    private static final Duration BELIEVED = Duration.ofSeconds(1);

    private final ServerDatabase database;
    private final Supplier<Health> known;

    DatabaseHealth(ServerDatabase database) {
        this.database = database;
        LoadingCache<Boolean, Health> last =
                Caffeine.newBuilder().expireAfterWrite(BELIEVED).build(key -> ask());
        this.known = () -> last.get(true);
    }

    @Override
    public Health health() {
        return known.get();
    }

    private Health ask() {
        try (Connection connection = database.dataSource().getConnection()) {
            return connection.isValid(TIMEOUT_SECONDS)
                    ? Health.up().build()
                    : Health.down().build();
        } catch (SQLException e) {
            return Health.down(e).build();
        }
    }
}
