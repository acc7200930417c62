package io.atomicinventory.bench.workload;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** A product and its recipe come in one transaction: the schema refuses one without the other. */
final class Products {
    private Products() {}

    static void insert(DataSource owner, String product, String ingredients, String id, List<String> names) {
        try (Connection connection = owner.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement first = connection.prepareStatement(product);
                    PreparedStatement second = connection.prepareStatement(ingredients)) {
                first.setString(1, id);
                first.setString(2, "Dish " + id);
                first.executeUpdate();
                second.setString(1, id);
                second.setString(2, String.join(",", names));
                second.executeUpdate();
            }
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }
}
