package io.atomicinventory.engine.internal.decide;

import io.atomicinventory.engine.internal.plan.Demand;
import io.atomicinventory.engine.internal.plan.Plan;
import java.util.List;

/** A command and the stock rows that it needs to see. */
public sealed interface Planned {
    Command command();

    List<String> stockIds();

    record PlannedSale(Command.Sale command, Plan plan) implements Planned {
        @Override
        public List<String> stockIds() {
            return plan.demands().stream().map(Demand::stockId).toList();
        }
    }

    record PlannedReceipt(Command.Receipt command) implements Planned {
        @Override
        public List<String> stockIds() {
            return List.of(command.stockId());
        }
    }
}
