package io.atomicinventory.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.catalog.ShortagePolicy;
import io.atomicinventory.engine.catalog.Store;
import io.atomicinventory.engine.deduction.CompensationOutcome;
import io.atomicinventory.engine.deduction.CompensationRequest;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.deduction.SaleItem;
import io.atomicinventory.engine.internal.decide.Command;
import io.atomicinventory.engine.testing.Cafe;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What tills, managers and the synchronisation do in the store Cebu, through one node. */
record Counter(AtomicInventory engine) {
    static final Actor MARIA = Actor.of("maria");
    static final Actor SYNC = Actor.of("sync");

    QueueOutcome queue(String transactionId, String productId, long quantity, @Nullable Instant occurredAt) {
        return engine.queue()
                .queueTransaction(new QueueRequest(
                        Cafe.CEBU,
                        transactionId,
                        "till-1",
                        List.of(new SaleItem(productId, quantity)),
                        QueueReason.OFFLINE,
                        Cafe.ANA,
                        occurredAt,
                        null));
    }

    QueueEntry queued(String transactionId, String productId, long quantity, @Nullable Instant occurredAt) {
        QueueOutcome outcome = queue(transactionId, productId, quantity, occurredAt);
        assertThat(outcome).isInstanceOf(QueueOutcome.Accepted.class);
        return ((QueueOutcome.Accepted) outcome).entry();
    }

    QueueEntry queued(String transactionId, long croffles) {
        return queued(transactionId, Cafe.CROFFLE, croffles, null);
    }

    SyncReport sync() {
        return engine.queue().syncAllPending(Cafe.CEBU, SYNC);
    }

    QueueOutcome approve(String transactionId, ApprovalMode mode) {
        return engine.queue()
                .approveTransaction(new ApprovalRequest(Cafe.CEBU, id(transactionId), mode, null, "was sold", MARIA));
    }

    QueueOutcome reject(String transactionId) {
        return engine.queue().rejectTransaction(Cafe.CEBU, id(transactionId), "never left", MARIA);
    }

    DeductionOutcome sell(String transactionId, String key, String productId, long quantity) {
        return engine.deductions().deductInventoryAtomic(Cafe.sale(transactionId, key, productId, quantity));
    }

    CompensationOutcome voidSale(String transactionId, String key) {
        return engine.deductions()
                .compensateDeduction(new CompensationRequest(Cafe.CEBU, transactionId, "changed mind", MARIA, key));
    }

    QueueEntry entry(String transactionId) {
        return engine.queue().find(Cafe.CEBU, id(transactionId)).orElseThrow();
    }

    void onShortage(ShortagePolicy policy) {
        engine.catalog().saveStore(new Store(Cafe.CEBU, "Cebu", ZoneId.of("Asia/Manila"), policy));
    }

    static String id(String transactionId) {
        return Command.Queued.idOf(transactionId);
    }
}
