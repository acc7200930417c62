package io.atomicinventory.bench.workload;

/** One attempt at selling one dish. */
public record Sale(String storeId, Dish dish, String transactionId, String key) {
    /** Who sells, in every row of every subject. */
    public static final String WHO = "till";
}
