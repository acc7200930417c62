package io.atomicinventory.engine.deduction;

import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.testing.OpenCafe;
import io.atomicinventory.engine.testing.StoppableNode.Caller;
import java.util.List;

/** More stores like Cebu, and sales in them. */
final class Branches {
    private Branches() {}

    /** So many stores {@code s0}, {@code s1}, ..., with the mappings and the stock that Cebu has now. */
    static void open(OpenCafe open, int number) {
        open(open, 0, number);
    }

    /** {@code s<from>} to {@code s<to - 1>}. */
    static void open(OpenCafe open, int from, int to) {
        String each = " FROM generate_series(" + from + ", " + (to - 1) + ") AS n";
        open.database()
                .execute(
                        "INSERT INTO stores (store_id, name, timezone) SELECT 's' || n, 'Store ' || n, 'Asia/Manila'"
                                + each,
                        "INSERT INTO inventory_stock (store_id, stock_id, item, unit, quantity)"
                                + " SELECT 's' || n, stock_id, item, unit, quantity" + each
                                + ", inventory_stock WHERE store_id = 'cebu'",
                        "INSERT INTO conversion_mappings SELECT 's' || n, recipe_ingredient_name,"
                                + " recipe_ingredient_unit, ingredient_label, unit_label, stock_id, conversion_factor"
                                + each + ", conversion_mappings WHERE store_id = 'cebu'");
    }

    /** @param id of the transaction; its key is {@code id-key} */
    static DeductionRequest sale(String storeId, String id, String productId, long quantity) {
        return new DeductionRequest(id, storeId, List.of(new SaleItem(productId, quantity)), "ana", id + "-key");
    }

    static DeductionOutcome sell(AtomicInventory engine, String storeId, String id, String productId, long quantity) {
        return engine.deductions().deductInventoryAtomic(sale(storeId, id, productId, quantity));
    }

    /** Somebody who waits for the answer. */
    static Caller<DeductionOutcome> till(
            AtomicInventory engine, String storeId, String id, String productId, long quantity) {
        return Caller.waiting(() -> sell(engine, storeId, id, productId, quantity));
    }
}
