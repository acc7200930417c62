package io.atomicinventory.bench.subject;

import io.atomicinventory.bench.workload.Sale;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The settings of a transaction and the look for an earlier outcome of the key, in one round trip. */
final class FirstStatement {
    private static final String SQL = FinalRows.SETTINGS + ";\n" + FinalRows.EARLIER_OUTCOME;

    private FirstStatement() {}

    /** @return null where the key is new */
    static @Nullable Answer settingsAndEarlier(Connection connection, Sale sale) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SQL)) {
            statement.setString(1, sale.storeId());
            statement.setString(2, sale.storeId());
            statement.setString(3, sale.key());
            statement.execute();
            return statement.getMoreResults() ? earlier(statement, sale) : null;
        }
    }

    /** @param statement at the result of {@link FinalRows#EARLIER_OUTCOME} */
    static @Nullable Answer earlier(PreparedStatement statement, Sale sale) throws SQLException {
        try (ResultSet row = statement.getResultSet()) {
            if (!row.next()) {
                return null;
            }
            boolean isSame = Arrays.equals(row.getBytes("request_hash"), FinalRows.requestHash(sale));
            // A replay gives the first answer in full, so it is read in full.
            return isSame && row.getString("deduction_data") != null ? Answer.REPLAYED : Answer.FAILED;
        }
    }
}
