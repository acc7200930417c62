package io.atomicinventory.bench.workload;

/**
 * One attempt at selling one dish, or at giving all of it back.
 *
 * @param isVoid only the engine is asked for voids
 */
public record Sale(String storeId, Dish dish, String transactionId, String key, boolean isVoid) {
    /** Who sells, in every row of every subject. */
    public static final String WHO = "till";

    Sale voided() {
        return new Sale(storeId, dish, transactionId, "void-of-" + key, true);
    }
}
