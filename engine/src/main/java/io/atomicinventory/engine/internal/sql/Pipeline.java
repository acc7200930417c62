package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.InvalidRequestException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several statements that travel to the database together and come back together: one round trip. */
final class Pipeline {
    private final List<Step> steps = new ArrayList<>();

    Pipeline query(String sql, Binder binder, RowReader reader) {
        steps.add(new Step(sql, binder, reader, null));
        return this;
    }

    /** @param count is told how many rows were written */
    Pipeline update(String sql, Binder binder, Count count) {
        steps.add(new Step(sql, binder, null, count));
        return this;
    }

    Pipeline then(Pipeline next) {
        steps.addAll(next.steps);
        return this;
    }

    void run(Connection connection) throws SQLException {
        String sql = String.join(";\n", steps.stream().map(Step::sql).toList());
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Parameters parameters = new Parameters(statement);
            for (Step step : steps) {
                step.binder().bind(parameters);
            }
            boolean isRows = statement.execute();
            for (Step step : steps) {
                step.take(statement, isRows);
                isRows = statement.getMoreResults();
            }
        }
    }

    private record Step(
            String sql,
            Binder binder,
            @Nullable RowReader reader,
            @Nullable Count count) {

        /** What the tables hold and our records refuse is damage, and no mistake of whoever asks. */
        private static void read(RowReader reader, ResultSet row) throws SQLException {
            try {
                reader.read(row);
            } catch (InvalidRequestException e) {
                throw new IllegalStateException("a row of the database is out of bounds: " + e.getMessage(), e);
            }
        }

        void take(PreparedStatement statement, boolean isRows) throws SQLException {
            if (reader != null) {
                if (!isRows) {
                    throw new IllegalStateException("expected rows from: " + sql);
                }
                try (ResultSet rows = statement.getResultSet()) {
                    while (rows.next()) {
                        read(reader, rows);
                    }
                }
            } else if (count != null) {
                count.accept(statement.getUpdateCount());
            }
        }
    }

    @FunctionalInterface
    interface Binder {
        void bind(Parameters parameters) throws SQLException;
    }

    /** Called once for each row. */
    @FunctionalInterface
    interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    @FunctionalInterface
    interface Count {
        void accept(int rows) throws SQLException;
    }
}
