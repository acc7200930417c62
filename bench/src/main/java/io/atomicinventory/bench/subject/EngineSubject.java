package io.atomicinventory.bench.subject;

import io.atomicinventory.bench.workload.OpenEngine;
import io.atomicinventory.bench.workload.Sale;
import io.atomicinventory.bench.workload.Shop;
import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.deduction.AtomicInventoryService;
import io.atomicinventory.engine.deduction.CompensationOutcome;
import io.atomicinventory.engine.deduction.CompensationRequest;
import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.deduction.DeductionOutcome.Deducted;
import io.atomicinventory.engine.deduction.DeductionOutcome.NotDecided;
import io.atomicinventory.engine.deduction.DeductionOutcome.Refused;
import io.atomicinventory.engine.deduction.DeductionRequest;
import io.atomicinventory.engine.deduction.SaleItem;
import java.util.List;
import java.util.stream.IntStream;

/** The engine, called as a payment handler in the same JVM would. Several nodes share the callers out among them. */
final class EngineSubject implements Subject {
    private final List<OpenEngine> nodes;

    EngineSubject(Shop shop, int nodes, Retries retries) {
        this.nodes = IntStream.range(0, nodes)
                .mapToObj(node -> OpenEngine.on(shop.database(), retries))
                .toList();
    }

    @Override
    public Answer sell(int caller, Sale sale) {
        AtomicInventoryService deductions =
                nodes.get(caller % nodes.size()).inventory().deductions();
        if (sale.isVoid()) {
            CompensationOutcome outcome = deductions.compensateDeduction(new CompensationRequest(
                    sale.storeId(), sale.transactionId(), "changed mind", Actor.of(Sale.WHO), sale.key()));
            return outcome.success() ? Answer.VOIDED : Answer.FAILED;
        }
        DeductionOutcome outcome = deductions.deductInventoryAtomic(new DeductionRequest(
                sale.transactionId(),
                sale.storeId(),
                List.of(new SaleItem(sale.dish().productId(), 1)),
                Sale.WHO,
                sale.key()));
        return switch (outcome) {
            case Deducted deducted -> deducted.replayed() ? Answer.REPLAYED : Answer.DEDUCTED;
            case Refused refused -> refused.replayed() ? Answer.REPLAYED : Answer.REFUSED;
            case DeductionOutcome.Queued queued -> Answer.FAILED;
            case NotDecided notDecided -> Answer.FAILED;
        };
    }

    @Override
    public void close() {
        nodes.forEach(OpenEngine::close);
    }
}
