package io.atomicinventory.bench.measure;

import io.atomicinventory.bench.subject.Ceiling;
import java.sql.SQLException;

/** The ceiling, batch after batch. */
public record BulkLoop(Ceiling ceiling) implements Load {
    @Override
    public void run(Recording recording) throws SQLException {
        while (!recording.isOver()) {
            recording.sold(ceiling.sell());
        }
    }
}
