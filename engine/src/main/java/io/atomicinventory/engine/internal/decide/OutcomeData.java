package io.atomicinventory.engine.internal.decide;

import io.atomicinventory.engine.deduction.DeductedItem;
import io.atomicinventory.engine.deduction.Problem;
import io.atomicinventory.engine.deduction.RestoredItem;
import io.atomicinventory.engine.deduction.Shortage;
import io.atomicinventory.engine.internal.plan.Plan;
import io.atomicinventory.engine.stock.Movement;
import io.atomicinventory.engine.stock.TransferredLine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an outcome's row remembers, so that a replay gives the first answer in full. Older rows have no warnings. */
public sealed interface OutcomeData {
    record SaleData(
            List<Plan.PlannedDish> dishes,
            List<DeductedItem> deducted,
            @Nullable List<String> warnings) implements OutcomeData {
        public SaleData {
            warnings = orNone(warnings);
        }
    }

    record RefusalData(List<Problem> problems, List<Shortage> shortages) implements OutcomeData {}

    record CompensationData(List<RestoredItem> restored, List<String> warnings) implements OutcomeData {}

    record MovementData(Movement movement, @Nullable List<String> warnings) implements OutcomeData {
        public MovementData {
            warnings = orNone(warnings);
        }
    }

    /** @param refusal what stood in its way */
    record QueuedData(String queueId, RefusalData refusal) implements OutcomeData {}

    record RejectionData(String queueId, String reason) implements OutcomeData {}

    record TransferData(String fromStoreId, String toStoreId, List<TransferredLine> lines) implements OutcomeData {}

    private static List<String> orNone(@Nullable List<String> warnings) {
        return warnings == null ? List.of() : warnings;
    }
}
