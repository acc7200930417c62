package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.monitor.Finding;
import java.sql.SQLException;

/**
 * One question to a store's books. To add one, write a class beside the others and name it in {@link HealthStorage}.
 * It must find its rows by an index, since it runs on request, beside the sales. Its message says what was found; the
 * details begin with the same three for all of them: see {@link Finding#of}.
 */
interface HealthCheck {
    int EXAMPLES = 5;

    /** A slug, the same for ever. */
    String name();

    /**
     * @param transaction sees this store only, is the check's own, and is rolled back
     * @throws SQLException where it cannot be told; the report then says so, and why
     */
    Finding find(String storeId, Transaction transaction) throws SQLException;
}
