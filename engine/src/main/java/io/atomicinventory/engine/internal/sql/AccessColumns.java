package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.access.Role;
import io.atomicinventory.engine.access.StoreScope;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The columns that people and tokens have in common. */
final class AccessColumns {
    private AccessColumns() {}

    static Role role(ResultSet row) throws SQLException {
        return Role.ofCode(row.getString("role")).orElseThrow(() -> new IllegalStateException("an unknown role"));
    }

    static StoreScope stores(ResultSet row) throws SQLException {
        Array stores = row.getArray("stores");
        return stores == null ? StoreScope.ALL : StoreScope.of(List.of((String[]) stores.getArray()));
    }

    /** As {@code string_to_array} reads it: null for all of them. */
    static @Nullable String text(StoreScope stores) {
        return stores.isAll() ? null : String.join(",", stores.storeIds());
    }

    static Instant time(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(optionalTime(row, column));
    }

    static @Nullable Instant optionalTime(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
