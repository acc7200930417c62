package io.atomicinventory.engine.testing;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.deduction.CompensationOutcome;
import io.atomicinventory.engine.deduction.CompensationRequest;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.deduction.DeductionRequest;
import io.atomicinventory.engine.deduction.Disposition;
import io.atomicinventory.engine.deduction.SaleItem;
import io.atomicinventory.engine.stock.AdjustmentRequest;
import io.atomicinventory.engine.stock.CountRequest;
import io.atomicinventory.engine.stock.MovementOutcome;
import io.atomicinventory.engine.stock.ReceiptRequest;
import io.atomicinventory.engine.stock.ReversalRequest;
import io.atomicinventory.engine.stock.TransferOutcome;
import io.atomicinventory.engine.stock.TransferRequest;
import io.atomicinventory.engine.stock.WasteRequest;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything that people do to the stock of one store, in short. */
public final class Storekeeper {
    public static final Actor BEN = new Actor("ben", "till-7");

    private final AtomicInventory engine;
    private final String storeId;

    public Storekeeper(AtomicInventory engine, String storeId) {
        this.engine = engine;
        this.storeId = storeId;
    }

    /** A sale of now; its key is {@code id-key}. */
    public DeductionOutcome sell(String id, String productId, long quantity) {
        return sell(id, productId, quantity, null);
    }

    /** A sale that a device tells of later. */
    public DeductionOutcome sell(String id, String productId, long quantity, @Nullable Instant occurredAt) {
        return engine.deductions()
                .deductInventoryAtomic(new DeductionRequest(
                        id, storeId, List.of(new SaleItem(productId, quantity)), BEN, id + "-key", occurredAt));
    }

    /** All that is left, back into the stock. */
    public CompensationOutcome giveBack(String transactionId, String key) {
        return engine.deductions()
                .compensateDeduction(new CompensationRequest(storeId, transactionId, "wrong order", BEN, key));
    }

    /** All that is left, to be thrown away. */
    public CompensationOutcome giveBackAsWaste(String transactionId, String key) {
        return engine.deductions()
                .compensateDeduction(new CompensationRequest(
                        storeId, transactionId, "burnt", Disposition.WASTE, List.of(), BEN, key));
    }

    public CompensationOutcome giveBack(String transactionId, String key, CompensationRequest.Line... lines) {
        return engine.deductions()
                .compensateDeduction(new CompensationRequest(
                        storeId, transactionId, "wrong order", Disposition.RESTOCK, List.of(lines), BEN, key));
    }

    public static CompensationRequest.Line line(String stockId, String quantity, Disposition disposition) {
        return new CompensationRequest.Line(stockId, new BigDecimal(quantity), disposition);
    }

    public MovementOutcome receive(String stockId, String quantity, String key) {
        return engine.stock()
                .receive(new ReceiptRequest(storeId, stockId, new BigDecimal(quantity), "delivery", BEN, key));
    }

    public MovementOutcome adjust(String stockId, String change, String key) {
        return engine.stock()
                .adjust(new AdjustmentRequest(storeId, stockId, new BigDecimal(change), "found", BEN, key));
    }

    public MovementOutcome waste(String stockId, String quantity, String key) {
        return engine.stock().waste(new WasteRequest(storeId, stockId, new BigDecimal(quantity), "broken", BEN, key));
    }

    public MovementOutcome count(String stockId, String quantity, @Nullable Instant countedAt, String key) {
        return engine.stock()
                .count(new CountRequest(storeId, stockId, new BigDecimal(quantity), countedAt, "shelf", BEN, key));
    }

    public MovementOutcome reverse(String stockId, long version, String key) {
        return engine.stock().reverse(new ReversalRequest(storeId, stockId, version, "mistake", BEN, key));
    }

    /** Of the same item in both stores. */
    public TransferOutcome transfer(String toStoreId, String stockId, String quantity, String key) {
        return transfer(toStoreId, key, new TransferRequest.Line(stockId, stockId, new BigDecimal(quantity)));
    }

    public TransferOutcome transfer(String toStoreId, String key, TransferRequest.Line... lines) {
        return engine.stock().transfer(new TransferRequest(storeId, toStoreId, List.of(lines), "needed", BEN, key));
    }

    public BigDecimal quantity(String stockId) {
        return engine.stock().find(storeId, stockId).orElseThrow().quantity();
    }

    /** The version of the row, which is that of its last movement. */
    public long version(String stockId) {
        return engine.stock().find(storeId, stockId).orElseThrow().version();
    }

    /** Oldest first, each as {@code KIND change}. */
    public List<String> movements(String stockId) {
        return engine.stock().movements(storeId, stockId, null, 1000).items().reversed().stream()
                .map(movement ->
                        movement.kind() + " " + movement.quantityChange().toPlainString())
                .toList();
    }
}
