package io.atomicinventory.engine.internal.decide;

import io.atomicinventory.engine.deduction.DeductedItem;
import io.atomicinventory.engine.deduction.Problem;
import io.atomicinventory.engine.deduction.Shortage;
import io.atomicinventory.engine.internal.plan.Plan;
import io.atomicinventory.engine.stock.Movement;
import java.util.List;

/** What an outcome's row remembers, so that a replay gives the first answer in full. */
public sealed interface OutcomeData {
    record SaleData(List<Plan.PlannedDish> dishes, List<DeductedItem> deducted) implements OutcomeData {}

    record RefusalData(List<Problem> problems, List<Shortage> shortages) implements OutcomeData {}

    record MovementData(Movement movement) implements OutcomeData {}
}
