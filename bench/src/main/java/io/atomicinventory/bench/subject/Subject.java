package io.atomicinventory.bench.subject;

import io.atomicinventory.bench.workload.Sale;
import java.sql.SQLException;

/** Somebody who sells. Thread-safe; each sale is durable when it is answered. */
public interface Subject extends AutoCloseable {
    /** @param caller its number, from 0 */
    Answer sell(int caller, Sale sale) throws SQLException;

    /** Its pools go with the database. */
    @Override
    default void close() {}
}
