package io.atomicinventory.engine.internal.sql;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Sets the parameters of a statement one after the other. Lists become PostgreSQL arrays. */
final class Parameters {
    private final PreparedStatement statement;
    private int last;

    Parameters(PreparedStatement statement) {
        this.statement = statement;
    }

    Parameters text(@Nullable String value) throws SQLException {
        statement.setString(++last, value);
        return this;
    }

    Parameters number(long value) throws SQLException {
        statement.setLong(++last, value);
        return this;
    }

    Parameters time(@Nullable Instant value) throws SQLException {
        statement.setObject(++last, value == null ? null : OffsetDateTime.ofInstant(value, ZoneOffset.UTC));
        return this;
    }

    Parameters texts(Collection<String> values) throws SQLException {
        return array("text", values.toArray());
    }

    <T> Parameters texts(List<T> rows, Function<T, @Nullable String> column) throws SQLException {
        return column("text", rows, column);
    }

    <T> Parameters numbers(List<T> rows, Function<T, Long> column) throws SQLException {
        return column("bigint", rows, column);
    }

    <T> Parameters flags(List<T> rows, Function<T, Boolean> column) throws SQLException {
        return column("boolean", rows, column);
    }

    <T> Parameters decimals(List<T> rows, Function<T, @Nullable BigDecimal> column) throws SQLException {
        return column("numeric", rows, column);
    }

    <T> Parameters bytes(List<T> rows, Function<T, byte @Nullable []> column) throws SQLException {
        return array("bytea", rows.stream().map(column).toArray(byte[][]::new));
    }

    /** As text in ISO 8601, to be cast in the statement. */
    <T> Parameters times(List<T> rows, Function<T, Instant> column) throws SQLException {
        return column("text", rows, row -> column.apply(row).toString());
    }

    private <T> Parameters column(String type, List<T> rows, Function<T, ? extends @Nullable Object> column)
            throws SQLException {
        return array(type, rows.stream().map(column).toArray());
    }

    private Parameters array(String type, Object[] values) throws SQLException {
        statement.setArray(++last, statement.getConnection().createArrayOf(type, values));
        return this;
    }
}
