package io.atomicinventory.engine.internal.sql;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
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

    Parameters flag(@Nullable Boolean value) throws SQLException {
        statement.setObject(++last, value, Types.BOOLEAN);
        return this;
    }

    Parameters bytes(byte[] value) throws SQLException {
        statement.setBytes(++last, value);
        return this;
    }

    Parameters time(@Nullable Instant value) throws SQLException {
        statement.setObject(++last, value == null ? null : OffsetDateTime.ofInstant(value, ZoneOffset.UTC));
        return this;
    }

    Parameters texts(Collection<String> values) throws SQLException {
        return array("text", values.toArray(String[]::new));
    }

    <T> Parameters texts(List<T> rows, Function<T, @Nullable String> column) throws SQLException {
        return array("text", column(rows, column, new String[rows.size()]));
    }

    <T> Parameters numbers(List<T> rows, Function<T, @Nullable Long> column) throws SQLException {
        return array("bigint", column(rows, column, new Long[rows.size()]));
    }

    <T> Parameters flags(List<T> rows, Function<T, Boolean> column) throws SQLException {
        return array("boolean", column(rows, column, new Boolean[rows.size()]));
    }

    <T> Parameters decimals(List<T> rows, Function<T, @Nullable BigDecimal> column) throws SQLException {
        return array("numeric", column(rows, column, new BigDecimal[rows.size()]));
    }

    <T> Parameters bytes(List<T> rows, Function<T, byte @Nullable []> column) throws SQLException {
        return array("bytea", column(rows, column, new byte[rows.size()][]));
    }

    /**
     * As text in ISO 8601, to be cast in the statement.
     *
     * @param usual sent as null, since most are that and a time takes longer to write and read than all the rest
     */
    <T> Parameters times(List<T> rows, Function<T, Instant> column, Instant usual) throws SQLException {
        return texts(rows, row -> {
            Instant time = column.apply(row);
            return time.equals(usual) ? null : time.toString();
        });
    }

    /** Into an array of its own type: the driver sends those of most types in binary, and those of objects as text. */
    private static <T, V> V[] column(List<T> rows, Function<T, ? extends @Nullable V> column, V[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = column.apply(rows.get(i));
        }
        return values;
    }

    private Parameters array(String type, Object[] values) throws SQLException {
        statement.setArray(++last, statement.getConnection().createArrayOf(type, values));
        return this;
    }
}
