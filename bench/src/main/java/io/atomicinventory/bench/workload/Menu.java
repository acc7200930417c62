package io.atomicinventory.bench.workload;

import io.atomicinventory.bench.postgres.BenchDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What can be sold.
 *
 * @param shortDish is always refused
 */
public record Menu(List<Dish> dishes, Dish shortDish) {
    private static final String SAMPLES = """
            SELECT transaction_id, encode(items_hash, 'hex') AS items_hash, deduction_data::text AS deduction_data
            FROM inventory_deduction_idempotency WHERE store_id = '%s'""".formatted(Shape.SAMPLE_STORE);

    private record Sample(String itemsHash, String data) {}

    /** Reads what the engine wrote at set-up. */
    static Menu read(BenchDatabase database, Shape shape) {
        Map<String, Sample> samples = new HashMap<>();
        try (Connection connection = database.owner().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(SAMPLES)) {
            while (rows.next()) {
                samples.put(
                        rows.getString("transaction_id"),
                        new Sample(rows.getString("items_hash"), rows.getString("deduction_data")));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        Sample refusal = Objects.requireNonNull(samples.get(Shape.SHORT_DISH));
        List<Dish> dishes = new ArrayList<>();
        for (int i = 0; i < shape.dishes(); i++) {
            String id = Shape.dishId(i);
            Sample sold = Objects.requireNonNull(samples.get(id));
            dishes.add(new Dish(id, shape.stockIds(i), sold.itemsHash(), sold.data(), refusal.data()));
        }
        return new Menu(
                List.copyOf(dishes),
                new Dish(
                        Shape.SHORT_DISH,
                        shape.stockIdsOfShortDish(),
                        refusal.itemsHash(),
                        dishes.getFirst().done(),
                        refusal.data()));
    }
}
