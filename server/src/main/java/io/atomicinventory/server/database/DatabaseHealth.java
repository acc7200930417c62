package io.atomicinventory.server.database;

import java.sql.Connection;
import java.sql.SQLException;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Up while the database answers. */
@Component
class DatabaseHealth implements HealthIndicator {
    private static final int TIMEOUT_SECONDS = 2;

    private final ServerDatabase database;

    DatabaseHealth(ServerDatabase database) {
        this.database = database;
    }

    @Override
    public Health health() {
        try (Connection connection = database.dataSource().getConnection()) {
            return connection.isValid(TIMEOUT_SECONDS)
                    ? Health.up().build()
                    : Health.down().build();
        } catch (SQLException e) {
            return Health.down(e).build();
        }
    }
}
