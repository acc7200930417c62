package io.atomicinventory.server.imports;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.catalog.Mapping;
import io.atomicinventory.engine.deduction.DeductedItem;
import io.atomicinventory.engine.deduction.RecordedDeduction;
import io.atomicinventory.engine.stock.Movement;
import io.atomicinventory.engine.stock.StockItem;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Writes a store's books as CSV, page by page, so that no list has to fit into memory. */
@Component
class Exports {
    private final AtomicInventory engine;

    Exports(AtomicInventory engine) {
        this.engine = engine;
    }

    /** In the columns of the stock import, and how it stands. */
    void stock(String storeId, CsvWriter csv) {
        csv.writeRecord(
                "store_id",
                "stock_id",
                "item",
                "unit",
                "quantity",
                "reorder_level",
                "allow_negative",
                "held",
                "available",
                "version",
                "is_active");
        eachItem(
                storeId,
                item -> csv.writeRecord(
                        storeId,
                        item.stockId(),
                        CsvCells.text(item.item()),
                        CsvCells.text(item.unit()),
                        CsvCells.number(item.quantity()),
                        CsvCells.number(item.reorderLevel()),
                        CsvCells.flag(item.allowNegative()),
                        CsvCells.number(item.held()),
                        CsvCells.number(item.available()),
                        CsvCells.number(item.version()),
                        CsvCells.flag(item.isActive())));
    }

    /** In the columns of the mappings import. */
    void mappings(String storeId, CsvWriter csv) {
        csv.writeRecord("store_id", "ingredient", "unit", "stock_id", "factor");
        each(
                after -> engine.catalog().mappings(storeId, after, Page.MAX_LIMIT),
                (Mapping mapping) -> csv.writeRecord(
                        storeId,
                        CsvCells.text(mapping.ingredient()),
                        CsvCells.text(mapping.unit()),
                        mapping.stockId(),
                        CsvCells.number(mapping.factor())));
    }

    /** Item by item, newest first. */
    void movements(String storeId, CsvWriter csv) {
        csv.writeRecord(
                "store_id",
                "stock_id",
                "version",
                "kind",
                "quantity_change",
                "previous_quantity",
                "new_quantity",
                "transaction_id",
                "idempotency_key",
                "who",
                "user_id",
                "reason",
                "occurred_at",
                "recorded_at");
        eachItem(
                storeId,
                item -> each(
                        after -> engine.stock().movements(storeId, item.stockId(), after, Page.MAX_LIMIT),
                        (Movement movement) -> movement(storeId, movement, csv)));
    }

    private static void movement(String storeId, Movement movement, CsvWriter csv) {
        csv.writeRecord(
                storeId,
                movement.stockId(),
                CsvCells.number(movement.version()),
                movement.kind().code(),
                CsvCells.number(movement.quantityChange()),
                CsvCells.number(movement.previousQuantity()),
                CsvCells.number(movement.newQuantity()),
                CsvCells.text(movement.transactionId()),
                CsvCells.text(movement.idempotencyKey()),
                CsvCells.text(movement.who()),
                CsvCells.text(movement.claimedUserId()),
                CsvCells.text(movement.why()),
                CsvCells.time(movement.occurredAt()),
                CsvCells.time(movement.recordedAt()));
    }

    /** A row for each stock item that a sale took, oldest first. */
    void deductions(String storeId, Instant from, Instant to, CsvWriter csv) {
        csv.writeRecord(
                "store_id",
                "transaction_id",
                "idempotency_key",
                "stock_id",
                "ingredient",
                "unit",
                "quantity_deducted",
                "previous_stock",
                "new_stock",
                "who",
                "user_id",
                "occurred_at",
                "recorded_at");
        each(
                after -> engine.deductions().deductions(storeId, from, to, after, Page.MAX_LIMIT),
                (RecordedDeduction deduction) ->
                        deduction.deductedItems().forEach(item -> deducted(storeId, deduction, item, csv)));
    }

    private static void deducted(String storeId, RecordedDeduction deduction, DeductedItem item, CsvWriter csv) {
        csv.writeRecord(
                storeId,
                deduction.transactionId(),
                CsvCells.text(deduction.idempotencyKey()),
                item.inventoryStockId(),
                CsvCells.text(item.ingredientName()),
                CsvCells.text(item.unit()),
                CsvCells.number(item.quantityDeducted()),
                CsvCells.number(item.previousStock()),
                CsvCells.number(item.newStock()),
                CsvCells.text(deduction.who()),
                CsvCells.text(deduction.claimedUserId()),
                CsvCells.time(deduction.occurredAt()),
                CsvCells.time(deduction.recordedAt()));
    }

    private void eachItem(String storeId, Consumer<StockItem> write) {
        each(after -> engine.stock().items(storeId, after, Page.MAX_LIMIT), write);
    }

    private static <T> void each(Function<@Nullable String, Page<T>> pages, Consumer<T> write) {
        String after = null;
        do {
            Page<T> page = pages.apply(after);
            page.items().forEach(write);
            after = page.next();
        } while (after != null);
    }
}
